"""The bin options `span= bins= minspan= aligntime= start= end=`, read: which bins they mean for a field.

[unverified] on a real Splunk: what a span of time makes of a field other than _time, and which span _time has where
none is given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from ..dataclass import dataclass
from ..errors import LimitError, Span
from ..spl.arguments import Notation, Reader, positive, refused
from ..spl.command import Context
from ..spl.parser import Parser
from ..times import TimeRange, moment
from ..values import Value, number
from .axis import SPANS, width
from .spans import LogSpan, NumberSpan, Scale, TimeScale, TimeSpan, has_timescale, power_of_ten

BINS = 100  # Search Reference, bin and timechart: the default of bins


@dataclass(frozen=True, slots=True)
class TimeBins:
    """`align`: a time modifier, `earliest` or `latest` of the search, or empty for the epoch. `ranges`: bins are named
    by their edges, as all are but those of _time."""

    span: TimeSpan
    align: str = ""
    ranges: bool = False

    def scale(self, search: Context) -> TimeScale:
        return TimeScale(self.span, search.zone, self._origin(search) if self.align else 0.0, self.ranges)

    def _origin(self, search: Context) -> float:
        """Where the search's time range is unbounded, earliest is the epoch and latest is now."""
        window, unbounded = search.window, TimeRange.ALL
        if self.align == "earliest":
            return 0.0 if window.earliest == unbounded.earliest else window.earliest / 1_000_000
        if self.align == "latest":
            return search.now if window.latest == unbounded.latest else window.latest / 1_000_000
        return moment(self.align, search.now, search.zone)


@dataclass(frozen=True, slots=True)
class AutoTime:
    """At most `bins` bins, no shorter than `least` seconds, from the first time to the last, and over `extent`."""

    bins: int
    least: float = 0
    align: str = ""
    extent: tuple[Decimal, ...] = ()

    def scale(self, search: Context, values: Iterable[Value]) -> TimeScale:
        found = (*map(number, values), *map(float, self.extent))
        times = [time for time in found if time is not None and math.isfinite(time)]
        return self.between(min(times, default=math.inf), max(times, default=-math.inf), search)

    def between(self, begin: float, end: float, search: Context) -> TimeScale:
        scales = [TimeBins(span, self.align).scale(search) for span in SPANS if span.seconds >= self.least]
        scales = scales or [TimeBins(SPANS[-1], self.align).scale(search)]
        return next((scale for scale in scales if width(scale, begin, end) <= self.bins), scales[-1])


@dataclass(frozen=True, slots=True)
class AutoBins:
    """At most `bins` bins, no narrower than `least`, over the field's values and `extent`."""

    bins: int
    least: Decimal
    extent: tuple[Decimal, ...]

    def scale(self, search: Context, values: Iterable[Value]) -> NumberSpan:
        return power_of_ten(values, self.bins, self.least, self.extent)


Bins = TimeBins | AutoTime | NumberSpan | LogSpan | AutoBins


def automatic(bins: Bins | None) -> bool:
    """Whether the bins depend on the values."""
    return isinstance(bins, AutoBins | AutoTime)


def scale(bins: Bins, search: Context, values: Iterable[Value] = ()) -> Scale:
    """`values`: those that are to be put into bins, where these depend on them."""
    match bins:
        case AutoBins() | AutoTime():
            return bins.scale(search, values)
        case TimeBins():
            return bins.scale(search)
    return bins


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


def option(p: Parser, kinds: Mapping[str, Reader | Notation], given: dict[str, Any]) -> bool:
    """Reads the option of a chart that comes next, if one does."""
    token = p.peek()
    found = p.option(kinds, given)
    if token is not None and found and token.is_word("start", "end"):
        # as documented, data outside of these is left out, which for bin it is not: what they do is not known
        raise p.unsupported(f"The option {token.text.lower()}.", token.span)
    return found


def read(p: Parser, field: str, options: Mapping[str, Any], place: Span) -> Bins:
    """With `span` the options of automatic bins have no effect (Search Reference, bin, "start-end")."""
    span, align = options.get("span"), options.get("aligntime", "")
    timed = field == "_time" or (span is not None and (has_timescale(span) or "@" in span))
    if align and not timed:
        raise p.error("The option 'aligntime' is only valid for _time.", place)
    try:
        if span is None:
            return _auto_time(options) if timed else _auto(p, options, place)
        if timed:
            return TimeBins(_time_span(p, span, place), align, ranges=field != "_time")
        return LogSpan.read(span) or NumberSpan.read(span)
    except ValueError as error:
        name = "minspan" if span is None else "span"
        raise p.option_error(refused(name, options[name], error), place) from error
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


def _auto_time(options: Mapping[str, Any]) -> AutoTime:
    """Raises ValueError for a minspan that is no span of time."""
    least = TimeSpan.read(options["minspan"]).seconds if "minspan" in options else 0
    return AutoTime(options.get("bins", BINS), least, options.get("aligntime", ""), _extent(options))


def _auto(p: Parser, options: Mapping[str, Any], place: Span) -> AutoBins:
    least = options.get("minspan", "0")
    try:
        return AutoBins(options.get("bins", BINS), _decimal(least), _extent(options))
    except ValueError as error:
        raise p.unsupported(f"The option minspan={least}.", place) from error


def _extent(options: Mapping[str, Any]) -> tuple[Decimal, ...]:
    return tuple(options[name] for name in ("start", "end") if name in options)
