"""bin (alias bucket): puts numbers and times into bins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..operators.bins import OPTIONS, Bins, automatic, read, scale
from ..operators.rows import Gathered
from ..operators.spans import Cut, cut
from ..spl.arguments import field_name
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Operator
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Bin(Command):
    """A value that belongs to no bin stays as it is."""

    name = "bin"
    takes = OPTIONS

    field: str
    new: str
    bins: Bins

    @property
    def kind(self) -> Kind:
        return Kind.DATASET if automatic(self.bins) else Kind.STREAMING

    @classmethod
    def parse(cls, p: Parser) -> Bin:
        """`[bins= | minspan= | span= | start= | end= | aligntime=]... <field> [AS <newfield>]`, in any order."""
        given: dict[str, Any] = {}
        field = new = ""
        start = p.rest()
        while (token := p.peek()) is not None:
            if p.option(cls.takes, given):
                continue
            if field and p.accept("as"):
                new = p.field("a new name")
            elif field:
                raise p.invalid(token)
            else:
                field = field_name(p)
        if not field:
            raise p.error("You must specify a field to discretize.")
        return cls(field, new or field, read(p, field, given, start))

    def needs(self, wanted: Fields) -> Fields:
        """What had the new name is still needed: it stays where the field has no bin."""
        return wanted | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding([self.new])

    def operator(self, search: Context) -> Operator:
        if automatic(self.bins):
            return Gathered(search.memory, partial(self._automatic, search))
        return partial(self._cut, cut(scale(self.bins, search)))

    def _automatic(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        return self._cut(cut(scale(self.bins, search, (row.get(self.field) for row in rows))), rows)

    def _cut(self, cut: Cut, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            value = cut(row.get(self.field))
            if value is not None:
                row[self.new] = value
            elif self.new != self.field and row.get(self.field) is not None:
                row[self.new] = row[self.field]
            yield row
