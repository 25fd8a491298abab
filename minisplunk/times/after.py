"""When to run a search so that its own time range ends after an event."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from ..errors import NotFound

_YEAR = 366 * 24 * 60  # minutes


def next_minute(newest: int) -> float:
    """The first whole minute, in epoch seconds, after an event's microseconds."""
    return float(newest // 60_000_000 * 60 + 60)


def minute_after(newest: int, end: Callable[[float], int], *, search: str, latest: str) -> float:
    """The first whole minute, in epoch seconds, at which a time range ends after `newest`, an event's microseconds.

    `end`: a time in epoch seconds -> the end of the time range then, in microseconds, exclusive. Raises NotFound when
    that is not within a year, which names the saved search and the `latest` that it ends at.
    """
    first = next_minute(newest)
    minutes = range(_YEAR)
    reached = bisect_right(minutes, newest, key=lambda minute: end(first + 60 * minute))
    if reached == len(minutes):
        raise NotFound(
            f"The time range of '{search}' ends at '{latest}', before the newest event, however late it runs."
        )
    return first + 60 * reached
