"""The columns of results: which fields a command's rows have, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..dataclass import dataclass
from ..values import Row


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of rows that a command has made. `names` are in order; with `more` the rows may have further fields,
    which follow these in the order in which the rows bring them. `by`: the fields that the rows are grouped by.

    Events have None in place of Columns, and so have rows that keep the fields of events: their fields are shown in
    alphabetical order (measured on 10.4.2 by a third party).
    """

    names: tuple[str, ...] = ()
    more: bool = False
    by: tuple[str, ...] = ()

    @classmethod
    def listed(cls, patterns: Iterable[str]) -> Columns:
        """The columns that a field list names. With wildcards none are known beforehand."""
        patterns = tuple(patterns)
        wild = any("*" in pattern for pattern in patterns)
        return cls(() if wild else tuple(dict.fromkeys(patterns)), more=wild)

    @classmethod
    def together(cls, several: Iterable[Columns | None]) -> Columns | None:
        """The columns of rows that come from several places; None when some have the fields of events."""
        known = list(several)
        if None in known:
            return None
        together = cls()
        for columns in known:
            together = together.adding(columns.names if columns else (), more=columns is not None and columns.more)
        return together

    def adding(self, names: Iterable[str], *, more: bool = False) -> Columns:
        """With further fields at the end, unless they are columns already. Where rows bring fields of their own, these
        stand before, or are among them: so the rows say where what is added stands."""
        if self.more:
            return self
        return Columns(tuple(dict.fromkeys((*self.names, *names))), more, self.by)

    def renamed(self, new: Callable[[str], str | None]) -> Columns:
        """Each column under its new name, in its old place; a new name of None drops it."""
        moved = {name: renamed for name in self.names if (renamed := new(name)) is not None}
        by = tuple(moved[name] for name in self.by if name in moved)
        return Columns(tuple(dict.fromkeys(moved.values())), self.more, by)


def columns(rows: Iterable[Row]) -> list[str]:
    """The fields of rows, every name once; one that a later row brings stands behind the one before it in that row."""
    order: list[str] = []
    seen: set[str] = set()
    for row in rows:
        if row.keys() <= seen:
            continue
        place = 0
        for name in row:
            if name in seen:
                place = order.index(name) + 1
            else:
                order.insert(place, name)
                seen.add(name)
                place += 1
    return order


def in_order(declared: Columns | None, found: list[str]) -> list[str]:
    """The columns that rows have, in the order in which results show them.

    That is alphabetical, unless a command has made the rows: then it is the order that it gave them, with the columns
    that it names and no row has (measured on 10.4.2 by a third party).
    """
    return sorted(found) if declared is None else list(dict.fromkeys((*declared.names, *found)))
