"""The times of a job's events in, how many lie in each bucket of its time range out; no event is kept.

The spans are those that Splunk Web has names for ("1 minute per column", CanvasTimeline.js): parts of a second, then
one second, minute, hour, day, month, year. Of these it is the finest with at most status_buckets buckets in the range:
so 10.6 has 61 minutes for an hour in 300 buckets, not 30 seconds, and an event alone has a bucket of 0.001 s (the tests
of splunk-sdk-javascript). Where the range has no beginning or no end, its events bound it. [unverified]: that a year is
the longest span however few buckets are asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import cache
from typing import cast

from ..dataclass import dataclass
from ..operators.spans import TimeSpan
from ..times import TimeRange

MOST_BUCKETS = 10_000
"""However many are asked for."""
_UNITS = ("ms", "cs", "ds", "s", "m", "h", "d", "mon", "y")
_SPANS = tuple(TimeSpan(1, unit) for unit in _UNITS)
_SHORTEST = {"d": 23 * 3600, "mon": 28 * 86_400, "y": 365 * 86_400}
"""Seconds of days and longer spans when they are shortest, so that there are not too many of them."""
_FIRST, _LAST = -62_100_000_000, 253_370_000_000
"""From year 2 to year 9998: the calendar has the years around them too, in each time zone."""

Start = Callable[[float], float]
"""A time -> where its bucket begins."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """From `start` up to `end`, in epoch seconds. `available`: of `total`, the events that can be asked for."""

    start: float
    end: float
    total: int
    available: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """`events`: all of them, also those without a time."""

    buckets: tuple[Bucket, ...]
    events: int


class TimelineCounter:
    """Counts events in at most `most` buckets of a window; what it holds grows with these alone. `available`: how many
    of the first events can be asked for."""

    def __init__(self, window: TimeRange, most: int, zone: tzinfo, available: int) -> None:
        self.events = 0
        self._most, self._zone, self._available = min(most, MOST_BUCKETS), zone, available
        self._span, *self._longer = _SPANS
        self._start = _start(self._span, zone)
        self._counts: dict[float, list[int]] = {}
        self._low, self._high = math.inf, -math.inf
        if _FIRST <= window.earliest / 1_000_000 <= _LAST:
            self._low = window.earliest / 1_000_000
        if _FIRST <= window.latest / 1_000_000 <= _LAST:
            self._high = (window.latest - 1) / 1_000_000
        self._fit()

    def add(self, time: float | None) -> None:
        """Count an event; one without a time, or beyond the calendar, is in no bucket."""
        self.events += 1
        if time is None or not _FIRST <= time <= _LAST:
            return
        counts = self._counts.get(self._start(time))
        if counts is None:
            self._low, self._high = min(self._low, time), max(self._high, time)
            self._fit()
            counts = self._counts.setdefault(self._start(time), [0, 0])
        counts[0] += 1
        counts[1] += self.events <= self._available

    def bounds(self) -> tuple[float, float] | None:
        """Where the first bucket begins, and where the last does; None without any."""
        if self._low > self._high or math.isinf(self._low) or math.isinf(self._high):
            return None
        return self._start(self._low), self._start(self._high)

    def timeline(self) -> Timeline:
        """The buckets so far, the earliest first, empty ones among them."""
        buckets, bounds = list[Bucket](), self.bounds()
        start, last = bounds or (1, 0)
        while start <= last:
            end = self._span.after(start, self._zone)
            total, available = self._counts.get(start, (0, 0))
            buckets.append(Bucket(start, end, total, available))
            start = end
        return Timeline(tuple(buckets), self.events)

    def _fit(self) -> None:
        """Take longer spans where the range would need too many buckets."""
        while self._longer and (bounds := self.bounds()) and self._needed(*bounds) > self._most:
            self._span, *self._longer = self._longer
            self._start = _start(self._span, self._zone)
            finer, self._counts = self._counts, {}
            for start, (total, available) in finer.items():
                counts = self._counts.setdefault(self._start(start), [0, 0])
                counts[0] += total
                counts[1] += available

    def _needed(self, first: float, last: float) -> int:
        return round((last - first) / _SHORTEST.get(self._span.unit, self._span.seconds)) + 1


@cache
def _start(span: TimeSpan, zone: tzinfo) -> Start:
    """Spans up to an hour are counted from a midnight, so that hours lie within days in each zone."""
    midnight = datetime(2000, 1, 1, tzinfo=zone).timestamp()
    return cast("Start", span.cut(zone, midnight))
