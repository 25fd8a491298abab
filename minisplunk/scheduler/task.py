"""A saved search and its schedule: which of its times are due; and what came of a run."""

from __future__ import annotations

from collections.abc import Iterator

from ..alerts.actions import ActionRun
from ..alerts.saved import SavedSearch
from ..alerts.schedule import Schedule
from ..dataclass import dataclass


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

    def due(self, last: float, now: float) -> Iterator[tuple[float, bool]]:
        """The times after `last` that have come, oldest first, and whether each is to be run.

        savedsearches.conf.spec, realtime_schedule: with 1 the scheduler goes by the current time, and leaves out what
        it has missed; with 0 it goes by the last run, and leaves nothing out.
        """
        times = self.schedule.between(last, now)
        following = next(times, None)
        while following is not None:
            moment, following = following, next(times, None)
            yield moment, not self.saved.realtime or following is None
