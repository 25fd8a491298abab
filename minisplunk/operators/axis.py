"""The bins of a chart over time: those that a search's time range has, and their default length."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo

from ..times import TimeRange
from ..values import Value, number, text
from .spans import Cut, TimeSpan

_SPANS = tuple(map(TimeSpan.read, ("1s", "5s", "10s", "30s", "1m", "5m", "10m", "30m", "1h", "1d", "1mon")))
"""What an automatic span is chosen from ("Spans used when minspan is specified"): the first that gives at most `bins`
bins, which agrees with the page's table "Default time spans"."""
MOMENT = 1 / 1_000_000
"""The smallest difference between two times, in seconds."""
_MONTH = 30.4375 * 86_400


@dataclass(frozen=True, slots=True)
class Axis:
    """The bins of time. `first` and `last`: where the outermost bins start, infinite without a bound of the search."""

    span: TimeSpan
    zone: tzinfo
    cut: Cut
    first: float
    last: float

    def place(self) -> Callable[[Value], str | None]:
        """A row's time -> its bin as text. It remembers the last bin, since neighbouring rows often share it."""
        low, high, name = math.inf, -math.inf, None

        def place(value: Value) -> str | None:
            nonlocal low, high, name
            time = number(value)
            if time is None:
                return None
            if not low <= time < high:
                start = self.cut(time)
                if not isinstance(start, (int, float)):
                    return None
                low, high = start, self.ends(start)
                name = text(start) if self.first <= start <= self.last else None
            return name

        return place

    def ends(self, start: float) -> float:
        return self.span.after(start, self.zone)

    def started(self, rows: Iterable[tuple[str, list[Value]]]) -> Iterator[tuple[float, list[Value]]]:
        """The rows, each with the time at which its bin begins."""
        for x, values in rows:
            start = number(x)
            assert start is not None  # as `place` wrote it
            yield start, values

    def filled(
        self, rows: Iterable[tuple[str, list[Value]]], empty: list[Value]
    ) -> Iterator[tuple[float, list[Value]]]:
        """As `started`, with the `empty` values for bins without a row; from the first bin to the last, if bounded."""
        due = self.first
        for start, values in self.started(rows):
            while -math.inf < due < start:
                yield due, empty
                due = self.ends(due)
            yield start, values
            due = self.ends(start)
        while -math.inf < due <= self.last < math.inf:
            yield due, empty
            due = self.ends(due)


def bounds(window: TimeRange) -> tuple[float, float]:
    """In seconds, the end excluded; infinite where there is no bound. "All time" is dispatched from the epoch on."""
    unbounded = TimeRange.ALL
    earliest = -math.inf if window.earliest in (0, unbounded.earliest) else window.earliest / 1_000_000
    return earliest, math.inf if window.latest == unbounded.latest else window.latest / 1_000_000


def begins(cut: Cut, time: float) -> float:
    """The time at which its bin begins; an infinite time stays as it is."""
    start = cut(time) if math.isfinite(time) else None
    return start if isinstance(start, (int, float)) else time


def automatic(begin: float, end: float, cut: Callable[[TimeSpan], Cut], most: int, least: float = 0) -> TimeSpan:
    """The first span that is no shorter than `least` seconds and gives at most `most` bins; else the longest."""
    wide = [span for span in _SPANS if span.seconds >= least] or _SPANS[-1:]
    return next((span for span in wide if _bins(span, cut(span), begin, end) <= most), wide[-1])


def _bins(span: TimeSpan, cut: Cut, begin: float, end: float) -> float:
    """How many bins there are from one time to another; 0 when the end comes before the beginning."""
    if not begin <= end:
        return 0
    length = _MONTH if span.unit == "mon" else span.seconds
    bins = (begins(cut, end) - begins(cut, begin)) / length
    # rounded: days on which the clock is changed are longer or shorter
    return round(bins) + 1 if math.isfinite(bins) else bins
