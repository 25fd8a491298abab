"""fields: keeps or removes fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..fields import ADDRESS
from ..spl import names
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields as Wanted
from ..spl.parser import Parser
from ..values import Row

INTERNAL = frozenset({"_time", "_raw", "_indextime"})
"""Stay unless they are removed by name or by a pattern that begins with an underscore (Search Reference, fields)."""
_STAY = INTERNAL | {ADDRESS}
"""The same in rows, where events that are to be deleted have an address."""


@dataclass(frozen=True, slots=True)
class Fields(Command):
    """`patterns` are kept, with the internal fields; or, with `remove`, removed."""

    name = "fields"
    kind = Kind.STREAMING

    patterns: tuple[str, ...]
    remove: bool

    @classmethod
    def parse(cls, p: Parser) -> Fields:
        """`[+|-] <wc-field-list>`; splunkd runs a bare `fields` too, which changes nothing."""
        token = p.peek()
        sign = token.text[0] if token is not None and not token.quoted and token.text[0] in "+-" else ""
        if token is not None and sign:
            p.position = token.span.start + 1
        patterns = p.fields()
        if sign and not patterns:
            raise p.error("Must specify at least one valid field name (can contain wildcards).")
        return cls(patterns, sign == "-" or not patterns)

    def needs(self, wanted: Wanted) -> Wanted:
        if self.remove:
            gone = [name for name in wanted.names if self._names(name)]
            return wanted.without(gone)
        listed = Wanted.of(self.patterns)
        kept = {name for name in listed.names | INTERNAL if name in wanted}
        kept |= {name for name in wanted.names if name == ADDRESS or self._names(name)}
        return Wanted(frozenset(kept), listed.patterns if wanted.patterns else frozenset())

    def _names(self, name: str) -> bool:
        return any(names.match(pattern, name) is not None for pattern in self.patterns)

    @property
    def at_most(self) -> Wanted | None:
        return None if self.remove else Wanted.of(self.patterns)

    def columns(self, before: Columns | None) -> Columns | None:
        """What is kept stands in the order in which it is listed, those of events too; what is not there is none."""
        if self.remove:
            return before and before.renamed(lambda name: None if self._names(name) else name)
        return Columns(more=True, by=tuple(filter(self._names, before.by)) if before else ())

    def supplies(self, before: frozenset[str] | None) -> frozenset[str] | None:
        if before is not None:
            stay = frozenset() if self.remove else INTERNAL
            return frozenset(name for name in before if name in stay or self._names(name) != self.remove)
        wild = any("*" in pattern for pattern in self.patterns)
        return None if self.remove or wild else INTERNAL.union(self.patterns)

    def operator(self, search: Context) -> PerRow:
        wild = any("*" in pattern for pattern in self.patterns)
        change = self._without if self.remove else self._matching if wild else self._listed

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            return map(change, rows)

        return run

    def _without(self, row: Row) -> Row:
        for name in names.matching(self.patterns, row):
            del row[name]
        return row

    def _matching(self, row: Row) -> Row:
        chosen = names.matching(self.patterns, row)
        internal = [name for name in row if name in _STAY and name not in chosen]
        return {name: row[name] for name in chosen + internal}

    def _listed(self, row: Row) -> Row:
        kept: Row = {name: row[name] for name in self.patterns if name in row}
        for name in row:
            if name in _STAY:
                kept[name] = row[name]
        return kept
