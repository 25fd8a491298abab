"""What bin puts values into: spans of time, of numbers, and of their logarithms; each a text in, bins out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import field
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any, Protocol

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import LimitError
from ..values import Value, number, text

Cut = Callable[[Value], Value]
"""A value -> the name of its bin; null for what belongs to none."""
Start = Any
"""Where a bin begins: an int or a float, a Decimal for bins of numbers."""


class Scale(Protocol):
    """Bins side by side, each known by where it begins."""

    def start(self, value: Value) -> Start | None:
        """Of the bin that a value is in; None where it is in none."""

    def after(self, start: Start) -> Start:
        """Of the next bin."""

    def name(self, start: Start) -> Value:
        """What results show of the bin."""


def cut(scale: Scale) -> Cut:
    def cut(value: Value) -> Value:
        start = scale.start(value)
        return None if start is None else scale.name(start)

    return cut


def written(start: Start) -> str:
    """A start as text, by which bins sort in their order."""
    return format(start, "f") if isinstance(start, Decimal) else text(start)


def begun(scale: Scale, x: str) -> Start | None:
    """The start that `written` wrote; None for a text that is none."""
    start = scale.start(x)
    return start if start is not None and written(start) == x else None


# Search Reference, bin, "Span options"; weeks, quarters and years as in searchbnf.conf and "Time modifiers".
_SPELLINGS = {
    "us": "us", "ms": "ms", "cs": "cs", "ds": "ds", "s": "s sec secs second seconds", "m": "m min mins minute minutes",
    "h": "h hr hrs hour hours", "d": "d day days", "w": "w week weeks", "mon": "mon month months",
    "q": "q qtr qtrs quarter quarters", "y": "y yr yrs year years",
}  # fmt: skip
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_SECOND = 1_000_000
_MICROSECONDS = {
    "us": 1,
    "ms": 1_000,
    "cs": 10_000,
    "ds": 100_000,
    "s": _SECOND,
    "m": 60 * _SECOND,
    "h": 3600 * _SECOND,
}
_DAYS = {"d": 1, "w": 7}
_MONTHS = {"mon": 1, "q": 3, "y": 12}
_NOMINAL = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "mon": 2_592_000, "q": 7_776_000, "y": 31_536_000}
_TIME = lazy_re.compile(r"(\d+)\s*([a-zA-Z]*)", re.ASCII)
_WEEKS = lazy_re.compile(r"\+?(\d*)([a-zA-Z]+)@w([0-7]?)", re.ASCII)
_LOG = lazy_re.compile(r"(\d+(?:\.\d+)?)?log(\d+(?:\.\d+)?)?", re.ASCII)
_NUMBER = lazy_re.compile(r"\d+(?:\.\d+)?", re.ASCII)
MOST_DIGITS = 9
"""Of the number of units in a span of time."""
_UNIX_DAY = datetime(1970, 1, 1).toordinal()


def has_timescale(span: str) -> bool:
    match = _TIME.fullmatch(span)
    return match is not None and match[2].lower() in _UNITS


def _count(digits: str) -> int:
    if len(digits.lstrip("0")) > MOST_DIGITS:
        raise LimitError(f"A span of time has more than {MOST_DIGITS} digits.")
    return int(digits)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """`count` units of time; `unit` is s, m, h, d, w, mon, q, y or a part of a second.

    `weekday`: the day that weeks begin on, 0 for Sunday; by default the epoch's, a Thursday.
    """

    count: int
    unit: str
    weekday: int = 4

    @classmethod
    def read(cls, span: str) -> TimeSpan:
        """`5m`, or seconds without a unit, or weeks from a day on, `w@w1`. Raises ValueError, and LimitError for more
        units than can be counted with."""
        if (snap := _WEEKS.fullmatch(span)) and _UNITS.get(snap[2].lower()) == "w" and _count(snap[1] or "1"):
            return cls(_count(snap[1] or "1"), "w", int(snap[3] or 0) % 7)
        match = _TIME.fullmatch(span)
        unit = _UNITS.get(match[2] and match[2].lower()) if match and match[2] else "s"
        if match is None or unit is None or _count(match[1]) == 0:
            raise ValueError("number and a unit of time")
        time_span = cls(_count(match[1]), unit)
        part = time_span.microseconds
        if unit in ("us", "ms", "cs", "ds") and (part >= _SECOND or _SECOND % part):
            raise ValueError("part of a second that divides it evenly")
        return time_span

    @property
    def microseconds(self) -> int:
        """Zero for days and longer, which are not all of one length."""
        return self.count * _MICROSECONDS.get(self.unit, 0)

    @property
    def seconds(self) -> int | float:
        """Its length; for days and longer the usual length."""
        return self.count * _NOMINAL[self.unit] if self.unit in _NOMINAL else self.microseconds / _SECOND

    def after(self, start: int | float, zone: tzinfo) -> int | float:
        """The end of the bin that begins at `start`; infinity beyond the calendar."""
        try:
            if self.microseconds:
                return _seconds(round(start * _SECOND) + self.microseconds)
            point = datetime.fromtimestamp(start, zone)
            if self.unit in _DAYS:
                end = datetime.fromordinal(point.toordinal() + self.count * _DAYS[self.unit])
            else:
                year, month = divmod(point.year * 12 + point.month - 1 + self.count * _MONTHS[self.unit], 12)
                end = datetime(year, month + 1, 1)
            return _seconds(round(end.replace(tzinfo=zone).timestamp() * _SECOND))
        except (ValueError, OverflowError, OSError):
            return math.inf

    def cut(self, zone: tzinfo, origin: float) -> Cut:
        """The epoch seconds at which a time's bin begins.

        Up to hours bins are counted from `origin`, by default the epoch; days and longer begin at midnight of the
        user's time zone and are counted from the epoch's day, weeks from its first `weekday`.
        """
        if self.microseconds:
            return _clocked(self.microseconds, round(origin * _SECOND))
        begin = self._day if self.unit in _DAYS else self._month

        def cut(value: Value) -> Value:
            time = number(value)
            if time is None:
                return None
            try:
                year, month, day = begin(datetime.fromtimestamp(time, zone))
                return _seconds(round(datetime(year, month, day, tzinfo=zone).timestamp() * _SECOND))
            except (ValueError, OverflowError, OSError):  # beyond the calendar
                return None

        return cut

    def _day(self, point: datetime) -> tuple[int, int, int]:
        days = self.count * _DAYS[self.unit]
        origin = _UNIX_DAY + (self.weekday - 4) % 7 if self.unit == "w" else _UNIX_DAY
        since = point.toordinal() - origin
        first = datetime.fromordinal(origin + since // days * days)
        return first.year, first.month, first.day

    def _month(self, point: datetime) -> tuple[int, int, int]:
        months = self.count * _MONTHS[self.unit]
        since = (point.year - 1970) * 12 + point.month - 1
        year, month = divmod(since // months * months, 12)
        return 1970 + year, month + 1, 1


def _clocked(step: int, origin: int) -> Cut:
    def cut(value: Value) -> Value:
        time = number(value)
        if time is None or not math.isfinite(time * _SECOND):
            return None
        since = round(time * _SECOND) - origin
        return _seconds(origin + since // step * step)

    return cut


def _seconds(microseconds: int) -> int | float:
    whole, rest = divmod(microseconds, _SECOND)
    return microseconds / _SECOND if rest else whole


@dataclass(frozen=True, slots=True)
class TimeScale:
    """The bins of a span of time in a time zone."""

    span: TimeSpan
    zone: tzinfo
    origin: float = 0.0
    ranges: bool = False
    start: Cut = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", self.span.cut(self.zone, self.origin))

    def after(self, start: Start) -> Start:
        return self.span.after(start, self.zone)

    def name(self, start: Start) -> Value:
        return f"{text(start)}-{text(self.after(start))}" if self.ranges else start


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """Bins are named by their edges, `20-30`, with as many decimals as the span has."""

    span: Decimal

    @classmethod
    def read(cls, span: str) -> NumberSpan:
        """Raises ValueError."""
        if not _NUMBER.fullmatch(span) or not Decimal(span):
            raise ValueError("number greater than zero")
        return cls(Decimal(span))

    def start(self, value: Value) -> Decimal | None:
        size = _decimal(value)
        return None if size is None else _floor(size, self.span)

    def after(self, start: Decimal) -> Decimal:
        return start + self.span

    def name(self, start: Decimal) -> str:
        return f"{self._edge(start)}-{self._edge(start + self.span)}"

    def _edge(self, edge: Decimal) -> str:
        exponent = self.span.as_tuple().exponent
        places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        return f"{edge:.{places}f}"


@dataclass(frozen=True, slots=True)
class LogSpan:
    """Bins from coefficient * base**n to coefficient * base**(n + 1); only numbers above zero have one."""

    coefficient: float
    base: float

    @classmethod
    def read(cls, span: str) -> LogSpan | None:
        """`2log5`; None when it is no logarithmic span. Raises ValueError."""
        match = _LOG.fullmatch(span)
        if match is None:
            return None
        coefficient, base = float(match[1] or 1), float(match[2] or 10)
        if not (base > 1 and 1 <= coefficient < base):
            raise ValueError("base above 1, and a coefficient from 1 up to below the base")
        return cls(coefficient, base)

    def start(self, value: Value) -> float | None:
        size = number(value)
        if size is None or not 0 < size / self.coefficient < math.inf:
            return None
        return self._edge(self._power(size)) or None  # the edge below the smallest numbers is no double

    def after(self, start: float) -> float:
        return self._edge(self._power(start) + 1)

    def name(self, start: float) -> str:
        return f"{text(start)}-{text(self.after(start))}"

    def _power(self, size: float) -> int:
        power = math.floor(math.log(size / self.coefficient, self.base))
        while self._edge(power + 1) <= size:  # the logarithm of an edge may come out just below it
            power += 1
        return power

    def _edge(self, power: int) -> float:
        try:
            return self.coefficient * self.base**power
        except OverflowError:
            return math.inf


def power_of_ten(values: Iterable[Value], bins: int, least: Decimal, extent: Iterable[Decimal]) -> NumberSpan:
    """The smallest power of ten that puts all numbers into at most `bins` bins; 1 or more for whole numbers.

    `extent`: further numbers that the bins must cover. Bins meet at 0: numbers on both sides of it have two.
    [unverified] what a real Splunk does with such numbers and `bins=1`.
    """
    sizes = [size for value in values if (size := _decimal(value)) is not None]
    whole = all(size == size.to_integral_value() for size in sizes)
    sizes += extent
    low, high = (min(sizes), max(sizes)) if sizes else (Decimal(0), Decimal(0))
    if low < 0 <= high:
        bins = max(bins, 2)
    exponent = (high - low).adjusted() - len(str(bins)) - 1 if high > low and not whole else 0
    span = Decimal(1).scaleb(exponent)
    while span < least or (_floor(high, span) - _floor(low, span)) / span + 1 > bins:
        span = span.scaleb(1)
    return NumberSpan(Decimal(f"{span:f}"))


def _decimal(value: Value) -> Decimal | None:
    size = number(value)
    return None if size is None or not math.isfinite(size) else Decimal(repr(float(size)))


def _floor(value: Decimal, span: Decimal) -> Decimal:
    return (value / span).to_integral_value(rounding="ROUND_FLOOR") * span + 0  # which makes -0 plain
