"""A text and a format -> a point in time, as Splunk's strptime and TIME_FORMAT read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from ..dataclass import dataclass
from .directives import Directive, parts
from .printing import MONTHS, WEEKDAYS
from .zones import zone as named

_UNIX_DAY = date(1970, 1, 1).toordinal()
# Zone abbreviations that name one offset in practice, in hours from UTC.
_ABBREVIATIONS = {
    "ACDT": 10.5, "ACST": 9.5, "ADT": -3, "AEDT": 11, "AEST": 10, "AKDT": -8, "AKST": -9, "AST": -4, "AWST": 8,
    "BST": 1, "CAT": 2, "CDT": -5, "CEST": 2, "CET": 1, "CST": -6, "EAT": 3, "EDT": -4, "EEST": 3, "EET": 2, "EST": -5,
    "GMT": 0, "HKT": 8, "HST": -10, "IST": 5.5, "JST": 9, "KST": 9, "MDT": -6, "MSK": 3, "MST": -7, "NDT": -2.5,
    "NST": -3.5, "NZDT": 13, "NZST": 12, "PDT": -7, "PHT": 8, "PST": -8, "SAST": 2, "SGT": 8, "UTC": 0, "WEST": 1,
    "WET": 0, "Z": 0,
}  # fmt: skip


def strptime(s: str, format: str, zone: tzinfo, now: float) -> float | None:
    """Epoch seconds of a text that begins with a time in the format, else None; text after it is ignored.

    `zone` is for texts that name none; parts of the date that the format lacks come from `now`, save that a month or
    year without a day is no date. Raises UnknownVariable.
    """
    match = match_time(s, 0, format, zone, now)
    return None if match is None else match[0].time


class Moment(NamedTuple):
    """A time that a text says, in epoch seconds. `offset`: the seconds east of UTC of the zone that it names, None
    where it names none; an epoch time is one in UTC."""

    time: float
    offset: float | None


def match_time(s: str, pos: int, format: str, zone: tzinfo, now: float) -> tuple[Moment, int] | None:
    """Like `strptime` for the text from `pos` on; returns where the time ended too."""
    reader = _compile(format)
    match = reader.regex.match(s, pos)
    if match is None or not reader.readers:  # a format without directives says nothing of a time
        return None
    try:
        moment = _assemble(reader.read(match), zone, now)
    except (ValueError, OverflowError):  # the 30th of February, hour 25, an unknown zone
        return None
    return None if moment is None else (moment, match.end())


class _Reading:
    """The parts of a time that a text has; None for those that it lacks."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    yearday: int | None = None
    hour: int = 0
    minute: int = 0
    second: int = 0
    fraction: float = 0.0
    pm: bool | None = None
    epoch: int | None = None
    offset: float | None = None
    zone: tzinfo | None = None


Reader = Callable[[_Reading, str], None]


@dataclass(frozen=True, slots=True)
class _Format:
    regex: re.Pattern[str]
    readers: tuple[Reader, ...]

    def read(self, match: re.Match[str]) -> _Reading:
        reading = _Reading()
        for reader, group in zip(self.readers, match.groups(), strict=True):
            reader(reading, group)
        return reading


@lru_cache(maxsize=256)
def _compile(format: str) -> _Format:
    pieces = list(parts(format))
    pattern: list[str] = []
    readers: list[Reader] = []
    for piece, following in zip(pieces, [*pieces, ""][1:], strict=True):
        if isinstance(piece, str):
            pattern.append(r"\s*" if piece.isspace() else re.escape(piece))
        elif piece.name in _BLANKS:
            pattern.append(_BLANKS[piece.name])
        else:
            group, reader = _fraction(piece, following) if piece.name == "N" else _READERS[piece.name]
            pattern.append(group)
            readers.append(reader)
    return _Format(re.compile("".join(pattern), re.IGNORECASE | re.ASCII), tuple(readers))


def _assemble(read: _Reading, zone: tzinfo, now: float) -> Moment | None:
    if read.epoch is not None:
        return Moment(read.epoch + read.fraction, 0)
    hour = read.hour if read.pm is None else read.hour % 12 + 12 * read.pm
    day = _date(read, zone, now)
    if day is None:
        return None
    if read.zone is None and read.offset is not None:
        if hour > 23 or read.minute > 59 or read.second > 60:
            return None
        days = day.toordinal() - _UNIX_DAY
        seconds = days * 86400 + hour * 3600 + read.minute * 60 + read.second
        return Moment(seconds - read.offset + read.fraction, read.offset)
    second = min(read.second, 59) if read.second <= 60 else read.second
    local = datetime(day.year, day.month, day.day, hour, read.minute, second, tzinfo=read.zone or zone)
    offset = None if read.zone is None else (local.utcoffset() or timedelta()).total_seconds()
    return Moment(local.timestamp() + (read.second - second) + read.fraction, offset)


def _date(read: _Reading, zone: tzinfo, now: float) -> date | None:
    if read.year is not None and read.month is not None and read.day is not None:
        return date(read.year, read.month, read.day)
    today = datetime.fromtimestamp(now, zone).date()
    year = today.year if read.year is None else read.year
    if read.yearday is not None:
        first = date(year, 1, 1)
        day = date.fromordinal(first.toordinal() + read.yearday - 1)
        return day if day.year == year else None
    if read.day is None:
        return today if read.month is None and read.year is None else None
    return date(year, today.month if read.month is None else read.month, read.day)


def _set(name: str) -> Reader:
    def read(reading: _Reading, group: str) -> None:
        setattr(reading, name, int(group))

    return read


def _year2(reading: _Reading, group: str) -> None:
    """69 to 99 are of the last century, as in POSIX."""
    short = int(group)
    reading.year = short + (1900 if short > 68 else 2000)


def _month(reading: _Reading, group: str) -> None:
    reading.month = _MONTH_NUMBERS[group[:3].lower()]


def _meridiem(reading: _Reading, group: str) -> None:
    reading.pm = group[0] in "pP"


def _offset(reading: _Reading, group: str) -> None:
    digits = group[1:].replace(":", "").ljust(4, "0").ljust(6, "0")
    seconds = 0 if group in "zZ" else int(digits[:2]) * 3600 + int(digits[2:4]) * 60 + int(digits[4:6])
    reading.offset = -seconds if group[0] == "-" else seconds


def _offset_minutes(reading: _Reading, group: str) -> None:
    reading.offset = int(group) * 60


def _zone(reading: _Reading, group: str) -> None:
    """An abbreviation (Z and UTC among them), a name of the tz database, or an offset."""
    if group[0] in "+-":
        _offset(reading, group)
        return
    hours = _ABBREVIATIONS.get(group.upper())
    if hours is None:
        reading.zone = named(group)
    else:
        reading.offset = hours * 3600


def _ignore(reading: _Reading, group: str) -> None:
    """Weekdays and week numbers are redundant beside a date."""


def _fraction(piece: Directive, following: Directive | str) -> tuple[str, Reader]:
    """Any number of digits, unless more digits follow straight away: then as many as the width says."""

    def read(reading: _Reading, group: str) -> None:
        reading.fraction = int(group) / 10 ** len(group)

    packed = isinstance(following, Directive)
    return (rf"(\d{{{piece.width}}})" if packed else r"(\d{1,12})", read)


_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}


def _names(names: tuple[str, ...]) -> str:
    return "(" + "|".join(f"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in names) + ")"


_TWO = r"\s*(\d{1,2})"
_OFFSET = r"\s*([+-]\d{2}(?::?\d{2}(?::?\d{2})?)?|Z)"
_BLANKS = {"%": "%", "n": r"\s*", "t": r"\s*"}
_READERS: dict[str, tuple[str, Reader]] = {
    "A": (_names(WEEKDAYS), _ignore),
    "a": (_names(WEEKDAYS), _ignore),
    "B": (_names(MONTHS), _month),
    "b": (_names(MONTHS), _month),
    "h": (_names(MONTHS), _month),
    "C": (_TWO, _ignore),
    "d": (_TWO, _set("day")),
    "e": (_TWO, _set("day")),
    "G": (r"\s*(\d{4})", _ignore),
    "g": (_TWO, _ignore),
    "H": (_TWO, _set("hour")),
    "I": (_TWO, _set("hour")),
    "j": (r"\s*(\d{1,3})", _set("yearday")),
    "k": (_TWO, _set("hour")),
    "l": (_TWO, _set("hour")),
    "M": (_TWO, _set("minute")),
    "m": (_TWO, _set("month")),
    "p": (r"([AP]M)", _meridiem),
    "S": (_TWO, _set("second")),
    "s": (r"\s*(-?\d{1,10})", _set("epoch")),
    "U": (_TWO, _ignore),
    "u": (r"([1-7])", _ignore),
    "V": (_TWO, _ignore),
    "W": (_TWO, _ignore),
    "w": (r"([0-6])", _ignore),
    "Y": (r"\s*(\d{4})", _set("year")),
    "y": (_TWO, _year2),
    "Z": (r"\s*([A-Za-z]+(?:/[A-Za-z_+-]+\d*)*|[+-]\d{2}(?::?\d{2})?)", _zone),
    "z": (_OFFSET, _offset),
    ":z": (_OFFSET, _offset),
    "::z": (_OFFSET, _offset),
    ":::z": (_OFFSET, _offset),
    "Ez": (r"\s*([+-]?\d{1,4})", _offset_minutes),
}
