"""Time modifiers: `-70m@m`, `@w1`, `+1d@d-2h`, `now`, an epoch number -> a point in time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, datetime, timedelta, tzinfo
from functools import lru_cache

from .. import lazy_re
from .reading import strptime

# Search Reference, "Time modifiers", table of units.
_SPELLINGS = {
    "us": "us microsecond microseconds",
    "ms": "ms millisecond milliseconds",
    "cs": "cs centisecond centiseconds",
    "ds": "ds decisecond deciseconds",
    "s": "s sec secs second seconds",
    "m": "m min mins minute minutes",
    "h": "h hr hrs hour hours",
    "d": "d day days",
    "w": "w week weeks",
    "mon": "mon month months",
    "q": "q qtr qtrs quarter quarters",
    "y": "y yr yrs year years",
}
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_SECONDS = {"us": 1e-6, "ms": 1e-3, "cs": 1e-2, "ds": 1e-1, "s": 1.0, "m": 60.0, "h": 3600.0}
_DAYS = {"d": 1, "w": 7}
_MONTHS = {"mon": 1, "q": 3, "y": 12}

_STEP = lazy_re.compile(r"(?P<sign>[+-])(?P<count>\d{0,9})(?P<unit>[a-zA-Z]+)|@(?P<snap>[a-zA-Z]+)(?P<weekday>[0-7])?")
_EPOCH = lazy_re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_LATEST = 2.0**42
"""A later epoch number means this one: in microseconds it still fits 64 bits."""
_DEFAULT_FORMAT = "%m/%d/%Y:%H:%M:%S"
_ISO_FORMATS = ("%Y-%m-%dT%H:%M:%S.%Q%:z", "%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M:%S.%Q", "%Y-%m-%dT%H:%M:%S")

Step = Callable[[datetime], datetime]


def relative(modifier: str, now: float, zone: tzinfo) -> float:
    """Epoch seconds of a modifier's point in time; `now` in epoch seconds. Raises ValueError for anything else.

    Seconds to hours are elapsed time; days and longer keep the wall clock of the zone across a daylight saving change,
    and so do snaps to them.
    """
    if _EPOCH.fullmatch(modifier) and len(modifier) < 40:
        return min(float(modifier), _LATEST)
    try:
        point = datetime.fromtimestamp(now, zone)
        for step in _steps(modifier):
            point = step(point)
        return point.timestamp()
    except (OverflowError, OSError) as error:
        raise ValueError(f"the time modifier '{modifier}' leads out of the calendar") from error


def moment(when: str, now: float, zone: tzinfo, format: str | None = None) -> float:
    """Epoch seconds of a modifier or an absolute time; raises ValueError.

    An absolute time is `%m/%d/%Y:%H:%M:%S` or the given format, or ISO 8601 as the REST API takes it.
    """
    try:
        return relative(when, now, zone)
    except ValueError:
        for candidate in (format or _DEFAULT_FORMAT, *_ISO_FORMATS):
            absolute = strptime(when, candidate, zone, now)
            if absolute is not None:
                return absolute
        raise


@lru_cache(maxsize=256)
def _steps(modifier: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    position = len("now") if re.match(r"now\b", modifier) else 0
    if modifier.startswith("now()"):
        position = len("now()")
    start = position
    while position < len(modifier):
        match = _STEP.match(modifier, position)
        if match is None:
            break
        steps.append(_snap(match) if match["snap"] else _offset(match))
        position = match.end()
    if position < len(modifier) or (start == 0 and not steps):
        raise ValueError(f"'{modifier}' is not a time modifier")
    return tuple(steps)


def _unit(spelling: str) -> str:
    unit = _UNITS.get(spelling) or _UNITS.get(spelling.lower())
    if unit is None:
        raise ValueError(f"'{spelling}' is not a unit of time")
    return unit


def _offset(match: re.Match[str]) -> Step:
    unit = _unit(match["unit"])
    count = int(match["count"] or 1) * (-1 if match["sign"] == "-" else 1)
    if unit in _SECONDS:
        return _elapsed(count * _SECONDS[unit])
    if unit in _DAYS:
        days = timedelta(days=count * _DAYS[unit])
        return lambda point: point + days
    months = count * _MONTHS[unit]
    return lambda point: _add_months(point, months)


def _elapsed(seconds: float) -> Step:
    return lambda point: datetime.fromtimestamp(point.timestamp() + seconds, point.tzinfo)


def _add_months(point: datetime, months: int) -> datetime:
    """The same day some months on, or the last day of a month too short for it."""
    year, month = divmod(point.year * 12 + point.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError(year)
    return point.replace(year=year, month=month + 1, day=min(point.day, monthrange(year, month + 1)[1]))


def _snap(match: re.Match[str]) -> Step:
    unit = _unit(match["snap"])
    if match["weekday"] is not None:
        if unit != "w":
            raise ValueError(f"'{match[0]}' is not a snap to a unit of time")
        return _snap_week(int(match["weekday"]) % 7)
    return _SNAPS[unit]


def _snap_elapsed(microseconds: int) -> Step:
    """Down to a multiple within the local hour; elapsed time, so that the repeated hour of autumn stays itself."""

    def snap(point: datetime) -> datetime:
        within = (point.minute * 60 + point.second) * 1_000_000 + point.microsecond
        return _minus_microseconds(point, within % microseconds)

    return snap


def _minus_microseconds(point: datetime, microseconds: int) -> datetime:
    fold = point.fold
    return (point - timedelta(microseconds=microseconds)).replace(fold=fold)


def _midnight(point: datetime) -> datetime:
    return point.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def _snap_week(weekday: int) -> Step:
    """Down to the start of a weekday; 0 and 7 are Sunday (Search Manual, "Specify time modifiers in your search")."""

    def snap(point: datetime) -> datetime:
        return _midnight(point) - timedelta(days=(point.isoweekday() - weekday) % 7)

    return snap


_SNAPS: dict[str, Step] = {
    "us": _snap_elapsed(1),
    "ms": _snap_elapsed(1_000),
    "cs": _snap_elapsed(10_000),
    "ds": _snap_elapsed(100_000),
    "s": _snap_elapsed(1_000_000),
    "m": _snap_elapsed(60_000_000),
    "h": _snap_elapsed(3_600_000_000),
    "d": _midnight,
    "w": _snap_week(0),
    "mon": lambda point: _midnight(point).replace(day=1),
    "q": lambda point: _midnight(point).replace(month=point.month - (point.month - 1) % 3, day=1),
    "y": lambda point: _midnight(point).replace(month=1, day=1),
}
