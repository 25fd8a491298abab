"""`_time` and other points in time, as search results show them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone, tzinfo
from functools import lru_cache

from ...times import strftime
from ...values import Value, number

ShowTime = Callable[[float], str]
_UTC = timezone.utc


def iso(moment: float, zone: tzinfo) -> str:
    """Epoch seconds as `2026-10-08T13:47:15.000+00:00`."""
    second, milliseconds = _split(moment)
    day, offset = _iso_second(second, zone)
    return f"{day}.{milliseconds:03d}{offset}"


def exported(moment: float, zone: tzinfo) -> str:
    """Epoch seconds as search/jobs/export shows them: `2026-10-08 13:48:34.000 GMT` (10.6)."""
    second, milliseconds = _split(moment)
    day, name = _exported_second(second, zone)
    return f"{day}.{milliseconds:03d} {name}"


def formatted(format: str, zone: tzinfo) -> ShowTime:
    return lambda moment: strftime(moment, format, zone)


def shown(value: Value, show: ShowTime) -> Value:
    """The value of `_time`: a number as a point in time, anything else as it is."""
    moment = number(value)
    if moment is None:
        return value
    try:
        return show(float(moment))
    except (ValueError, OverflowError, OSError):  # beyond the years 1 to 9999
        return value


def _split(moment: float) -> tuple[int, int]:
    return divmod(round(moment * 1_000_000) // 1000, 1000)


@lru_cache(maxsize=4096)
def _iso_second(second: int, zone: tzinfo) -> tuple[str, str]:
    text = datetime.fromtimestamp(second, zone).isoformat()
    return text[:19], text[19:]


@lru_cache(maxsize=4096)
def _exported_second(second: int, zone: tzinfo) -> tuple[str, str]:
    point = datetime.fromtimestamp(second, zone)
    return point.isoformat(" ")[:19], "GMT" if zone is _UTC else point.tzname() or ""
