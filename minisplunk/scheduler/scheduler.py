"""The saved searches of a Splunk and its clock in; their runs, each when its schedule says so, out."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import tzinfo

from ..alerts.dispatcher import DispatchRequest
from ..alerts.saved import SavedSearch
from ..conf.roles import SYSTEM_ROLES
from ..engine import Splunk
from ..errors import MinisplunkError
from ..search import Cancelled
from .progress import SavedSearchKey, ScheduleProgress
from .switch import is_disabled
from .task import ScheduledRun, Task
from .tasks import tasks

_log = logging.getLogger(__name__)

_CANCELLED = "it was cancelled"
_AGAIN = "it has run for this time already, before the clock was set back"
_TICK = 1.0
"""Seconds between two looks at the clock."""
_MOST_REMEMBERED = 10_000
"""Runs, of all searches, that a clock which is set back does not have made again."""


class Scheduler:
    """Safe for threads; runs one search at a time. `roles`: which roles a user has; `zone`: the user's time zone.

    A search is run when its schedule says so in the server's zone (Alerting Manual, "Use cron expressions for alert
    scheduling"). [unverified]: the search itself is in its owner's zone, as all searches of a user are.

    Nothing runs by itself outside of `running()`: `tick()` runs what is due by the Splunk's clock. A schedule that is
    seen for the first time is due from then on; a continuous one (realtime_schedule = 0) goes on where it was when this
    Splunk stopped. When the clock is set back, times come again that searches have run for: those are skipped, and all
    others are not. [unverified]: what Splunk does then.
    """

    def __init__(
        self,
        splunk: Splunk,
        roles: Callable[[str], tuple[str, ...]] = lambda user: SYSTEM_ROLES,
        zone: Callable[[str], tzinfo | None] = lambda user: None,
    ) -> None:
        self._splunk = splunk
        self._roles, self._zone = roles, zone
        self._ticking = threading.Lock()
        self._lock = threading.RLock()  # guards the fields below; never held while a search runs, which may need it
        self._progress = ScheduleProgress(splunk.folder / "var" / "run" / "splunk" / "scheduler.json")
        self._moved: dict[SavedSearchKey, float] = {}
        self._ran: dict[tuple[SavedSearchKey, float], None] = {}  # the newest last
        self._cached: tuple[object, dict[SavedSearchKey, Task]] = (None, {})

    def tick(self, stop: threading.Event | None = None) -> list[ScheduledRun]:
        """Run what is due: real-time schedules first, then continuous ones, each from the oldest time on.

        `stop`: run no more of them once it is set.
        """
        runs: list[ScheduledRun] = []
        with self._ticking:
            due = self._all_due()
            passed = [
                (task, ScheduledRun(task.saved.key, moment, "skipped", error=why)) for task, moment, why in due if why
            ]
            self._done(passed)
            for task, moment in ((task, moment) for task, moment, why in due if not why):
                if stop is not None and stop.is_set():
                    break
                run = self._run(task, moment)
                if run.error == _CANCELLED and stop is not None and stop.is_set():
                    break  # it is still due
                self._done([(task, run)])
                runs.append(run)
        return [*(run for _, run in passed), *runs]

    def look(self) -> None:
        """Note new schedules, which are due from this moment on. Nothing is run."""
        with self._lock:
            now = self._splunk.clock.now()
            for task in self._tasks().values():
                self._last(task, now)

    def next_time(self, key: SavedSearchKey) -> float | None:
        """When a saved search (owner, app, name) runs next; None for one that is disabled or that nothing schedules."""
        with self._lock:
            task = self._tasks().get(key)
            if task is None:
                return None
            moment = self._moved.get(key, task.schedule.after(self._splunk.clock.now()))
            return moment if moment < math.inf else None

    def move(self, key: SavedSearchKey, moment: float) -> bool:
        """Run a saved search next at `moment`, and then by its schedule again; False for one without a schedule."""
        with self._lock:
            self.look()
            if key not in self._tasks():
                return False
            self._moved[key] = moment
            return True

    @contextmanager
    def running(self) -> Iterator[None]:
        """Tick by itself, in a thread, until the block ends; a search that still runs then is cancelled."""
        stop = threading.Event()
        thread = threading.Thread(target=self._tick_until, args=(stop,), name="scheduler", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            while thread.is_alive():
                self._cancel()
                thread.join(_TICK)

    def _tick_until(self, stop: threading.Event) -> None:
        self._going_on(self.look)
        while not stop.wait(_TICK):
            self._going_on(lambda: self.tick(stop))

    @staticmethod
    def _going_on(step: Callable[[], object]) -> None:
        """A locked store, or a fault of ours in one search, is logged and does not end the scheduling."""
        try:
            step()
        except MinisplunkError as error:
            _log.warning("the scheduler: %s", error)
        except Exception:
            _log.exception("the scheduler goes on")

    def _cancel(self) -> None:
        for job in self._splunk.jobs.all():
            if job.dispatch.saved is not None and job.dispatch.saved.scheduled and not job.is_done:
                job.cancel()

    def _all_due(self) -> list[tuple[Task, float, str]]:
        """Searches, the times that their schedules named, and why they are not run, if so. While scheduling is switched
        off they wait [unverified]: continuous ones catch up afterwards, as after a stop."""
        if is_disabled(self._splunk.contexts.everywhere):
            return []
        with self._lock:
            now = self._splunk.clock.now()
            tasks = self._tasks().values()
            due = [(task, moment, why) for task in tasks for moment, why in self._due(task, now)]
            self._save()
        return sorted(due, key=lambda entry: (not entry[0].saved.realtime, entry[1]))

    def _tasks(self) -> dict[SavedSearchKey, Task]:
        layers = self._splunk.layers
        if self._cached[0] is not layers:
            by_key = {task.saved.key: task for task in tasks(self._splunk, self._complain)}
            self._progress.keep(set(by_key))
            self._moved = {key: moment for key, moment in self._moved.items() if key in by_key}
            self._cached = (layers, by_key)
        return self._cached[1]

    def _complain(self, saved: SavedSearchKey, error: MinisplunkError) -> None:
        self._splunk.host.log.write_scheduler(
            ("ERROR", f"{_id(saved)}, cannot be scheduled: {self._splunk.shown(str(error))}")
        )

    def _due(self, task: Task, now: float) -> Iterator[tuple[float, str]]:
        last = self._last(task, now)
        moved = self._moved.get(task.saved.key)
        if moved is not None:
            if moved > now:
                return
            yield moved, ""
            last = max(last, moved)
        for moment, why in task.due(last, now):
            yield moment, _AGAIN if (task.saved.key, moment) in self._ran else why

    def _last(self, task: Task, now: float) -> float:
        last = self._progress.last(task.saved.key, task.saved.cron)
        if last is None or not 0 <= last <= now:
            if last is not None:
                self._remember(task.saved.key, last)
            last = now
            self._progress.note(task.saved.key, task.saved.cron, last)
        return last

    def _run(self, task: Task, moment: float) -> ScheduledRun:
        saved = task.saved
        owner = saved.owner
        try:
            roles, zone = self._roles(owner), self._zone(owner)
            request = DispatchRequest(moment, owner, roles, zone, scheduled=True, trigger_actions=True)
            job, concluded = self._splunk.dispatcher.run(saved, request)
        except MinisplunkError as error:
            return ScheduledRun(saved.key, moment, "failed", error=self._splunk.shown(str(error)))
        except Cancelled:
            return ScheduledRun(saved.key, moment, "failed", error=_CANCELLED)
        except Exception as error:
            _log.exception("the run of %s", saved.name)
            return ScheduledRun(saved.key, moment, "failed", error=self._splunk.shown(str(error)))
        return ScheduledRun(
            saved.key,
            moment,
            "success",
            job.sid,
            len(job.results),
            concluded.triggered,
            concluded.suppressed,
            tuple(concluded.actions),
        )

    def _done(self, runs: Sequence[tuple[Task, ScheduledRun]]) -> None:
        """Note and log what has been run or skipped, however many they are, at once."""
        if not runs:
            return
        with self._lock:
            for task, run in runs:
                if run.status != "skipped":
                    self._remember(task.saved.key, run.scheduled)
                if self._moved.get(task.saved.key) == run.scheduled:
                    del self._moved[task.saved.key]
                self._progress.note(task.saved.key, task.saved.cron, run.scheduled)
            self._save()
        lines = [("ERROR" if run.status == "failed" else "INFO", _line(task.saved, run)) for task, run in runs]
        self._splunk.host.log.write_scheduler(*lines)

    def _remember(self, key: SavedSearchKey, moment: float) -> None:
        self._ran[key, moment] = None
        if len(self._ran) > _MOST_REMEMBERED:
            del self._ran[next(iter(self._ran))]

    def _save(self) -> None:
        """Only continuous schedules go on after a restart."""
        self._progress.save({key for key, task in self._cached[1].items() if not task.saved.realtime})


def _id(saved: SavedSearchKey) -> str:
    return f'savedsearch_id="{";".join(saved)}"'


def _line(saved: SavedSearch, run: ScheduledRun) -> str:
    """A line of scheduler.log, with the keys that splunkd gives it."""
    owner, app, name = run.saved
    fields = {
        "search_type": '"scheduled"',
        "user": f'"{owner}"',
        "app": f'"{app}"',
        "savedsearch_name": f'"{name}"',
        "priority": "default",
        "status": run.status,
        "digest_mode": str(int(saved.digest)),
        "scheduled_time": str(int(run.scheduled)),
        "result_count": str(run.results),
        "alert_actions": f'"{",".join(action.action for action in run.actions)}"',
        "sid": f'"{run.sid}"',
        "suppressed": str(int(run.suppressed > 0)),
    } | ({"reason": f'"{run.error}"'} if run.error else {})
    return ", ".join((_id(run.saved), *(f"{key}={value}" for key, value in fields.items())))
