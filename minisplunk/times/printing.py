"""A point in time and a format -> its text, as Splunk's strftime prints it."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from .directives import Directive, parts

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND = timedelta(seconds=1)

Printer = Callable[[datetime], str]


def strftime(t: float, format: str, zone: tzinfo) -> str:
    """The text of a time (epoch seconds) in a zone; English names. Raises ValueError beyond the years 1 to 9999,
    and UnknownVariable."""
    try:
        point = datetime.fromtimestamp(t, zone)
    except (OverflowError, OSError) as error:
        raise ValueError(f"{t} lies outside the calendar") from error
    return "".join([piece if isinstance(piece, str) else piece(point) for piece in _compile(format)])


@lru_cache(maxsize=256)
def _compile(format: str) -> tuple[Printer | str, ...]:
    return tuple(part if isinstance(part, str) else _printer(part) for part in parts(format))


def _printer(directive: Directive) -> Printer:
    return _subsecond(directive.width) if directive.name == "N" else _PRINTERS[directive.name]


def _subsecond(width: int) -> Printer:
    """Digits cut off, not rounded, so that they never carry into the second."""
    return lambda p: f"{p.microsecond:06d}000"[:width]


def _offset(point: datetime) -> timedelta:
    return point.utcoffset() or timedelta(0)


def _zone(separator: str, fields: int) -> Printer:
    def show(point: datetime) -> str:
        seconds = int(_offset(point).total_seconds())
        hours, rest = divmod(abs(seconds), 3600)
        shown = (f"{hours:02d}", f"{rest // 60:02d}", f"{rest % 60:02d}")[:fields]
        return ("-" if seconds < 0 else "+") + separator.join(shown)

    return show


def _epoch(point: datetime) -> str:
    return str((point - _EPOCH) // _SECOND)


def _week_from(weekday: int) -> Printer:
    """The week of the year, counted from the first such weekday (0 is Sunday); days before it are in week 00."""

    def show(point: datetime) -> str:
        since = (point.isoweekday() - weekday) % 7
        return f"{(point.timetuple().tm_yday + 6 - since) // 7:02d}"

    return show


def _hour12(point: datetime) -> int:
    return point.hour % 12 or 12


# Search Reference, "Date and time format variables".
_PRINTERS: dict[str, Printer] = {
    "%": lambda p: "%",
    "n": lambda p: "\n",
    "t": lambda p: "\t",
    "A": lambda p: WEEKDAYS[p.weekday()],
    "a": lambda p: WEEKDAYS[p.weekday()][:3],
    "B": lambda p: MONTHS[p.month - 1],
    "b": lambda p: MONTHS[p.month - 1][:3],
    "h": lambda p: MONTHS[p.month - 1][:3],
    "C": lambda p: f"{p.year // 100:02d}",
    "d": lambda p: f"{p.day:02d}",
    "e": lambda p: f"{p.day:2d}",
    "G": lambda p: f"{p.isocalendar().year:04d}",
    "g": lambda p: f"{p.isocalendar().year % 100:02d}",
    "H": lambda p: f"{p.hour:02d}",
    "I": lambda p: f"{_hour12(p):02d}",
    "j": lambda p: f"{p.timetuple().tm_yday:03d}",
    "k": lambda p: f"{p.hour:2d}",
    "l": lambda p: f"{_hour12(p):2d}",
    "M": lambda p: f"{p.minute:02d}",
    "m": lambda p: f"{p.month:02d}",
    "p": lambda p: "AM" if p.hour < 12 else "PM",
    "S": lambda p: f"{p.second:02d}",
    "s": _epoch,
    "U": _week_from(0),
    "u": lambda p: str(p.isoweekday()),
    "V": lambda p: f"{p.isocalendar().week:02d}",
    "W": _week_from(1),
    "w": lambda p: str(p.isoweekday() % 7),
    "Y": lambda p: f"{p.year:04d}",
    "y": lambda p: f"{p.year % 100:02d}",
    "Z": lambda p: p.tzname() or "",
    "z": _zone("", 2),
    ":z": _zone(":", 2),
    "::z": _zone(":", 3),
    ":::z": _zone(":", 1),
    "Ez": lambda p: f"{math.trunc(_offset(p).total_seconds() / 60):+d}",
}
