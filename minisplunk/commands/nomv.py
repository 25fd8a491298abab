"""nomv: the values of a field become one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..limits import check_length
from ..spl.arguments import Arguments, Name
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Delimited, Row


@dataclass(frozen=True, slots=True)
class Nomv(Command):
    """Each on a line of its own (Search Reference, nomv), unless the values have a delimiter (mvcombine, "Specifying
    delimiters")."""

    name = "nomv"
    kind = Kind.STREAMING
    arguments = Arguments(Name("field", "the name of a multivalue field"))

    field: str

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        return self._joined

    def _joined(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            values = row.get(self.field)
            if isinstance(values, list):
                delim = values.delim if isinstance(values, Delimited) else "\n"
                check_length(sum(map(len, values)) + len(delim) * (len(values) - 1))
                row[self.field] = delim.join(values)
            yield row
