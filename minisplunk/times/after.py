"""When to run a search so that its own time range ends after an event."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

_YEAR = 366 * 24 * 60  # minutes


def minute_after(newest: int, end: Callable[[float], int]) -> float | None:
    """The first whole minute, in epoch seconds, at which a time range ends after `newest`, an event's microseconds.

    `end`: a time in epoch seconds -> the end of the time range then, in microseconds, exclusive. None when that is not
    within a year.
    """
    first = float(newest // 60_000_000 * 60 + 60)
    minutes = range(_YEAR)
    found = bisect_right(minutes, newest, key=lambda minute: end(first + 60 * minute))
    return None if found == len(minutes) else first + 60 * found
