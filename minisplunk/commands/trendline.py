"""trendline: moving averages of fields.

[unverified]: that a result gets no average before there are as many numbers as its period has (Splunk's charts begin
so), that a result without a number gets none and does not count, and that the weights of wma grow by one, as those of a
weighted moving average do elsewhere. ema is refused: what it begins with is not documented, and all its values follow
from that.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction

from ..dataclass import dataclass
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, number

PERIODS = range(2, 10_001)
"""Search Reference, trendline, "Required arguments"."""
_TYPE = re.compile(r"(sma|ema|wma)([0-9]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trend:
    """`weighted`: the latest of the numbers in a period counts most."""

    weighted: bool
    period: int
    field: str
    name: str


@dataclass(frozen=True, slots=True)
class Trendline(Command):
    name = "trendline"
    kind = Kind.CENTRALIZED

    trends: tuple[Trend, ...]

    @classmethod
    def parse(cls, p: Parser) -> Trendline:
        """`(<type><period>(<field>) [AS <newfield>])...`."""
        trends = []
        while p.peek() is not None:
            if not p.accept(","):
                trends.append(_trend(p))
        if not trends:
            raise p.error("Expected a trend, as in 'sma5(field)'.")
        return cls(tuple(trends))

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset(trend.field for trend in self.trends))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding(trend.name for trend in self.trends)

    def operator(self, search: Context) -> PerRow:
        return self._averaged

    def _averaged(self, rows: Iterable[Row]) -> Iterator[Row]:
        moving = [(trend, _Moving(trend)) for trend in self.trends]
        for row in rows:
            sizes = [number(row.get(trend.field)) for trend in self.trends]
            for (trend, average), size in zip(moving, sizes, strict=True):
                if size is not None and math.isfinite(size) and (result := average.add(size)) is not None:
                    row[trend.name] = result
            yield row


class _Moving:
    """An average that moves on from number to number; its sums are exact, so they stay right however far it goes."""

    def __init__(self, trend: Trend) -> None:
        self._period, self._weighted = trend.period, trend.weighted
        self._numbers: deque[Fraction] = deque()
        self._sum = self._weighed = Fraction(0)

    def add(self, size: float) -> float | None:
        """The average of the last numbers, this one among them; None as long as they are too few."""
        newest = Fraction(size)
        self._weighed += (len(self._numbers) + 1) * newest
        self._numbers.append(newest)
        self._sum += newest
        if len(self._numbers) > self._period:
            # All weights fall by one, that of the oldest to nothing.
            self._weighed -= self._sum
            self._sum -= self._numbers.popleft()
        if len(self._numbers) < self._period:
            return None
        if self._weighted:
            return float(self._weighed / (self._period * (self._period + 1) // 2))
        return float(self._sum / self._period)


def _trend(p: Parser) -> Trend:
    token = p.peek()
    written = p.next("a trend, as in 'sma5(field)'").text
    found = _TYPE.fullmatch(written)
    if found is None or token is None or token.quoted or not p.at("("):
        raise p.invalid(token)
    kind, digits = found[1].lower(), found[2].lstrip("0")
    if len(digits) > len(str(PERIODS[-1])) or int(digits or 0) not in PERIODS:
        raise p.error(f"The period must be an integer from {PERIODS[0]} to {PERIODS[-1]}.", token.span)
    if kind == "ema":
        raise p.unsupported("ema: what its first value is made of is not documented.", token.span)
    field = p.parenthesised()
    name = p.field() if p.accept("as") else f"{written}({field})"
    return Trend(kind == "wma", int(digits), field, name)
