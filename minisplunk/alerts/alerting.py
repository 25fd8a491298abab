"""A saved search that has run in; whether it triggered an alert, what was throttled and which actions ran, out."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import field

from ..conf import View
from ..dataclass import dataclass
from ..errors import NotWritten
from ..jobs import SearchJob
from ..search import SearchContext
from ..times import Clock
from ..values import Row
from .actions import ActionRun, act
from .alert import Alert
from .fired import FiredAlert, FiredAlerts
from .host import Host
from .saved import SavedSearch
from .suppress import MOST, Suppressor
from .trigger import count, triggered


@dataclass(frozen=True, slots=True)
class Conclusion:
    """`suppressed`: how many result rows throttling kept from acting; `acting`: those that it did not."""

    triggered: bool
    suppressed: int = 0
    actions: list[ActionRun] = field(default_factory=list)
    acting: Sequence[Row] = ()

    @property
    def done(self) -> list[str]:
        """The names of the actions that were run."""
        return [run.action for run in self.actions if run.was_run]


class Alerting:
    """What the alerts of one Splunk remember: counts of last runs, throttling, the list of triggered alerts."""

    def __init__(self, host: Host, clock: Clock) -> None:
        self.host, self._clock = host, clock
        kept = host.home / "var" / "run" / "splunk" / "scheduler"
        self.suppressor = Suppressor(kept / "suppression.json")
        self.fired = FiredAlerts(kept / "fired_alerts.json")
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str, str], int] = {}

    def conclude(
        self, saved: SavedSearch, job: SearchJob, context: SearchContext, view: View, *, trigger_actions: bool
    ) -> Conclusion:
        """The condition, and with `trigger_actions` what follows from it. Raises SplError for a wrong condition."""
        with self._lock:
            previous = self._counts.get(saved.key)
            self._counts[saved.key] = count(saved.condition, job)
        fired = triggered(saved.condition, job, previous, context)
        if not trigger_actions or not fired:
            return Conclusion(fired)
        now = self._clock.now()
        rows, suppressed = self.suppressor.admit(saved, job.results, now)
        if not rows and suppressed:
            return Conclusion(fired, suppressed)
        alert = Alert(saved, job, rows, now, self.host, context.message, context.control)
        if self.suppressor.is_full:
            alert.report("WARN", f"Throttling keeps {MOST:,} values: those that end first may alert again.")
        runs = list(act(alert, view))
        if _tracked(saved, runs):
            self._list(alert, runs)
        return Conclusion(fired, suppressed, runs, rows)

    def _list(self, alert: Alert, runs: Sequence[ActionRun]) -> None:
        """What the alert was to do is done, so it has triggered, even if that cannot be written down."""
        try:
            self.fired.add(_fired(alert, runs))
        except NotWritten as error:
            alert.report("WARN", f"The triggered alert is listed until splunkd ends: {error}")


def _tracked(saved: SavedSearch, runs: Sequence[ActionRun]) -> bool:
    """savedsearches.conf.spec, alert.track: `auto` lists what an action with track_alert has done, but no search that
    always triggers."""
    if saved.track is not None:
        return saved.track
    return saved.condition.counttype != "always" and any(
        saved.actions[run.action].flag("track_alert") for run in runs if run.was_run
    )


def _fired(alert: Alert, runs: Sequence[ActionRun]) -> FiredAlert:
    saved = alert.saved
    return FiredAlert(
        sid=alert.job.sid,
        saved=saved.key,
        trigger_time=alert.now,
        expires=alert.now + saved.expires,
        severity=saved.severity,
        digest=saved.digest,
        actions=tuple(run.action for run in runs if run.was_run),
        triggered=1 if saved.digest else len(alert.rows),
    )
