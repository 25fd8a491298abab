"""autoregress: values that a field had some results before, as fields of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ..dataclass import dataclass
from ..limits import Memory
from ..operators.lag import lagged
from ..spl.arguments import Arguments, Clause, Name, Option, field_name, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row

MAX_P = 10_000
MAX_RANGE = 1000
"""limits.conf.spec, [autoregress] maxp and maxrange. What Splunk does beyond them is not known."""


def _distances(text: str) -> range:
    """`3`, or `2-4` with both ends."""
    first, dash, last = text.partition("-")
    try:
        return range(natural(first), natural(last if dash else first) + 1)
    except ValueError as error:
        raise ValueError("positive integer or range of them") from error


def _beyond(p: range) -> bool:
    return p.start < 1 or not p or p.stop > MAX_P + 1 or len(p) > MAX_RANGE


@dataclass(frozen=True, slots=True)
class Autoregress(Command):
    """`p`: how many results before. A value of any kind is copied; where there was none, or no such result, nothing."""

    name = "autoregress"
    kind = Kind.CENTRALIZED
    arguments = Arguments(
        Name("field"),
        Clause("new", "as", field_name, None),
        p=Option(_distances, range(1, 2), unsupported=_beyond, lacks=f"from 1 to {MAX_P}, {MAX_RANGE} of them at most"),
    )

    field: str
    new: str | None
    p: range

    @classmethod
    def parse(cls, p: Parser) -> Autoregress:
        """`<field> [AS <newfield>] [p=<int> | p=<int>-<int>]`; a name is for one value only (Search Reference)."""
        place = p.rest()
        read = cls(**cls.arguments.read(p))
        if read.new is not None and len(read.p) > 1:
            raise p.error("A new name cannot be given together with a range of p.", place)
        return read

    @property
    def targets(self) -> dict[int, str]:
        """The field of each distance."""
        return {p: self.new or f"{self.field}_p{p}" for p in self.p}

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding(self.targets.values())

    def operator(self, search: Context) -> PerRow:
        return partial(self._copied, search.memory)

    def _copied(self, memory: Memory, rows: Iterable[Row]) -> Iterator[Row]:
        targets = self.targets
        for row, before in lagged(rows, self.field, self.p[-1], memory.account(), self.name):
            for p, target in targets.items():
                if p <= len(before) and (value := before[p - 1]) is not None:
                    row[target] = value
            yield row
