"""trendline: moving averages of fields, over as many results as their period has."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, number

MIN_PERIOD, MAX_PERIOD = 2, 10_000
"""Search Reference, trendline, <period>."""
_TYPE = re.compile(r"(sma|ema|wma)(\d+)", re.IGNORECASE)


def _simple(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _weighted(values: Sequence[float]) -> float:
    """The first value has weight 1, the next 2, and so on."""
    count = len(values)
    return sum(weight * value for weight, value in enumerate(values, start=1)) / (count * (count + 1) / 2)


_AVERAGES: dict[str, Callable[[Sequence[float]], float]] = {"sma": _simple, "wma": _weighted}


@dataclass(frozen=True, slots=True)
class Trend:
    """A moving average of `field`, in a field called `name`."""

    kind: str
    period: int
    field: str
    name: str


@dataclass(frozen=True, slots=True)
class Trendline(Command):
    """A result has a trend when it and those before it have as many numbers as the period.

    [unverified]: that a result whose field is no number has no trend, and does not count among those of a later one;
    that the weights of wma go up by one, the Search Reference says only that recent values have more.
    """

    name = "trendline"
    kind = Kind.CENTRALIZED

    trends: tuple[Trend, ...]

    @classmethod
    def parse(cls, p: Parser) -> Trendline:
        """`(<trendtype><period>(<field>) [AS <newfield>])...`"""
        trends: list[Trend] = []
        while p.peek() is not None:
            if not trends or not p.accept(","):
                trends.append(_trend(p))
        if not trends:
            raise p.error("A trend is missing, such as sma5(count).")
        return cls(tuple(trends))

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset(trend.field for trend in self.trends))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding(trend.name for trend in self.trends)

    def operator(self, search: Context) -> PerRow:
        return self._averaged

    def _averaged(self, rows: Iterable[Row]) -> Iterator[Row]:
        windows = [(trend, _AVERAGES[trend.kind], deque[float](maxlen=trend.period)) for trend in self.trends]
        for row in rows:
            sizes = [number(row.get(trend.field)) for trend in self.trends]
            for size, (trend, average, window) in zip(sizes, windows, strict=True):
                if size is not None:
                    window.append(float(size))
                    if len(window) == trend.period:
                        row[trend.name] = average(window)
            yield row


def _trend(p: Parser) -> Trend:
    start = p.next("a trend, such as sma5(count)")
    match = None if start.quoted else _TYPE.fullmatch(start.text)
    if match is None or not p.at("("):
        raise p.invalid(start)
    kind, period = match[1].lower(), int(match[2])
    if kind == "ema":
        raise p.unsupported("ema, whose first value is not documented.", start.span)
    if not MIN_PERIOD <= period <= MAX_PERIOD:
        raise p.error(f"The period {period} is not from {MIN_PERIOD} to {MAX_PERIOD}.", start.span)
    field = p.parenthesised()
    if not field:
        raise p.error("A trend is of a field.", start.span)
    return Trend(kind, period, field, p.field("a field name") if p.accept("as") else f"{start.text}({field})")
