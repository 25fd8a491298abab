"""transpose: rows become columns, and columns rows.

The rules are those of the Search Reference, transpose. [unverified] on a real Splunk: that fields become rows in the
order in which the results bring them, internal ones too; that a result without a value of the header field is called
by its number; that of results with the same header the last counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from ..dataclass import dataclass
from ..limits import estimated, row_weight
from ..operators.rows import chunks
from ..spl.arguments import Arguments, Number, Option, boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row, texts


@dataclass(frozen=True, slots=True)
class Transpose(Command):
    """`most`: how many rows become columns, 0 for all; `header`: the field with the names of the columns, or empty."""

    name = "transpose"
    kind = Kind.TRANSFORMING
    arguments = Arguments(
        Number("most", 5, least=0),
        column_name=Option(str, "column", attribute="column"),
        header_field=Option(str, "", attribute="header"),
        include_empty=Option(boolean, True, attribute="empty"),
    )

    most: int
    column: str
    header: str
    empty: bool

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return Columns((self.column,), more=True)

    def operator(self, search: Context) -> PerRow:
        return partial(self._turned, search)

    def _turned(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        """A null is there as such, so that the columns keep their order."""
        account = search.memory.account()
        turned: dict[str, Row] = {}
        headers: dict[str, None] = {}
        try:
            remaining = iter(rows)
            held = 0
            for chunk in chunks(islice(remaining, self.most or None)):
                held += estimated(chunk, row_weight)
                account.require(held, self.name)
                for row in chunk:
                    self._turn(row, turned, headers)
            for _ in remaining:  # they are read all the same, and count as results of the commands before
                pass
            for name, values in turned.items():
                search.checkpoint()
                if self.empty or any(values.get(header) not in (None, "") for header in headers):
                    yield {self.column: name, **{header: values.get(header) for header in headers}}
        finally:
            account.hold(0)

    def _turn(self, row: Row, turned: dict[str, Row], headers: dict[str, None]) -> None:
        header = " ".join(texts(row.get(self.header))) or f"row {len(headers) + 1}"
        headers[header] = None
        for name, value in row.items():
            if name != self.header:
                turned.setdefault(name, {})[header] = value
