"""delta: by how much a field differs from what it was some results before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ..dataclass import dataclass
from ..functions.operators import ARITHMETIC
from ..limits import Memory
from ..operators.lag import lagged
from ..spl.arguments import Arguments, Clause, Name, Option, field_name, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row, number

_minus = ARITHMETIC["-"]


@dataclass(frozen=True, slots=True)
class Delta(Command):
    """In the order of the results (Search Reference, delta). Where one of the two is no number, there is no difference;
    [unverified] on a real Splunk that a result without a number counts among the `p` before."""

    name = "delta"
    kind = Kind.CENTRALIZED
    arguments = Arguments(
        Name("field"),
        Clause("new", "as", field_name, None),
        p=Option(natural, 1, unsupported=lambda p: p == 0, lacks="no result before"),
    )

    field: str
    new: str | None
    p: int

    @property
    def target(self) -> str:
        return self.new or f"delta({self.field})"

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((self.target,))

    def operator(self, search: Context) -> PerRow:
        return partial(self._differences, search.memory)

    def _differences(self, memory: Memory, rows: Iterable[Row]) -> Iterator[Row]:
        for row, before in lagged(rows, self.field, self.p, memory.account(), self.name):
            now = number(row.get(self.field))
            then = number(before[-1]) if len(before) == self.p else None
            if now is not None and then is not None:
                row[self.target] = _minus(now, then)
            yield row
