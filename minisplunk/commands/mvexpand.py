"""mvexpand: a row with a multivalue field becomes one row for each of its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..spl.arguments import Arguments, Name, Option, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Mvexpand(Command):
    """`limit`: how many values of each row are used; 0 for all."""

    name = "mvexpand"
    kind = Kind.STREAMING
    arguments = Arguments(Name("field", "the name of a multivalue field"), limit=Option(natural, 0))

    field: str
    limit: int = 0

    @classmethod
    def parse(cls, p: Parser) -> Mvexpand:
        """`<field> [limit=<int>]`, in either order. Internal fields cannot be expanded (Search Reference, mvexpand)."""
        where = p.rest()
        read = cls(**cls.arguments.read(p))
        if read.field.startswith("_"):
            raise p.error(f"The internal field '{read.field}' cannot be expanded.", where)
        return read

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        return self._expanded

    def _expanded(self, rows: Iterable[Row]) -> Iterator[Row]:
        """A row without the field ([unverified]), or with one value of it, stays as it is."""
        for row in rows:
            values = row.get(self.field)
            if not isinstance(values, list):
                yield row
                continue
            for value in values[: self.limit or None]:
                yield {**row, self.field: value}
