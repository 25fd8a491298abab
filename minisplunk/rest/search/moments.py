"""`_time` and other points in time, as search results show them.

Each result has one. Results that follow each other are mostly of the same minute, of which the calendar and the zone
are asked once: measured with an event for each second, a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone, tzinfo
from functools import lru_cache

from ...times import strftime
from ...values import Value, number

ShowTime = Callable[[float], str]
WriteSecond = Callable[[int, tzinfo], tuple[str, str]]
"""Whole seconds -> the point in time to the second, and what stands behind its fraction. In these an int is of whole
seconds."""
_UTC = timezone.utc
_SECONDS = tuple(f":{number:02d}" for number in range(60))
_MILLISECONDS = tuple(f".{number:03d}" for number in range(1000))
"""To look one up takes half as long as to write it."""


def iso(moment: float, zone: tzinfo) -> str:
    """Epoch seconds as `2026-10-08T13:47:15.000+00:00`."""
    return _written(moment, zone, _iso_second)


def exported(moment: float, zone: tzinfo) -> str:
    """Epoch seconds as search/jobs/export shows them: `2026-10-08 13:48:34.000 GMT` (10.6)."""
    return _written(moment, zone, _exported_second)


def formatted(format: str, zone: tzinfo) -> ShowTime:
    return lambda moment: strftime(float(moment), format, zone)


def shown(value: Value, show: ShowTime) -> Value:
    """The value of `_time`: a number as a point in time, anything else as it is."""
    moment = value if type(value) is float or type(value) is int else number(value)
    if moment is None:
        return value
    try:
        return show(moment)
    except (ValueError, OverflowError, OSError):  # beyond the years 1 to 9999
        return value


def _written(moment: float, zone: tzinfo, write: WriteSecond) -> str:
    if type(moment) is int:
        seconds, milliseconds = moment, 0
    else:
        seconds, milliseconds = divmod(round(moment * 1_000_000) // 1000, 1000)
    minute, second = divmod(seconds, 60)
    within = _minute(minute, zone, write)
    if within is None:
        start, end = write(seconds, zone)
    else:
        start, end = f"{within[0]}{_SECONDS[second]}", within[1]
    return f"{start}{_MILLISECONDS[milliseconds]}{end}"


@lru_cache(maxsize=4096)
def _minute(minute: int, zone: tzinfo, write: WriteSecond) -> tuple[str, str] | None:
    """What stands before and behind the seconds of a minute; None where the zone changes in it, or its minutes begin at
    other seconds."""
    (first, end), (last, last_end) = (write(60 * minute + second, zone) for second in (0, 59))
    if (first[-3:], last[-3:]) != (_SECONDS[0], _SECONDS[59]) or (first[:-3], end) != (last[:-3], last_end):
        return None
    return first[:-3], end


def _iso_second(second: int, zone: tzinfo) -> tuple[str, str]:
    text = datetime.fromtimestamp(second, zone).isoformat()
    return text[:19], text[19:]


def _exported_second(second: int, zone: tzinfo) -> tuple[str, str]:
    point = datetime.fromtimestamp(second, zone)
    return point.isoformat(" ")[:19], " GMT" if zone is _UTC else f" {point.tzname() or ''}"
