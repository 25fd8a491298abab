"""accum: the running total of a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..functions.operators import ARITHMETIC
from ..spl.arguments import Arguments, Clause, Name, field_name
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row, Value, number

_plus = ARITHMETIC["+"]


@dataclass(frozen=True, slots=True)
class Accum(Command):
    """A result whose field is no number stays as it is, and adds nothing (Search Reference, accum); a field of several
    values is no number."""

    name = "accum"
    kind = Kind.CENTRALIZED
    arguments = Arguments(Name("field"), Clause("new", "as", field_name, None))

    field: str
    new: str | None

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before if self.new is None else before and before.adding((self.new,))

    def operator(self, search: Context) -> PerRow:
        return self._totalled

    def _totalled(self, rows: Iterable[Row]) -> Iterator[Row]:
        total: Value = 0
        for row in rows:
            size = number(row.get(self.field))
            if size is not None:
                total = _plus(total, size)
                row[self.new or self.field] = total
            yield row
