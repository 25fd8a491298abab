"""concurrency: how many results are in progress when each of them starts, itself among them.

Search Reference, concurrency, "Usage": what starts between the start and the end of another is concurrent with it.
[unverified]: that both ends belong to a span; that a result without a start or a duration, or with a negative one, gets
no number and does not count.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Reversible
from functools import partial

from ..dataclass import dataclass
from ..limits import Memory
from ..operators.rows import Gathered
from ..spl.arguments import Arguments, Option
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, number

MAX_COUNT = 10_000_000
"""limits.conf.spec, [concurrency] max_count."""


@dataclass(frozen=True, slots=True)
class Concurrency(Command):
    """`duration`, `start`: fields, in the same unit; `output`: the field of the number."""

    name = "concurrency"
    kind = Kind.DATASET
    arguments = Arguments(duration=Option(str), start=Option(str, "_time"), output=Option(str, "concurrency"))

    duration: str
    start: str
    output: str

    @classmethod
    def parse(cls, p: Parser) -> Concurrency:
        """`duration=<field> [start=<field>] [output=<field>]`."""
        given = cls.arguments.read(p)
        if not given["duration"]:
            raise p.error("The option 'duration' is required.")
        return cls(**given)

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset({self.duration, self.start}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((self.output,))

    def operator(self, search: Context) -> Reducer:
        return Gathered(search.memory, partial(self._counted, search))

    def _counted(self, search: Context, rows: Reversible[Row]) -> Iterator[Row]:
        spans = _Spans(search.memory, self.name)
        most = search.limit(self.name, "max_count", MAX_COUNT)
        try:
            for row in rows:
                if span := self._span(row):
                    spans.add(*span)
            spans.sort()
            for row in rows:
                if span := self._span(row):
                    count = spans.at(span[0])
                    if count > most:
                        search.message("WARN", f"More than {most} results overlap; the numbers are cut to that.")
                    row[self.output] = min(count, most)
                yield row
        finally:
            spans.close()

    def _span(self, row: Row) -> tuple[float, float] | None:
        start, duration = number(row.get(self.start)), number(row.get(self.duration))
        if start is None or duration is None or not math.isfinite(start + duration) or duration < 0:
            return None
        return start, start + duration


class _Spans:
    """Starts and ends, 16 bytes for each span."""

    def __init__(self, memory: Memory, command: str) -> None:
        self._starts, self._ends = array("d"), array("d")
        self._account, self._command = memory.account(), command

    def add(self, start: float, end: float) -> None:
        self._starts.append(start)
        self._ends.append(end)

    def sort(self) -> None:
        """Call it once, before any question; lists of Python's stand beside the arrays meanwhile."""
        self._account.require(64 * len(self._starts), self._command)
        self._starts, self._ends = array("d", sorted(self._starts)), array("d", sorted(self._ends))
        self._account.hold(16 * len(self._starts))

    def at(self, time: float) -> int:
        """How many go on."""
        return bisect_right(self._starts, time) - bisect_left(self._ends, time)

    def close(self) -> None:
        self._account.hold(0)
