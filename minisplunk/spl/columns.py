"""The columns of results: which fields a command's rows have, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Columns:
    """Of rows that a command has made. `names` in order; with `more` the rows may have other fields, which stand behind
    these in the order in which the rows bring them. `by`: the fields that the rows are grouped by.

    Events, and what keeps their fields, have no Columns but None: theirs are shown in alphabetical order (measured on
    10.4.2 by a third party).
    """

    names: tuple[str, ...] = ()
    more: bool = False
    by: tuple[str, ...] = ()

    @classmethod
    def listed(cls, patterns: Iterable[str]) -> Columns:
        """Those that a field list names; one with wildcards names none beforehand."""
        patterns = tuple(patterns)
        wild = any("*" in pattern for pattern in patterns)
        return cls(() if wild else tuple(dict.fromkeys(patterns)), more=wild)

    def adding(self, names: Iterable[str], *, more: bool = False) -> Columns:
        """With further fields behind, where they are not there already."""
        return Columns(tuple(dict.fromkeys((*self.names, *names))), self.more or more, self.by)

    def renamed(self, new: Callable[[str], str | None]) -> Columns:
        """Each under its new name, in its old place; None takes it away."""
        moved = {name: renamed for name in self.names if (renamed := new(name)) is not None}
        by = tuple(moved[name] for name in self.by if name in moved)
        return Columns(tuple(dict.fromkeys(moved.values())), self.more, by)
