"""Times and durations as a case file writes them in; epoch seconds and seconds out."""

from __future__ import annotations

import re
from datetime import datetime, timezone

_DURATION = re.compile(r"([-+]?)(\d{1,12})(ms|s|m|h|d|w)")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def moment(time: str | float) -> float:
    """Epoch seconds of a time in ISO 8601, in UTC where it says no zone, or of epoch seconds. Raises ValueError."""
    if not isinstance(time, str):
        return float(time)
    try:
        read = datetime.fromisoformat(time.strip().replace("Z", "+00:00"))
    except ValueError as error:
        raise ValueError(f"'{time}' is no time as 2026-03-03T09:30:00Z") from error
    return (read if read.tzinfo else read.replace(tzinfo=timezone.utc)).timestamp()


def duration(text: str) -> float:
    """Seconds of `5m`, `-1d`. Raises ValueError."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is no duration as 30s, 5m, -1h, 2d or 1w")
    return int(match[1] + match[2]) * _SECONDS[match[3]]
