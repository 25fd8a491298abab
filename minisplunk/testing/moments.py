"""Times and durations as a case file writes them in; epoch seconds and seconds out."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from ..errors import shortened

_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[Tt ](?P<minute>\d\d:\d\d)(?::(?P<second>\d\d)(?:\.(?P<part>\d+))?)? ?(?P<zone>[Zz]|[-+]\d\d:?\d\d)?)?",
    re.ASCII,
)
_DURATION = re.compile(r"([-+]?)(\d{1,12})(ms|s|m|h|d|w)", re.ASCII)
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_BEFORE, _AFTER = -62_135_596_800, 253_402_300_800
"""The years 1 to 9999."""


def moment(time: str | float) -> float:
    """Epoch seconds of a time in ISO 8601, in UTC where it says no zone, or of epoch seconds. Raises ValueError.

    `datetime.fromisoformat` takes more forms, but not the same ones in each version of Python.
    """
    if not isinstance(time, str):
        if not is_moment(time):
            raise ValueError(f"{shortened(str(time), 40)} is no time: it lies outside of the years 1 to 9999")
        return float(time)
    match = _TIME.fullmatch(time.strip())
    try:
        if match is None:
            raise ValueError  # noqa: TRY301  the sentence below is for both
        read = datetime.fromisoformat(f"{match['day']}T{match['minute'] or '00:00'}:{match['second'] or '00'}")
        micro, zone = int((match["part"] or "0").ljust(6, "0")[:6]), _zone(match["zone"] or "Z")
    except ValueError as error:
        raise ValueError(f"'{time}' is no time as 2026-03-03T09:30:00Z") from error
    return read.replace(microsecond=micro, tzinfo=timezone.utc).timestamp() - zone


def is_moment(seconds: float) -> bool:
    """Whether epoch seconds are of the calendar."""
    return _BEFORE <= seconds < _AFTER


def duration(text: str) -> float:
    """Seconds of `5m`, `-1d`. Raises ValueError."""
    match = _DURATION.fullmatch(text.strip())
    seconds = int(match[1] + match[2]) * _SECONDS[match[3]] if match else _AFTER
    if abs(seconds) >= _AFTER:
        raise ValueError(f"'{text}' is no duration as 30s, 5m, -1h, 2d or 1w")
    return seconds


def _zone(text: str) -> int:
    """Seconds that a zone is ahead of UTC."""
    if text in "Zz":
        return 0
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 23 or minutes > 59:
        raise ValueError(text)
    return (hours * 3600 + minutes * 60) * (-1 if text[0] == "-" else 1)
