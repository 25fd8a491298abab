"""The time of an event as its text says it in; date_hour and the like, which are its parts, out.

Knowledge Manager Manual, "Use default fields", "Default datetime fields": they are of the text's own time, in its own
zone, not the user's, and only events whose time was found in their text have them. [unverified]: of a time in epoch
seconds they are those of UTC, and date_zone is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from ..spl.fields import Fields
from ..times import Moment
from ..times.printing import MONTHS, WEEKDAYS
from ..values import Value

Written = Callable[[int, str], Moment | None]
"""The time of an event in microseconds and its raw text -> its time as the text says it; None where it does not."""
Dates = Callable[[dict[str, Value], int, str], None]
"""Puts the wanted parts into an event."""

LOCAL = "local"
"""date_zone of a text that names no zone; of others it is the minutes from UTC."""
_UNIX = datetime(1970, 1, 1)  # a clock on the wall, whose zone is the text's
_PARTS: Mapping[str, Callable[[datetime], Value]] = {
    "date_hour": lambda point: str(point.hour),
    "date_mday": lambda point: str(point.day),
    "date_minute": lambda point: str(point.minute),
    "date_month": lambda point: MONTHS[point.month - 1].lower(),
    "date_second": lambda point: str(point.second),
    "date_wday": lambda point: WEEKDAYS[point.weekday()].lower(),
    "date_year": lambda point: str(point.year),
}
_ZONE = "date_zone"
DATES = frozenset({*_PARTS, _ZONE})


def asked(wanted: Fields) -> list[str]:
    """The fields that are wanted by name, or by a pattern that is for fewer than all fields."""
    named = wanted.names | (wanted.patterns - {"*"})
    return sorted(name for name in DATES if name in Fields.of(named))


def filler(wanted: Fields, written: Written) -> Dates:
    names = asked(wanted)
    parts = [(name, _PARTS[name]) for name in names if name != _ZONE]
    zoned = _ZONE in names

    def fill(event: dict[str, Value], time: int, raw: str) -> None:
        moment = written(time, raw)
        if moment is None:
            return
        point = _UNIX + timedelta(seconds=moment.time + (moment.offset or 0))
        for name, part in parts:
            event[name] = part(point)
        if zoned:
            event[_ZONE] = LOCAL if moment.offset is None else str(round(moment.offset / 60))

    return fill
