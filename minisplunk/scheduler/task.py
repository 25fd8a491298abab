"""A saved search and its schedule: which of its times are due; and what came of a run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from itertools import islice

from ..alerts.actions import ActionRun
from ..alerts.saved import SavedSearch
from ..alerts.schedule import Schedule
from ..dataclass import dataclass

MOST = 2_000
"""Times of a search that come due at once: more than a day has minutes."""
PASSED = "its time had passed, and a later one had come"


@dataclass(frozen=True, slots=True)
class ScheduledRun:
    """`scheduled`: the time that the schedule named, which was now to the search; `status`: success, skipped or failed.

    `error`: why it failed, or was skipped. Times in epoch seconds.
    """

    saved: tuple[str, str, str]
    scheduled: float
    status: str
    sid: str = ""
    results: int = 0
    triggered: bool = False
    suppressed: int = 0
    actions: tuple[ActionRun, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A saved search that is enabled and has a schedule."""

    saved: SavedSearch
    schedule: Schedule

    def due(self, last: float, now: float) -> Iterator[tuple[float, str]]:
        """The times after `last` that have come, oldest first, and why each is not run, "" for one that is.

        savedsearches.conf.spec, realtime_schedule: with 1 the scheduler goes by the current time, and leaves out what
        it has missed; with 0 it goes by the last run, and leaves nothing out. When a clock is set forwards by years
        there are very many: one is said to be left out for all that are, and what is not left out comes by and by.
        """
        times = list(islice(self.schedule.between(last, now), MOST + 1))
        if not self.saved.realtime:
            yield from ((moment, "") for moment in times[:MOST])
        elif len(times) > MOST:
            latest = self._latest(times[0], now)
            until = f"{datetime.fromtimestamp(latest, timezone.utc):%F %T} UTC"
            yield times[0], f"{PASSED}, as for all others until {until}"
            yield latest, ""
        else:
            yield from ((moment, PASSED) for moment in times[:-1])
            yield from ((moment, "") for moment in times[-1:])

    def _latest(self, known: float, now: float) -> float:
        """The last time up to now; `known` is an earlier one."""
        span = 60.0
        while now - span > known:
            for moment in self.schedule.between(now - span, now):
                known = moment
            span *= 2
        return known
