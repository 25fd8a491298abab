"""The bin options `span= bins= minspan= aligntime= start= end=`, read: which bins they mean for a field.

[unverified] on a real Splunk: what a span of time makes of a field other than _time, and which span _time has where
none is given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timezone
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from ..errors import LimitError, Span
from ..spl.arguments import Reader, positive, refused
from ..spl.command import Context
from ..spl.parser import Parser
from ..times import TimeRange, moment
from ..values import Value, number, text
from .axis import automatic
from .spans import Cut, LogSpan, NumberSpan, TimeSpan, has_timescale, power_of_ten

BINS = 100  # Search Reference, bin and timechart: the default of bins


@dataclass(frozen=True, slots=True)
class TimeBins:
    """`align`: a time modifier, `earliest` or `latest` of the search, or empty for the epoch."""

    span: TimeSpan
    align: str

    def cut(self, search: Context) -> Cut:
        return self.span.cut(search.zone, self._origin(search) if self.align else 0.0)

    def _origin(self, search: Context) -> float:
        """Where the search's time range is unbounded, earliest is the epoch and latest is now."""
        window, unbounded = search.window, TimeRange.ALL
        if self.align == "earliest":
            return 0.0 if window.earliest == unbounded.earliest else window.earliest / 1_000_000
        if self.align == "latest":
            return search.now if window.latest == unbounded.latest else window.latest / 1_000_000
        return moment(self.align, search.now, search.zone)


@dataclass(frozen=True, slots=True)
class TimeRanges:
    """Bins of time of a field other than _time: named by their edges as all bins but those of _time are."""

    bins: TimeBins

    def cut(self, search: Context) -> Cut:
        begin, span = self.bins.cut(search), self.bins.span

        def cut(value: Value) -> Value:
            start = begin(value)
            return f"{text(start)}-{text(span.after(start, search.zone))}" if isinstance(start, (int, float)) else None

        return cut


@dataclass(frozen=True, slots=True)
class AutoTimeBins:
    """At most `bins` bins, none shorter than `least` seconds, over the times and `extent`, of a length as timechart
    chooses it."""

    bins: int
    least: float
    extent: tuple[Decimal, ...]
    align: str

    def cut(self, search: Context, values: Iterable[Value]) -> Cut:
        found = (number(value) for value in values)
        times = [time for time in (*found, *map(float, self.extent)) if time is not None and math.isfinite(time)]
        cut = partial(self._cut, search)
        begin, end = (min(times), max(times)) if times else (0, 0)
        return cut(automatic(begin, end, cut, self.bins, self.least))

    def _cut(self, search: Context, span: TimeSpan) -> Cut:
        return TimeBins(span, self.align).cut(search)


@dataclass(frozen=True, slots=True)
class AutoBins:
    """At most `bins` bins, no narrower than `least`, over the field's values and `extent`."""

    bins: int
    least: Decimal
    extent: tuple[Decimal, ...]

    def cut(self, values: Iterable[Value]) -> Cut:
        return power_of_ten(values, self.bins, self.least, self.extent).cut


Bins = TimeBins | TimeRanges | NumberSpan | LogSpan | AutoTimeBins | AutoBins


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("number") from None
    if not math.isfinite(float(number)):  # splunkd counts with doubles
        raise ValueError("number")
    return number


def _alignment(text: str) -> str:
    try:
        if text not in ("earliest", "latest"):
            moment(text, 0.0, timezone.utc)
    except ValueError:
        raise ValueError("time") from None
    return text


OPTIONS: dict[str, Reader] = {
    "span": str,
    "bins": positive,
    "minspan": str,
    "start": _decimal,
    "end": _decimal,
    "aligntime": _alignment,
}


def read(p: Parser, field: str, options: dict[str, Any], place: Span) -> Bins:
    """With `span` the options of automatic bins have no effect (Search Reference, bin, "start-end")."""
    span = options.get("span")
    timed = field == "_time" or (span is not None and (has_timescale(span) or "@" in span))
    if not timed and "aligntime" in options:
        raise p.error("The option 'aligntime' is only valid for _time.", place)
    if span is None:
        return _auto(p, field, options, place)
    try:
        if timed:
            bins = TimeBins(_time_span(p, span, place), options.get("aligntime", ""))
            return bins if field == "_time" else TimeRanges(bins)
        return LogSpan.read(span) or NumberSpan.read(span)
    except ValueError as error:
        raise p.option_error(refused("span", span, error), place) from error
    except LimitError as error:
        raise LimitError(error.message, place) from error


def _time_span(p: Parser, span: str, place: Span) -> TimeSpan:
    """Raises ValueError, and UnsupportedSpl for a snap to something else than a weekday ("You can only use week spans
    with the snap-to span argument", Search Reference, timechart)."""
    try:
        return TimeSpan.read(span)
    except ValueError:
        if "@" in span:
            raise p.unsupported(f"The span '{span}', which snaps to a time.", place) from None
        raise


def _auto(p: Parser, field: str, options: dict[str, Any], place: Span) -> AutoTimeBins | AutoBins:
    least, most = options.get("minspan"), options.get("bins", BINS)
    extent = tuple(options[name] for name in ("start", "end") if name in options)
    try:
        if field == "_time":
            shortest = TimeSpan.read(least).seconds if least else 0
            return AutoTimeBins(most, shortest, extent, options.get("aligntime", ""))
        return AutoBins(most, _decimal(least or "0"), extent)
    except ValueError as error:
        raise p.unsupported(f"The option minspan={least}.", place) from error
    except LimitError as error:
        raise LimitError(error.message, place) from error
