"""A Splunk with the events in it, and one of its saved searches, in; what its scheduled runs would have found, out.

Each run sees what was indexed by then, and no more: a second Splunk, with the same apps, is given each event when it
comes to be indexed, and its clock goes from one scheduled time to the next. So windows, schedule, condition, throttling
and alert actions are those of any scheduled search.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import tzinfo

from ..alerts.dispatcher import DispatchRequest
from ..alerts.saved import SavedSearch
from ..conf.roles import SYSTEM_ROLES
from ..dataclass import dataclass
from ..engine import Splunk
from ..errors import NotFound
from ..scheduler.task import Task
from ..scheduler.tasks import task
from ..sources import Ask, Event, Meta
from ..times import ManualClock, TimeRange, minute_after
from .findings import Found
from .looking import Looking

DELAY = 300.0
"""Seconds from an event to its index time. CloudTrail User Guide, "How CloudTrail works": events typically come
within an average of about 5 minutes of an API call, which is not guaranteed."""
_SECOND = 1_000_000


def as_scheduled(
    splunk: Splunk,
    app: str,
    name: str,
    window: TimeRange,
    found: Found,
    *,
    delay: float = DELAY,
    zone: tzinfo | None = None,
    timed: bool = False,
) -> None:
    """Run a saved search whenever its schedule says so: from the first run whose time range reaches into the window of
    the data to that which is the first to have all of it behind itself, the last event being indexed.

    `delay`: seconds from an event to its index time; `zone`: that of the owner's searches, the Splunk's where None (the
    schedule itself is in the Splunk's); `timed`: what the stages take is measured.

    No run is late, so none is skipped by a real-time schedule, and schedule_window and allow_skew change nothing.
    Runs of which is known that they find nothing are counted, and not made. What the runs write to indexes, lookups and
    throttling stays in a Splunk of their own. `splunk` is left as it is. Raises NotFound for a search that is not
    scheduled, ConfError for a schedule that is none, and any other MinisplunkError.
    """
    saved = splunk.saved_search(name, app)
    schedule = _task(splunk, saved)
    if saved.disabled:
        found.notes.append("The saved search is disabled as shipped; it was run as if it were enabled.")
    asked = DispatchRequest(0, saved.owner, SYSTEM_ROLES, zone, scheduled=True, trigger_actions=True, timed=timed)
    found.runs = 0
    with _production(splunk, round(delay * _SECOND)) as production:
        looking = Looking(production.splunk, saved, asked)
        idle: bool | None = None
        for moment in _moments(schedule, looking, window, delay):
            windows = looking.windows(moment)
            if windows[0].latest <= window.earliest:
                continue
            found.runs += 1
            if idle is None:
                production.clock.set(moment)
                idle = looking.idle(moment)
            if idle and not any(production.has(within, moment) for within in windows):
                continue
            production.until(moment)
            dispatched = production.splunk.dispatched(saved, replace(asked, now=moment))
            found.add(production.splunk, dispatched, round(moment * _SECOND))
    found.note_unmet(saved.condition)


def _task(splunk: Splunk, saved: SavedSearch) -> Task:
    if not saved.scheduled or not saved.cron:
        lacks = "cron_schedule is empty" if saved.scheduled else "enableSched is not set"
        raise NotFound(f"The saved search '{saved.name}' has no schedule: {lacks}.")
    return task(saved, splunk.zone)


def _moments(schedule: Task, looking: Looking, window: TimeRange, delay: float) -> Iterator[float]:
    """The times of the schedule from the first event on, until the time range of a run has ended after the last event,
    and this is indexed."""
    newest = window.latest - 1
    over = minute_after(
        newest,
        lambda now: looking.windows(now)[0].latest,
        search=schedule.saved.name,
        latest=schedule.saved.latest or "now",
    )
    over = max(over, newest / _SECOND + delay)
    for moment in schedule.schedule.between(window.earliest / _SECOND, float("inf")):
        yield moment
        if moment >= over:
            return


@dataclass(slots=True)
class _Production:
    """The Splunk in which the runs are made. `waiting`: the events that are not indexed yet, newest first; `times`:
    those of all events, in their order; `delay` in microseconds."""

    splunk: Splunk
    clock: ManualClock
    waiting: list[Event]
    times: list[int]
    metas: dict[int, Meta]
    delay: int

    def has(self, window: TimeRange, moment: float) -> bool:
        """Whether an event lies in a window that is indexed by then."""
        indexed = round(moment * _SECOND) - self.delay + 1
        return bisect_left(self.times, window.earliest) < bisect_left(self.times, min(window.latest, indexed))

    def until(self, moment: float) -> None:
        """Go on to a time, and index what has come by then."""
        self.clock.set(moment)
        due = iter(self._due(round(moment * _SECOND)))
        self.splunk.store.add_kinds(
            ((self.metas[event.kind], (event.time, event.raw, event.fields)) for event in due),
            lambda time: time + self.delay,
        )

    def _due(self, now: int) -> Iterator[Event]:
        while self.waiting and self.waiting[-1].time + self.delay <= now:
            yield self.waiting.pop()


@contextmanager
def _production(splunk: Splunk, delay: int) -> Iterator[_Production]:
    clock = ManualClock(splunk.clock.now())
    with Splunk(clock=clock, zone=splunk.zone, installed=splunk.layers) as other:
        for index in splunk.store.indexes():
            other.store.create_index(index)
        blocks = splunk.store.scan(Ask(TimeRange.ALL, lambda number, meta: ()))
        waiting = [event for block in blocks for event in block.events()]
        times = [event.time for event in reversed(waiting)]
        metas = {number: meta for number, (meta, _) in splunk.store.kinds().items()}
        yield _Production(other, clock, waiting, times, metas, delay)
