"""A saved search in; the job that runs it, and what its alert came to, out."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import tzinfo

from ..conf import Setting, Stanza, View, refuse_unsupported
from ..dataclass import dataclass
from ..errors import NotFound
from ..jobs import Dispatch, Job, Jobs, Saved, SearchJob, saved_sid
from ..search import Request, Run
from ..times import TimeRange, moment
from .alerting import Alerting, Conclusion
from .saved import SavedSearch
from .schedule import InvalidSchedule, Schedule

_CONF = "savedsearches"
UNSCHEDULED_PERIOD = 300.0
"""The period in seconds of a search without a schedule: its ttl of 2p is then 600 s, as that of any other job."""


@dataclass(frozen=True, slots=True)
class DispatchRequest:
    """How a saved search is to be run this time. `user` and `roles`: whose search it is to be; `zone`: that user's time
    zone, None for the server's; `asker`: who has asked for it, when that is somebody else; `now`: what its relative
    times are relative to (epoch seconds); `window`: in place of its own time range; `scheduled`: by the scheduler;
    `observed`: null by-fields are counted; `timed`: what each command takes is measured."""

    now: float
    user: str = "admin"
    roles: tuple[str, ...] = ("admin",)
    zone: tzinfo | None = None
    asker: str = ""
    window: TimeRange | None = None
    scheduled: bool = False
    trigger_actions: bool = False
    observed: bool = False
    timed: bool = False


def _of_dispatch(stanza: Stanza) -> dict[str, Setting]:
    """The settings of the search itself. Unsupported settings of an action are reported when the action runs."""
    return {key: setting for key, setting in stanza.settings.items() if not key.startswith("action.")}


class Dispatcher:
    """Runs saved searches as jobs; condition, throttling and alert actions follow in the job's own thread."""

    def __init__(self, jobs: Jobs, alerting: Alerting, view: Callable[[str, str], View], zone: tzinfo) -> None:
        """`view`: what an app and a user see; `zone`: the server's, which schedules are in."""
        self._jobs, self._alerting, self._view, self._zone = jobs, alerting, view, zone

    def start(self, saved: SavedSearch, request: DispatchRequest) -> Job:
        """Start it, and return at once. Raises SplError and UnsupportedSpl for what cannot be started."""
        self._sweep()
        return self._jobs.start(
            self._request(saved, request), self._dispatch(saved, request), self._then(saved, request)
        )

    def run(self, saved: SavedSearch, request: DispatchRequest) -> tuple[Job, Conclusion]:
        """Run it to its end. Raises the error that it ended with: any MinisplunkError, or Cancelled."""
        self._sweep()
        concluded: list[Conclusion] = []
        then = self._then(saved, request, concluded.append)
        job = self._jobs.run(self._request(saved, request), self._dispatch(saved, request), then)
        job.finished()
        return job, concluded[0]

    def _sweep(self) -> None:
        self._alerting.host.sweep(lambda: [job.sid for job in self._jobs.all()])

    def _then(
        self, saved: SavedSearch, request: DispatchRequest, report: Callable[[Conclusion], None] | None = None
    ) -> Callable[[Run, SearchJob], None]:
        def conclude(run: Run, job: SearchJob) -> None:
            view = self._view(saved.app, request.user)
            concluded = self._alerting.conclude(
                saved, job, run.afterwards(), view, trigger_actions=request.trigger_actions
            )
            if concluded.done:
                # the job's files are for its actions, as long as the longest of them says
                with suppress(NotFound):
                    self._jobs.get(job.sid).keep(round(saved.ttl(self._period(saved, request.now), concluded.done)))
            if report is not None:
                report(concluded)

        return conclude

    def _request(self, saved: SavedSearch, request: DispatchRequest) -> Request:
        refuse_unsupported(_CONF, replace(saved.stanza, settings=_of_dispatch(saved.stanza)))
        return Request(
            spl=saved.search,
            now=request.now,
            sid=saved_sid(
                request.asker or request.user,
                request.user,
                saved.app,
                saved.name,
                request.now,
                scheduled=request.scheduled,
            ),
            earliest=saved.earliest,
            latest=saved.latest,
            app=saved.app,
            user=request.user,
            roles=request.roles,
            zone=request.zone or self._zone,
            window=request.window,
            indexed=self._indexed(saved, request),
            saved=saved.name,
        )

    def _dispatch(self, saved: SavedSearch, request: DispatchRequest) -> Dispatch:
        return Dispatch(
            max_count=saved.max_count,
            max_time=saved.max_time,
            auto_cancel=saved.stanza.integer("dispatch.auto_cancel"),
            auto_pause=saved.stanza.integer("dispatch.auto_pause"),
            status_buckets=saved.stanza.integer("dispatch.buckets"),
            ttl=round(saved.ttl(self._period(saved, request.now))),
            label=saved.name,
            provenance="scheduler" if request.scheduled else "",
            saved=Saved(saved.owner, saved.app, saved.name, request.scheduled),
            asker=request.asker,
            observed=request.observed,
            timed=request.timed,
        )

    def _indexed(self, saved: SavedSearch, request: DispatchRequest) -> TimeRange:
        """dispatch.index_earliest and dispatch.index_latest. Raises ConfError."""
        ends, zone = TimeRange.ALL, request.zone or self._zone
        for name, key in (("earliest", "dispatch.index_earliest"), ("latest", "dispatch.index_latest")):
            setting = saved.stanza.settings.get(key)
            if setting is None or not setting.value:
                continue
            try:
                ends = replace(ends, **{name: round(moment(setting.value, request.now, zone) * 1_000_000)})
            except ValueError as error:
                raise setting.error(f"{key} is no time: {setting.value!r}") from error
        return ends

    def _period(self, saved: SavedSearch, now: float) -> float:
        if not saved.scheduled or not saved.cron:
            return UNSCHEDULED_PERIOD
        try:
            period = Schedule(saved.cron, self._zone).period(now)
        except InvalidSchedule:
            return UNSCHEDULED_PERIOD
        return period if period < math.inf else UNSCHEDULED_PERIOD
