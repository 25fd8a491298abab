"""addtotals: the sum of the numeric fields of each result, and of each field over all results.

The rules are those of the Search Reference, addtotals. [unverified] on a real Splunk: that a result without a number
gets a sum of 0; that a multivalue field is no number; that internal fields count only where they are named, be it by a
pattern that begins with an underscore; that without results there is no row of sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..functions.aggregates.numbers import Sum
from ..spl import names
from ..spl.arguments import Arguments, Names, Option, boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row, number


@dataclass(frozen=True, slots=True)
class Addtotals(Command):
    """No `fields` means all; `labelfield` is empty for no label in the row of sums."""

    name = "addtotals"
    arguments = Arguments(
        Names("fields", least=0, wildcards=True),
        row=Option(boolean, True),
        col=Option(boolean, False),
        fieldname=Option(str, "Total"),
        labelfield=Option(str, ""),
        label=Option(str, "Total"),
    )

    fields: tuple[str, ...]
    row: bool
    col: bool
    fieldname: str
    labelfield: str
    label: str

    @property
    def kind(self) -> Kind:
        """As the page has it: distributable only for sums of each result."""
        return Kind.TRANSFORMING if self.col else Kind.STREAMING

    def needs(self, wanted: Fields) -> Fields:
        if not self.row or self.fieldname not in wanted:
            return wanted
        return wanted.without([self.fieldname]) | (Fields.of(self.fields) if self.fields else Fields.ALL)

    def columns(self, before: Columns | None) -> Columns | None:
        added = [self.fieldname] * self.row + [self.labelfield] * (self.col and bool(self.labelfield))
        return before and before.adding(added)

    def operator(self, search: Context) -> PerRow:
        return self._summed

    def _summed(self, rows: Iterable[Row]) -> Iterator[Row]:
        chosen = self.fields or ("*",)
        columns: dict[str, Sum] = {}
        some = False
        for row in rows:
            some = True
            summed = {name: row[name] for name in names.matching(chosen, row) if number(row[name]) is not None}
            if self.row:
                total = Sum()
                for value in summed.values():
                    total.add(value, None)
                row[self.fieldname] = total.result() if total.count else 0
                summed[self.fieldname] = row[self.fieldname]
            if self.col:
                for name, value in summed.items():
                    columns.setdefault(name, Sum()).add(value, None)
            yield row
        if self.col and some:
            sums: Row = {name: column.result() for name, column in columns.items()}
            yield {**sums, self.labelfield: self.label} if self.labelfield else sums
