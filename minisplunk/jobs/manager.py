"""All search jobs of an engine: started, found by their sid, forgotten when their time is over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import islice

from ..errors import MinisplunkError, NotFound, SplError, UnsupportedSpl
from ..search import Control, Prepared, Request, Run
from ..spl.fields import Fields
from ..times import Clock, TimeRange
from ..values import Row, number
from .dispatch import Dispatch
from .handover import Handover
from .job import Job, Start, Then
from .queue import Place, Queue
from .quota import Quota, QuotaReached, Usage
from .reading import refused_at_once
from .results import kept
from .timeline import Timeline, TimelineCounter

_SWEEP = 1.0
_QUOTA_PATIENCE = 1.5
"""Seconds that a search waits for a place of its user's which is not queued (limits.conf.spec, dispatch_quota_retry and
dispatch_quota_sleep_ms: four times, the first for 100 ms, each twice as long as the one before)."""

_AS_IS = Dispatch()
_TIMES = Fields.of(("_time",))


class DuplicateSid(MinisplunkError):
    """A search id that another job has."""


class Jobs:
    """`read` reads a search, `start` makes it ready to run; lifetimes are by `clock`. `quota`: what who asks for a
    search may run and keep; `most`: how many jobs may run at the same time, the others are queued; `shown`: an error as
    users may see it."""

    def __init__(
        self,
        read: Callable[[Request], Prepared],
        start: Start,
        clock: Clock,
        quota: Callable[[Request], Quota],
        most: Callable[[], int],
        shown: Callable[[str], str] = str,
    ) -> None:
        self._read, self._start, self._clock, self._quota, self._shown = read, start, clock, quota, shown
        self._lock = threading.RLock()
        self._jobs: dict[str, Job] = {}
        self._unlisted: set[Job] = set()
        self._queue = Queue(most)
        self._sweeper: threading.Thread | None = None
        self._closed = threading.Event()

    # Starting

    def start(
        self, request: Request, dispatch: Dispatch = _AS_IS, then: Then | None = None, *, queued: bool = True
    ) -> Job:
        """Run a search in a thread of its own, when it is its turn. Raises SplError and UnsupportedSpl for what splunkd
        refuses at once, and DuplicateSid. One that is not to be `queued` raises QuotaReached when its user may run no
        more.

        While it is paused another may run in its place. `then` follows its last result in the same thread, before it is
        done.
        """
        quota = self._quota(request)
        place, again = self._place(request, quota), self._place(request, quota, paused=True)
        job = self._job(request, quota, dispatch, then, Control(partial(self._queue.paused, again)))
        if not queued and (reason := self._queue.refused(place, _QUOTA_PATIENCE)):
            raise QuotaReached(reason)
        self._list(job)
        self._sweep_regularly()
        start = threading.Thread(target=self._work, args=(job, place), name=f"search {job.sid}", daemon=True).start
        self._queue.join(start, place)
        job.control.on_cancel(partial(self._queue.start_now, start))
        return job

    def run(self, request: Request, dispatch: Dispatch = _AS_IS, then: Then | None = None) -> Job:
        """The same in the calling thread, until it is over."""
        job = self._list(self._job(request, self._quota(request), dispatch, then))
        job.work()
        return self._supported(job)

    def oneshot(self, request: Request, dispatch: Dispatch = _AS_IS) -> Job:
        """The same, for a job that nobody else can ask for. Raises QuotaReached when its user may run no more."""
        job, place = self._entered(request, dispatch)
        try:
            job.work()
        finally:
            self._left(job, place)
        return self._supported(job)

    def hand_over(self, request: Request, dispatch: Dispatch, handover: Handover) -> Job:
        """The same in a thread of its own, the rows given as they come and not kept."""
        job, place = self._entered(request, dispatch)
        name = f"search {job.sid}"
        threading.Thread(target=self._give, args=(job, place, handover), name=name, daemon=True).start()
        return job

    # Finding

    def get(self, sid: str) -> Job:
        """Raises NotFound, in splunkd's words."""
        self.expire()
        with self._lock:
            job = self._jobs.get(sid)
        if job is None:
            raise NotFound("Unknown sid.")
        return job

    def all(self) -> list[Job]:
        """The newest first."""
        self.expire()
        with self._lock:
            return list(reversed(self._jobs.values()))

    def of(self, owner: str, app: str, name: str) -> list[Job]:
        """The jobs of a saved search, the newest first."""
        wanted = (owner, app, name)
        return [job for job in self.all() if (s := job.dispatch.saved) and (s.owner, s.app, s.name) == wanted]

    def running(self) -> bool:
        """Whether a search runs now."""
        return self._queue.running > 0

    def events(self, job: Job) -> list[Row]:
        """The events that a job's reporting commands got, read anew."""
        run = self._again(job, Control(), Fields.ALL)
        return [] if run is None else list(kept(run.rows(), run, job.dispatch.max_count))

    def kept_events(self, job: Job) -> list[Row]:
        """The events that splunkd keeps of a job: of a search without a transforming command, or with status_buckets
        (REST API Reference, search/jobs/<sid>/events). The latter are read anew here, so events that were added
        meanwhile are among them."""
        if job.outline is None or not job.outline.reports:
            return list(job.results)
        return self.events(job) if job.dispatch.status_buckets else []

    def passing_events(self, job: Job, wanted: Fields = Fields.ALL) -> Iterator[Row]:
        """The events that a job's summary and timeline are of, one by one: those that it has found so far; of a search
        that reports on them all that there are, read anew and kept by nobody. Raises Cancelled when it is removed.

        `wanted`: the fields of them that are asked for; they may have more."""
        if job.outline is None or not job.outline.reports:
            yield from islice(job.results, len(job.results))
            return
        control = Control()
        run = self._again(job, control, wanted)
        if run is not None:
            with job.control.cancelling(control.cancel):
                yield from run.rows()

    def timeline(self, job: Job) -> Timeline:
        """How a job's events lie in its time range, in its user's time zone; worked out once when it is done."""
        if job.timeline is not None:
            return job.timeline
        done, counter = job.is_done, self.timeline_counter(job)
        for row in self.passing_events(job, _TIMES):
            counter.add(number(row.get("_time")))
        timeline = counter.timeline()
        if done:
            job.timeline = timeline
        return timeline

    @staticmethod
    def timeline_counter(job: Job, within: TimeRange = TimeRange.ALL) -> TimelineCounter:
        """What counts a job's events in its time range, or what lies in a part of it."""
        window = TimeRange.ALL if job.run is None else job.run.window
        dispatch = job.dispatch
        return TimelineCounter(window.within(within), dispatch.status_buckets, job.request.zone, dispatch.max_count)

    # Ending

    def remove(self, sid: str) -> None:
        """Cancel a job and forget it. Raises NotFound."""
        self.forget(self.get(sid))

    def forget(self, job: Job) -> None:
        """Cancel a job if it runs, and forget it."""
        job.cancel()
        with self._lock:
            self._unlisted.discard(job)
            if self._jobs.get(job.sid) is job:
                del self._jobs[job.sid]
        self._queue.start_next()

    def expire(self) -> None:
        """Forget what nobody has asked for in time; hold or cancel what was to be when nobody asks for it."""
        with self._lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            if job.expired or (0 < job.dispatch.auto_cancel <= job.idle and not job.is_done):
                self.forget(job)
            elif 0 < job.dispatch.auto_pause <= job.idle and not job.is_done:
                job.pause()

    def end(self) -> None:
        """Cancel what runs, and wait a while until it has noticed."""
        with self._lock:
            running = [job for job in (*self._jobs.values(), *self._unlisted) if not job.is_done]
        for job in running:
            self.forget(job)
        end = time.monotonic() + _SWEEP
        for job in running:
            job.wait(max(0.0, end - time.monotonic()))

    def close(self) -> None:
        """Cancel what runs; nothing expires any more."""
        self._closed.set()
        self.end()
        if self._sweeper is not None:
            self._sweeper.join()

    # Inside

    def _again(self, job: Job, control: Control, wanted: Fields) -> Run | None:
        """The part of a job that gives events, ready to run once more; None where none does."""
        prepared = None if job.run is None else job.run.events()
        if prepared is None:
            return None
        return self._start(prepared, observed=False, most=0, control=control, messages=[], wanted=wanted)

    def _job(
        self,
        request: Request,
        quota: Quota,
        dispatch: Dispatch,
        then: Then | None = None,
        control: Control | None = None,
    ) -> Job:
        """A job for a search, which is read here and once. What splunkd finds wrong in the job, the job fails for."""
        prepared: Prepared | SplError
        try:
            prepared = self._read(request)
        except SplError as error:
            if refused_at_once(error):
                raise
            prepared = error
        usage = Usage(lambda: quota.full(self._kept_of(request.user)))
        return Job(request, prepared, dispatch, self._clock, self._start, then, control, usage, self._shown)

    def _place(self, request: Request, quota: Quota, *, paused: bool = False) -> Place:
        """What a job takes of what its user may run and keep. One that was `paused` may go on with what it keeps."""
        user = request.user
        return Place(user, lambda running: quota.reached(user, running, 0 if paused else self._kept_of(user)))

    def _kept_of(self, user: str) -> int:
        """Bytes of all that is kept of a user's searches."""
        jobs = (*list(self._jobs.values()), *list(self._unlisted))
        return sum(job.usage.bytes for job in jobs if job.request.user == user)

    def _list(self, job: Job) -> Job:
        self.expire()
        with self._lock:
            if job.sid in self._jobs:
                raise DuplicateSid(f"There is a search job with the sid '{job.sid}' already.")
            self._jobs[job.sid] = job
        return job

    def _supported(self, job: Job) -> Job:
        """The job, unless it has failed for what minisplunk cannot do."""
        if isinstance(job.error, UnsupportedSpl):
            self.forget(job)
            raise job.error
        return job

    def _work(self, job: Job, place: Place) -> None:
        try:
            job.work()
        finally:
            self._queue.leave(place)

    def _entered(self, request: Request, dispatch: Dispatch) -> tuple[Job, Place]:
        """A job that is on no list, and the place that it has taken. Raises QuotaReached."""
        quota = self._quota(request)
        job, place = self._job(request, quota, dispatch), self._place(request, quota)
        if reason := self._queue.enter(place, _QUOTA_PATIENCE):
            raise QuotaReached(reason)
        with self._lock:
            self._unlisted.add(job)
        return job, place

    def _left(self, job: Job, place: Place) -> None:
        self.forget(job)
        self._queue.leave(place)

    def _give(self, job: Job, place: Place, handover: Handover) -> None:
        try:
            with closing(job.stream()) as rows:
                handover.give(rows)
        finally:
            self._left(job, place)

    def _sweep_regularly(self) -> None:
        with self._lock:
            if self._sweeper is None:
                self._sweeper = threading.Thread(target=self._sweep, name="search jobs", daemon=True)
                self._sweeper.start()

    def _sweep(self) -> None:
        while not self._closed.wait(_SWEEP):
            self.expire()
