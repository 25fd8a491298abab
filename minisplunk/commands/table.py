"""table: a table of the named fields, in the order in which they are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ..dataclass import dataclass
from ..spl import names
from ..spl.arguments import Arguments, Names
from ..spl.columns import Columns
from ..spl.command import Command, Context, Formats, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row

_SHOWN = ("_time", "_raw")  # the internal fields that `*` stands for too


@dataclass(frozen=True, slots=True)
class Table(Command):
    name = "table"
    kind = Kind.TRANSFORMING
    arguments = Arguments(
        Names(
            "patterns",
            wildcards=True,
            required="Must specify at least one valid field name (can contain wildcards).",
        )
    )

    patterns: tuple[str, ...]

    def needs(self, wanted: Fields) -> Fields:
        """All of its own, whatever is wanted after it: whether any of them exists decides whether there are rows."""
        return Fields.of(self.patterns)

    def columns(self, before: Columns | None) -> Columns | None:
        return Columns.listed(self.patterns)

    def supplies(self, before: frozenset[str] | None) -> frozenset[str] | None:
        if before is None:
            return None if any("*" in pattern for pattern in self.patterns) else frozenset(self.patterns)
        shown = _SHOWN if "*" in self.patterns else ()
        return before.intersection((*names.matching(self.patterns, before), *shown))

    def formats(self, before: Formats) -> Formats:
        return before

    def operator(self, search: Context) -> PerRow:
        return partial(self._chosen, search)

    def _chosen(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        """No rows at all when no row has any of the fields: then splunkd gives only the message."""
        choose = self._matching if any("*" in pattern for pattern in self.patterns) else self._listed
        empty = 0
        found = False
        for row in rows:
            chosen = choose(row)
            if not found and not chosen:
                empty += 1
                continue
            if not found:
                found = True
                yield from ({} for _ in range(empty))
            yield chosen
        if empty and not found:
            search.message("INFO", "No matching fields exist.")

    def _listed(self, row: Row) -> Row:
        return {name: value for name in self.patterns if (value := row.get(name)) is not None}

    def _matching(self, row: Row) -> Row:
        chosen: dict[str, None] = {}
        for pattern in self.patterns:
            if pattern == "*":
                chosen.update(dict.fromkeys(name for name in _SHOWN if name in row))
            chosen.update(dict.fromkeys(names.matching((pattern,), row)))
        return {name: value for name in chosen if (value := row[name]) is not None}
