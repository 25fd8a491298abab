"""The bin options `span= bins= minspan= aligntime= start= end=`, read: which bins they mean for a field."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from ..errors import LimitError, Span
from ..spl.arguments import Reader, positive, refused
from ..spl.command import Context
from ..spl.parser import Parser
from ..times import TimeRange, moment
from ..values import Value
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
class AutoBins:
    """At most `bins` bins, no narrower than `least`, over the field's values and `extent`."""

    bins: int
    least: Decimal
    extent: tuple[Decimal, ...]

    def cut(self, values: Iterable[Value]) -> Cut:
        return power_of_ten(values, self.bins, self.least, self.extent).cut


Bins = TimeBins | NumberSpan | LogSpan | AutoBins


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
    if field != "_time" and "aligntime" in options:
        raise p.error("The option 'aligntime' is only valid for _time.", place)
    if span is None:
        return _auto(p, field, options, place)
    try:
        if field == "_time":
            return TimeBins(_time_span(p, span, place), options.get("aligntime", ""))
        if has_timescale(span) or "@" in span:
            raise p.unsupported(f"A span of time, '{span}', for a field other than _time.", place)
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


def _auto(p: Parser, field: str, options: dict[str, Any], place: Span) -> AutoBins:
    if field == "_time":
        raise p.unsupported("Bins of _time without the option 'span'.", place)
    least = options.get("minspan", "0")
    try:
        minimum = _decimal(least)
    except ValueError as error:
        raise p.unsupported(f"The option minspan={least}.", place) from error
    extent = tuple(options[name] for name in ("start", "end") if name in options)
    return AutoBins(options.get("bins", BINS), minimum, extent)
