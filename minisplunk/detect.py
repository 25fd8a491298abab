"""An app's detection over data: installed, fed, run in its window, its risk events read back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from .alerts.saved import SavedSearch, own
from .conf import App
from .engine import Dispatched, Splunk
from .errors import ConfError, DataError, NotFound
from .explain import Explanation, LookAlike, explain, look_alikes
from .explain.reasons import listed
from .replay import Part, load
from .search import Message, Run
from .spl.fields import Fields
from .store.notes import Notes
from .times import ManualClock, TimeRange, minute_after
from .values import Row

LOOK_ALIKE_LIMIT = 10_000
"""Beyond so many events in the window, the silent ones are not read one by one."""
_SHOWN = ("_time", "eventName", "user_name", "userIdentity.type", "src")
_MOST_FAULTS = 20
RISK = "risk"
"""Enterprise Security's alert action that writes risk events, and the index that it writes them to."""


Watched = Callable[[Sequence[Part]], Iterator[Part]]
"""Passes files on one after the other; whoever wants to see how far the reading is wraps them so."""


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
    messages: list[Message]
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


@dataclass(frozen=True, slots=True)
class Ingested:
    """How many events there are, and the range of their times: all time when there are none."""

    events: int
    window: TimeRange

    @property
    def newest(self) -> int:
        """The time of the newest event in microseconds."""
        return self.window.latest - 1

    @property
    def minute(self) -> float:
        """The first whole minute after all events, epoch seconds."""
        return float(self.newest // 60_000_000 * 60 + 60)


def detect(setup: Setup, watched: Watched = iter) -> Detection:
    """Run the detection. Raises any MinisplunkError: a broken app, wrong data, wrong or unsupported SPL."""
    started = time.perf_counter()
    clock = ManualClock(time.time())
    with Splunk(clock=clock) as splunk, installed_places(splunk):
        app, *_ = [splunk.install(path) for path in setup.apps]
        if setup.enterprise_security:
            splunk.install_enterprise_security()
        notes = Notes()
        ingested = ingest(splunk, setup, notes, watched)
        name = named(splunk, app, setup.saved_search)
        if splunk.enable(name, app.id):
            notes.add("enabled", "The saved search is disabled as shipped; it was enabled to run.")
        window = ingested.window if setup.window == "data" else None
        if ingested.events:
            saved = splunk.saved_search(name, app.id)
            clock.set(ingested.minute if window else moment_after(splunk, saved, ingested))
        dispatched = splunk.dispatch(name, app=app.id, trigger_actions=True, window=window, observed=True)
        explanation = explain(dispatched.run)
        few = explanation.events_in_window <= LOOK_ALIKE_LIMIT
        if setup.look_alikes and not few:
            notes.add("many", f"Of more than {LOOK_ALIKE_LIMIT:,} events, those that stayed silent are not listed.")
        return Detection(
            app=app.id,
            version=app.version,
            dispatched=dispatched,
            explanation=explanation,
            events=ingested.events,
            risk_events=risk_events(splunk, dispatched) if setup.enterprise_security else [],
            look_alikes=_silent(dispatched.run) if setup.look_alikes and few else [],
            messages=[replace(m, text=shown_place(m.text, splunk)) for m in _messages(dispatched)],
            notes=list(notes),
            elapsed=time.perf_counter() - started,
        )


@contextmanager
def installed_places(splunk: Splunk) -> Iterator[None]:
    """ConfErrors name files as they are installed, `etc/apps/...`, not where the folder around them happens to be."""
    try:
        yield
    except ConfError as error:
        file = None if error.file is None else shown_place(str(error.file), splunk)
        raise type(error)(error.reason, file, error.line) from error


def shown_place(text: str, splunk: Splunk) -> str:
    """A file of a Splunk's folder, or a text that names one, without the folder."""
    return text.replace(f"{splunk.etc.parent}/", "")


def ingest(splunk: Splunk, setup: Setup, notes: Notes, watched: Watched = iter) -> Ingested:
    """Replay files and folders into the index, as CloudTrail records unless a data set says otherwise.

    An index that no app defines is made. Raises NotFound for one that an app disables, and DataError that names every
    file that cannot be read: an answer from the others alone might be wrong.
    """
    _make_index(splunk, setup.index)
    parts = [part for path in setup.data for part in load(path, sourcetype=setup.sourcetype)]
    faults = [fault for part in watched(parts) if (fault := _fault(splunk, part, setup.index, notes))]
    if faults:
        raise DataError(_told(faults, len(parts)))
    totals = [total for _, total in splunk.store.kinds().values() if total.events]
    earliest = min((total.earliest for total in totals if total.earliest is not None), default=TimeRange.ALL.earliest)
    latest = max((total.latest + 1 for total in totals if total.latest is not None), default=TimeRange.ALL.latest)
    return Ingested(sum(total.events for total in totals), TimeRange(earliest, latest))


def _fault(splunk: Splunk, part: Part, index: str, notes: Notes) -> str:
    """Replay a file; what is wrong with it, if anything."""
    try:
        splunk.replay(part, index=index, notes=notes)
    except DataError as error:
        return error.message
    return ""


def _told(faults: list[str], files: int) -> str:
    lines = faults[:_MOST_FAULTS]
    if len(faults) > len(lines):
        lines.append(f"and {len(faults) - len(lines):,} more")
    if files == 1:
        lines.append("Nothing was searched: mend the file, or fetch it again.")
    else:
        unread = f"{len(faults):,} of {files:,} files cannot be read"
        lines.append(f"Nothing was searched, since {unread}: mend them, fetch them again, or leave them out.")
    return "\n".join(lines)


def _make_index(splunk: Splunk, name: str) -> None:
    stanza = splunk.contexts.everywhere.conf("indexes").stanzas.get(name)
    if stanza is not None and stanza.flag("disabled"):
        raise NotFound(f"The index '{name}' is disabled by {shown_place(f'{stanza.file}:{stanza.line}', splunk)}.")
    splunk.store.create_index(name)


def named(splunk: Splunk, app: App, name: str) -> str:
    """The name of a saved search that the app sees; of its only one where the name is empty. Raises NotFound."""
    if not name:
        return only_saved_search(app)
    try:
        splunk.saved_search(name, app.id)
    except NotFound as error:
        theirs = listed(map(repr, own(app)))
        raise NotFound(f"{error.message} The app '{app.id}' has {theirs}.") from error
    return name


def only_saved_search(app: App) -> str:
    """The name of an app's one saved search. Raises NotFound when there is none, or more than one to choose from."""
    names = own(app)
    if not names:
        raise NotFound(f"The app '{app.id}' has no saved search.")
    if len(names) > 1:
        raise NotFound(f"The app '{app.id}' has {len(names)} saved searches; say which: {', '.join(map(repr, names))}.")
    return names[0]


def moment_after(splunk: Splunk, saved: SavedSearch, ingested: Ingested) -> float:
    """The first whole minute at which the saved search's own window ends after the newest event (epoch seconds).

    Raises NotFound when that is not within a year, SplError when the window is no time.
    """
    request = splunk.request(saved.search, earliest=saved.earliest, latest=saved.latest or "now", app=saved.app)

    def end(now: float) -> int:
        return replace(request, now=now).resolved().latest

    return minute_after(ingested.newest, end, search=saved.name, latest=saved.latest)


def risk_events(splunk: Splunk, dispatched: Dispatched) -> list[Row]:
    """The risk events that this run has written, oldest first, as a search of their index gives them."""
    sid = dispatched.job.sid.replace("\\", "\\\\").replace('"', '\\"')
    rows = splunk.search(f'search index="{_index_of(RISK, dispatched.saved)}" orig_sid="{sid}"').results
    return rows[::-1]


def _index_of(action: str, saved: SavedSearch) -> str:
    """The index that an action of a saved search writes to; that of the risk action unless it names one."""
    stanza = saved.actions.get(action)
    return (stanza.get("param.index") if stanza else "") or RISK


def _messages(dispatched: Dispatched) -> list[Message]:
    """Those of the job, less what is of no consequence: where Enterprise Security's risk action has written, a script
    that does its work without Enterprise Security (it names the same index) has nothing to do."""
    actions = dispatched.actions
    written = {_index_of(RISK, dispatched.saved) for run in actions if run.action == RISK and run.outcome == "done"}
    idle = {
        run.text
        for run in actions
        if run.outcome == "not run" and dispatched.saved.actions[run.action].get("param.index") in written
    }
    return [message for message in dispatched.job.messages if message.text not in idle]


def _silent(run: Run) -> list[LookAlike]:
    found = list(look_alikes(run, Fields.of(_SHOWN)))
    return sorted(found, key=lambda look: -look.passed)
