"""untable: a row for each field of each result, with the field's name and its value; the inverse of xyseries.

[unverified] on a real Splunk: that internal fields, such as `_span` of a chart over time, give no row; that a result
without a value of the x-field gives rows without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..spl.arguments import Arguments, Name
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Untable(Command):
    """`x` stays; `label` gets the names of all other fields, `data` their values."""

    name = "untable"
    kind = Kind.STREAMING
    arguments = Arguments(
        Name("x", "a field for the x-axis"),
        Name("label", "a field for the names"),
        Name("data", "a field for the values"),
    )

    x: str
    label: str
    data: str

    @classmethod
    def parse(cls, p: Parser) -> Untable:
        """`<x-field> <y-name-field> <y-data-field>`."""
        where = p.rest()
        read = cls(**cls.arguments.read(p))
        if len({read.x, read.label, read.data}) < 3:
            raise p.unsupported("One field in two places.", where)
        return read

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return Columns((self.x, self.label, self.data))

    def operator(self, search: Context) -> PerRow:
        return self._rows

    def _rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            x = row.get(self.x)
            first: Row = {} if x is None else {self.x: x}
            for name, value in row.items():
                if value is not None and name != self.x and not name.startswith("_"):
                    yield {**first, self.label: name, self.data: value}
