"""A case and a Splunk with its apps in; the same with its settings made and its events on their way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from difflib import get_close_matches

from ..conf import Conf, Setting, Stanza, check
from ..dataclass import dataclass
from ..detect.detecting import moment_after
from ..detect.detection import InstalledSearch, Outcome
from ..detect.in_process import InProcess
from ..detect.loading import Loaded
from ..engine import Splunk
from ..errors import NotFound
from ..ingest.notes import Notes
from ..replay import Part
from ..replay.attack_data import AttackData
from ..targets.options import RunOptions
from ..times import ManualClock
from . import form
from .case import Case
from .events import Arrival, arrivals
from .moments import moment
from .snapshot import Snapshot


@dataclass(slots=True)
class Staged:
    """`waiting`: the events that have not come in yet; `searching`: whether a run has begun, and has not ended."""

    case: Case
    on: InProcess
    search: InstalledSearch
    waiting: list[Arrival] = field(default_factory=list)
    searching: bool = False

    def outcomes(self) -> Iterator[Outcome]:
        """What each run of the search has found. Raises any MinisplunkError."""
        for time in (*self.case.said.runs,) or (None,):
            if time is None:
                self.receive(self.on.clock.now())
            else:
                now = moment(time)
                self.receive(now)
                self.on.clock.set(now)
            self.searching = True
            outcome = self._run()
            self.searching = False
            yield outcome

    def set_clock(self) -> None:
        """To the first whole minute at which the search's own time range ends after the newest event, or later, when
        all are delivered.

        Events whose times are known come in then; those of files have come in before, as their times are in them.
        """
        newest = max((time for one in self.waiting for time in _times(one)), default=None)
        if any(isinstance(one.content, Part) for one in self.waiting):
            self.receive()
            loaded = Loaded.of(totals for _, totals in self.on.splunk.store.kinds().values())
            newest = loaded.newest if loaded.events else None
        if newest is not None:
            delivered = max((one.delivered or 0.0 for one in self.waiting), default=0.0)
            self.on.clock.set(max(delivered, moment_after(in_range(self.search, self.case.said), newest)))

    def receive(self, until: float | None = None) -> None:
        """Take in the events that are delivered by then (epoch seconds), or all."""
        waiting, self.waiting = self.waiting, []
        due = list[Arrival]()
        for one in waiting:
            is_due = until is None or one.delivered is None or one.delivered <= until
            (due if is_due else self.waiting).append(one)
        now = self.on.clock.now()
        for arrival in sorted(due, key=lambda one: one.delivered or 0.0):
            self.on.clock.set(now if arrival.delivered is None else arrival.delivered)
            arrival.into(self.on.splunk, self.on.notes)
        self.on.clock.set(now)

    def _run(self) -> Outcome:
        said, splunk = self.case.said, self.on.splunk
        times = {"earliest": str(said.earliest), "latest": str(said.latest)}
        if said.search:
            return self.on.run_text(splunk.request(said.search, app=self.search.app, **times))
        window = splunk.request("", **times).resolved() if any(times.values()) else None
        return self.on.run(self.search, window, None)


def in_range(search: InstalledSearch, said: form.Case) -> InstalledSearch:
    """A search in the time range of the case, where that says one."""
    earliest, latest = str(said.earliest) or search.earliest, str(said.latest) or search.latest
    return replace(search, earliest=earliest, latest=latest)


def stage(case: Case, splunk: Splunk, snapshot: Snapshot, data: AttackData, *, look_alikes: bool = False) -> Staged:
    """Change settings as the case says, and set the clock. Raises any MinisplunkError."""
    said, app, notes = case.said, snapshot.app, Notes()
    for warning in snapshot.warnings:
        notes.add(warning, warning)
    for change in said.settings:
        settings = {key: _setting(value) for key, value in change.settings.items()}
        splunk.change(change.app or app.id, change.conf, change.stanza, settings)
        for unread in _without_effect(change, case):
            notes.add(unread, unread)
    known(splunk, app.id, said.macros)
    for name, definition in said.macros.items():
        splunk.change(app.id, "macros", name, {"definition": definition})
    assert isinstance(splunk.clock, ManualClock)
    options = RunOptions(app.root, enterprise_security=said.enterprise_security is not False, look_alikes=look_alikes)
    on = InProcess(splunk, splunk.clock, splunk.layers.app(app.id), options, notes)
    if said.search:
        within = said.search_app or app.id
        search = InstalledSearch(options.splunk, "", within, app.version, "", said.search, "", "")
    else:
        search = on.saved_search(said.saved_search)
    staged = Staged(case, on, search)
    staged.waiting = arrivals(case, splunk, data, on.notes)
    if said.now is None and not said.runs:
        staged.set_clock()
    return staged


def known(splunk: Splunk, app: str, macros: Iterable[str]) -> None:
    """Raises NotFound for a macro that an app does not see: another definition of it would change nothing."""
    there = splunk.context(app)[0].conf("macros").stanzas
    for name in macros:
        if name not in there:
            close = get_close_matches(name, there, 1)
            meant = f"did you mean '{close[0]}'?" if close else "`settings` may make one."
            raise NotFound(f"There is no macro '{name}' that the app '{app}' sees; {meant}")


def _times(arrival: Arrival) -> Iterator[int]:
    return iter(()) if isinstance(arrival.content, Part) else (time for time, _, _ in arrival.content)


def _without_effect(change: form.Setting, case: Case) -> Iterator[str]:
    """What minisplunk makes nothing of, or what no setting is called."""
    settings = {key: Setting(key, str(value), case.file, case.line) for key, value in change.settings.items()}
    stanza = Stanza(change.stanza, case.file, case.line, settings)
    for finding in check(change.conf, Conf({change.stanza: stanza}), ours=False):
        yield finding.message


def _setting(value: str | float | bool | None) -> str | None:
    if isinstance(value, bool):
        return str(int(value))
    return None if value is None else str(value)
