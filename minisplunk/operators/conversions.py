"""The conversion types of convert, by name: the text of a value in, what it becomes out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import tzinfo
from decimal import Decimal

from .. import lazy_re
from ..dataclass import dataclass
from ..times import strftime, strptime
from ..values import Value, number

_DURATION = lazy_re.compile(r"(?:(\d{1,9})\+)?(\d{1,9}):(\d{1,2}):(\d{1,2})", re.ASCII)
_MINUTES = lazy_re.compile(r"(?:(\d{1,9}):)?(\d{1,12}(?:\.\d{1,12})?)", re.ASCII)
_MEMORY = lazy_re.compile(r"(\d{1,15}(?:\.\d{1,15})?)\s*([kmg]?)b?", re.ASCII | re.IGNORECASE)
_LEADING_NUMBER = lazy_re.compile(r"\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
_KILOBYTES = {"": 1, "k": 1, "m": 1024, "g": 1024 * 1024}


@dataclass(frozen=True, slots=True)
class Environment:
    timeformat: str
    now: float
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Conversion:
    """`convert` gives None for what it cannot convert. `removes`: such values are removed, otherwise they stay;
    `whole`: a field of which one value cannot be converted stays as it is."""

    convert: Callable[[str, Environment], Value]
    removes: bool = False
    whole: bool = False


def _ctime(value: str, environment: Environment) -> Value:
    time = number(value)
    try:
        return None if time is None else strftime(time, environment.timeformat, environment.zone)
    except (ValueError, OverflowError):  # beyond the calendar, or not a number at all
        return None


def _mktime(value: str, environment: Environment) -> Value:
    time = strptime(value, environment.timeformat, environment.zone, environment.now)
    return None if time is None else int(time) if time.is_integer() else time


def _dur2sec(value: str, environment: Environment) -> Value:
    match = _DURATION.fullmatch(value)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _mstime(value: str, environment: Environment) -> Value:
    match = _MINUTES.fullmatch(value)
    return None if match is None else number(str(Decimal(match[1] or 0) * 60 + Decimal(match[2])))


def _memk(value: str, environment: Environment) -> Value:
    match = _MEMORY.fullmatch(value)
    return None if match is None else float(match[1]) * _KILOBYTES[match[2].lower()]


def _rmunit(value: str, environment: Environment) -> Value:
    match = _LEADING_NUMBER.match(value)
    return None if match is None else number(match[1])


def _best(value: str, environment: Environment) -> Value:
    """The value as a number, a duration `[D+]HH:MM:SS` or `MM:SS.SSS`, whichever it is."""
    plain = number(value)
    if plain is not None:
        return plain
    duration = _dur2sec(value, environment)
    return _mstime(value, environment) if duration is None else duration


# Search Reference, convert, "Convert functions".
CONVERSIONS: dict[str, Conversion] = {
    "auto": Conversion(_best, whole=True),
    "ctime": Conversion(_ctime),
    "dur2sec": Conversion(_dur2sec),
    "memk": Conversion(_memk),
    "mktime": Conversion(_mktime),
    "mstime": Conversion(_mstime),
    "none": Conversion(lambda value, environment: value),
    "num": Conversion(_best, removes=True),
    "rmcomma": Conversion(lambda value, environment: value.replace(",", "")),
    "rmunit": Conversion(_rmunit),
}
