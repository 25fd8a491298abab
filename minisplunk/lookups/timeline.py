"""The rows of a lookup that match some values, each with its time, in; those that are an event's, by its time, out.

transforms.conf.spec, time_field to min_offset_secs: a row counts for an event that is so many seconds later, at least
and at most, and the first of these in descending order of time are used, which are the nearest. Fractions of a second
are no part of a row's time.

[unverified]: a row without a time, or with one that cannot be read, counts for no event; of rows of the same time the
first of the file comes first; a time that names no zone is one of the server's; the milliseconds of the default format
may be missing, as its description has it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import tzinfo

from ..times import strptime
from ..values import Row, texts
from .definition import EPOCH, Times

_SECONDS = EPOCH.partition(".")[0]


class Timeline:
    """Rows in the order of their times."""

    def __init__(self, times: Times, rows: Iterable[Row], zone: tzinfo) -> None:
        self._least, self._most = times.least, times.most
        timed = [(time, row) for row in rows if (time := _time_of(row, times, zone)) is not None]
        timed.reverse()  # sorted stably, the first of equal times comes last, and is taken first
        timed.sort(key=lambda pair: pair[0])
        self._times = [time for time, _ in timed]
        self._rows = [row for _, row in timed]

    def at(self, time: float, most: int) -> list[Row]:
        """The rows that count for an event of a time, the latest first."""
        first = bisect_left(self._times, time - self._most)
        end = bisect_right(self._times, time - self._least)
        return self._rows[max(first, end - most) : end][::-1]


def _time_of(row: Row, times: Times, zone: tzinfo) -> int | None:
    text = " ".join(texts(row.get(times.column)))
    found = strptime(text, times.format, zone, 0)
    if found is None and times.format == EPOCH:
        found = strptime(text, _SECONDS, zone, 0)
    return None if found is None else math.floor(found)
