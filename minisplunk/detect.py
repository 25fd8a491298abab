"""An app's detection over data: installed, fed, run in its window, its risk events read back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .conf import Conf
from .engine import Dispatched, Splunk
from .errors import MinisplunkError, NotFound
from .explain import Explanation, LookAlike, explain, look_alikes
from .replay import load
from .search import Run
from .spl.ast import Fields
from .store.notes import Notes
from .times import ManualClock, TimeRange, relative
from .values import Row

LOOK_ALIKE_LIMIT = 10_000
"""Beyond so many events in the window, the silent ones are not read one by one."""
_SHOWN = ("_time", "eventName", "user_name", "userIdentity.type", "src")


@dataclass(frozen=True, slots=True)
class Detection:
    """What a detection found. `events`: ingested; `notes`: what was done to run it, in sentences."""

    app: str
    version: str
    dispatched: Dispatched
    explanation: Explanation
    events: int
    risk_events: list[Row]
    look_alikes: list[LookAlike]
    notes: list[str]
    elapsed: float

    @property
    def fired(self) -> bool:
        return self.dispatched.triggered


@dataclass(frozen=True, slots=True)
class Setup:
    """`apps`: the detection's app first, others beside it; `window`: `data` for the whole span of the data, or `saved`
    for the stanza's own time range ending after the newest event."""

    apps: Sequence[Path]
    data: Sequence[Path]
    saved_search: str = ""
    window: str = "data"
    enterprise_security: bool = True
    index: str = "main"
    sourcetype: str = "aws:cloudtrail"
    look_alikes: bool = False


@dataclass(slots=True)
class _Span:
    """The times of the events that were ingested, in microseconds."""

    events: int = 0
    earliest: int = 2**62
    latest: int = -(2**62)

    def window(self) -> TimeRange:
        return TimeRange(self.earliest, self.latest + 1) if self.events else TimeRange.ALL


def detect(setup: Setup) -> Detection:
    """Run the detection. Raises any MinisplunkError: a broken app, wrong data, wrong or unsupported SPL."""
    started = time.perf_counter()
    clock = ManualClock(time.time())
    with Splunk(clock=clock) as splunk:
        app, *_ = [splunk.install(path) for path in setup.apps]
        if setup.enterprise_security:
            splunk.install_enterprise_security()
        notes = Notes()
        span = ingest(splunk, setup, notes)
        name = setup.saved_search or only_saved_search(splunk, app.id)
        if splunk.enable(name, app.id):
            notes.add("enabled", "The saved search is disabled as shipped; it was enabled to run.")
        if span.events:
            clock.set(moment_after(splunk, name, app.id, span.latest))
        window = span.window() if setup.window == "data" else None
        dispatched = splunk.dispatch(name, app=app.id, trigger_actions=True, window=window, observed=True)
        explanation = explain(dispatched.run)
        silent = _silent(dispatched.run, explanation) if setup.look_alikes else []
        risk = risk_events(splunk, dispatched) if setup.enterprise_security else []
        elapsed = time.perf_counter() - started
        return Detection(app.id, app.version, dispatched, explanation, span.events, risk, silent, list(notes), elapsed)


def ingest(splunk: Splunk, setup: Setup, notes: Notes) -> _Span:
    """Replay files and folders into the index, as CloudTrail records unless a data set says otherwise."""
    for path in setup.data:
        for part in load(path, sourcetype=setup.sourcetype):
            splunk.replay(part, index=setup.index, notes=notes)
    span = _Span()
    for total in splunk.store.totals().values():
        if total.earliest is not None and total.latest is not None:
            span.events += total.events
            span.earliest, span.latest = min(span.earliest, total.earliest), max(span.latest, total.latest)
    return span


def only_saved_search(splunk: Splunk, app: str) -> str:
    """The name of an app's one saved search. Raises NotFound when there is none, or more than one to choose from."""
    names = [name for name in splunk.layers.app(app).default.get("savedsearches", Conf()).stanzas if name != "default"]
    if not names:
        raise NotFound(f"The app '{app}' has no saved search.")
    if len(names) > 1:
        raise NotFound(f"The app '{app}' has {len(names)} saved searches; say which: {', '.join(map(repr, names))}.")
    return names[0]


def moment_after(splunk: Splunk, name: str, app: str, newest: int) -> float:
    """The first whole minute at which the saved search's own window ends after the newest event (epoch seconds)."""
    latest = splunk.saved_search(name, app).latest or "now"
    moment = newest // 60_000_000 * 60.0 + 60
    step = 60.0
    while relative(latest, moment, splunk.zone) * 1_000_000 <= newest:
        behind = newest / 1_000_000 - relative(latest, moment, splunk.zone)
        step = max(60.0, behind // 60 * 60)
        moment += step
        if moment > newest / 1_000_000 + 400 * 86_400:
            raise MinisplunkError(f"The window of '{name}' ends more than a year before now ({latest}).")
    return moment


def risk_events(splunk: Splunk, dispatched: Dispatched) -> list[Row]:
    """The risk events that this run has written, oldest first, as a search of the risk index gives them."""
    sid = dispatched.job.sid.replace("\\", "\\\\").replace('"', '\\"')
    rows = splunk.search(f'search index=risk orig_sid="{sid}"').results
    return rows[::-1]


def _silent(run: Run, explanation: Explanation) -> list[LookAlike]:
    if explanation.events_in_window > LOOK_ALIKE_LIMIT:
        return []
    found = list(look_alikes(run, Fields.of(_SHOWN)))
    return sorted(found, key=lambda look: -look.passed)
