"""fields: keeps or removes fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..spl.ast import Context
from ..spl.ast import Fields as Wanted
from ..spl.parser import Parser
from ..values import Row
from . import names

INTERNAL = frozenset({"_time", "_raw", "_indextime"})
"""Stay unless they are removed by name or by a pattern that begins with an underscore (Search Reference, fields)."""


@dataclass(frozen=True, slots=True)
class Fields:
    """`patterns` are kept, with the internal fields; or, with `remove`, removed."""

    name: ClassVar[str] = "fields"
    generating: ClassVar[bool] = False

    patterns: tuple[str, ...]
    remove: bool

    @classmethod
    def parse(cls, p: Parser) -> Fields:
        """`[+|-] <wc-field-list>`; splunkd runs a bare `fields` too, which changes nothing."""
        token = p.peek()
        sign = token.text[0] if token is not None and not token.quoted and token.text[0] in "+-" else ""
        if token is not None and sign:
            p.position = token.span.start + 1
        patterns = names.fields(p)
        if sign and not patterns:
            raise p.error("Must specify at least one valid field name (can contain wildcards).")
        return cls(patterns, sign == "-" or not patterns)

    def needs(self, wanted: Wanted) -> Wanted:
        if self.remove:
            gone = [name for name in wanted.names if self._names(name)]
            return wanted.without(gone)
        listed = Wanted.of(self.patterns)
        kept = {name for name in listed.names | INTERNAL if name in wanted}
        kept |= {name for name in wanted.names if self._names(name)}
        return Wanted(frozenset(kept), listed.patterns if wanted.patterns else frozenset())

    def _names(self, name: str) -> bool:
        return any(names.match(pattern, name) is not None for pattern in self.patterns)

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        if self.remove:
            return (self._without(row) for row in rows)
        if any("*" in pattern for pattern in self.patterns):
            return (self._matching(row) for row in rows)
        return (self._listed(row) for row in rows)

    def _without(self, row: Row) -> Row:
        for name in names.matching(self.patterns, row):
            del row[name]
        return row

    def _matching(self, row: Row) -> Row:
        chosen = names.matching(self.patterns, row)
        internal = [name for name in row if name in INTERNAL and name not in chosen]
        return {name: row[name] for name in chosen + internal}

    def _listed(self, row: Row) -> Row:
        kept: Row = {name: row[name] for name in self.patterns if name in row}
        for name in row:
            if name in INTERNAL:
                kept[name] = row[name]
        return kept
