"""Apps installed and data ingested once in; the answers to many questions, none of which changes anything, out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import islice

from ..check import Finding, Reading, check, readings, shown_path
from ..check.report import Report
from ..conf import App, Conf
from ..content import Written
from ..dataclass import dataclass
from ..detect.columns import columns_of
from ..detect.detecting import over
from ..detect.detection import DetectionRun
from ..detect.in_process import LOOK_ALIKE_LIMIT, InProcess, ingest, install, named
from ..detect.loading import Loaded, sourcetypes_of
from ..engine import Splunk
from ..errors import DataError
from ..explain import Explanation, LookAlike, explain, look_alikes, nearest_first
from ..ingest.notes import Notes
from ..ingest.sourcetypes import SourceTypes
from ..replay import load_all
from ..search import Formatted, Message, Run
from ..search.deadline import Deadline
from ..spl.columns import columns
from ..spl.fields import Fields
from ..standing import standing
from ..targets.options import RunOptions
from ..testing.snapshot import Snapshots
from ..times import ManualClock, next_minute
from ..values import Row
from .changes import Changes
from .named import Named
from .sandbox import Sandbox

MOST_COUNTED = 10_000
"""Rows of a search that are counted beyond those that are shown."""
TRIED = "SPL that is tried out"
"""The saved search that a text is for as long as it is checked."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The first rows of a search. `counted`: how many there are; `complete`: none beyond these."""

    rows: Sequence[Row]
    fields: Sequence[str]
    formatted: Formatted
    counted: int
    complete: bool
    messages: Sequence[Message]


@dataclass(frozen=True, slots=True)
class Explained:
    """`results`: how many; `silent`: events that the base search left out, nearest first, None for too many."""

    run: Run
    explanation: Explanation
    results: int
    silent: Sequence[LookAlike] | None


@dataclass(frozen=True, slots=True)
class Ran:
    """`before`: without the change, None where there is none."""

    after: DetectionRun
    before: DetectionRun | None = None


@contextmanager
def opened(named: Named) -> Iterator[Bench]:
    """Raises any MinisplunkError: an app or data that is no good."""
    clock, notes = ManualClock(time.time()), Notes()
    with ExitStack() as closing:
        splunk = closing.enter_context(Splunk(clock=clock))
        apps = install(
            splunk,
            named.apps,
            notes,
            enterprise_security=named.enterprise_security,
            common_information_model=named.common_information_model,
        )
        types = SourceTypes(splunk.contexts.everywhere.written("props"), notes)
        parts = load_all(named.data, sourcetype=named.sourcetype, types=types)
        loaded = ingest(splunk, parts, named.index, notes) if parts else Loaded()
        if loaded.events:
            clock.set(next_minute(loaded.newest))
        snapshots = closing.enter_context(Snapshots())
        deadline = Deadline(named.seconds)
        yield Bench(named, splunk, apps, loaded, tuple(sourcetypes_of(parts)), notes, snapshots, deadline)


@dataclass(frozen=True, slots=True)
class Bench:
    """`splunk`: with the apps and the events, and never written to; `apps`: the one that is meant first; `notes`: on
    the apps and the data; `snapshots`: of the apps, for cases. Now is the first whole minute after the newest event."""

    named: Named
    splunk: Splunk
    apps: Sequence[App]
    loaded: Loaded
    sourcetypes: Sequence[str]
    notes: Notes
    snapshots: Snapshots
    deadline: Deadline

    @property
    def app(self) -> App:
        return self.apps[0]

    def check(self, spl: str | None, saved_search: str, changes: Changes) -> Report:
        """Of SPL, of a saved search, or of the whole app. What is about a change is in no file: its place is one in the
        SPL."""
        with self._sandbox(changes) as (splunk, whole):
            app = whole
            if spl is not None:
                app = _only(
                    Changes(TRIED, spl).make(splunk, whole), {"savedsearches": [TRIED], "macros": changes.macros}
                )
            elif saved_search or changes.search is not None:
                searches = [named(splunk, whole, saved_search)]
                app = _only(whole, {"savedsearches": searches, "macros": changes.macros})
            made = str(app.root)
            read = [_by_itself(one) if one.search.file.startswith(made) else one for one in readings(splunk, app)]
            found = [_shown(one, app, made) for one in check(splunk, app, read)]
        return Report(tuple(found), tuple(read))

    def search(self, spl: str, earliest: str, latest: str, most: int, changes: Changes) -> Rows:
        with self._sandbox(changes) as (splunk, app):
            run = splunk.run(splunk.request(spl, earliest=earliest, latest=latest, app=app.id))
            rows = run.rows()
            shown = list(islice(rows, most))
            more = sum(1 for _ in islice(rows, MOST_COUNTED))
            complete = more < MOST_COUNTED or next(rows, None) is None
            fields = list(columns(shown))
            return Rows(shown, fields, run.formatted(), len(shown) + more, complete, run.messages)

    def explain(self, spl: str, saved_search: str, earliest: str, latest: str, changes: Changes) -> Explained:
        """Of SPL; without one, of a saved search of the app, over all events where no time is said."""
        with self._sandbox(changes) as (splunk, app):
            reasons: list[str] = []
            if not spl:
                saved = splunk.saved_search(named(splunk, app, saved_search), app.id)
                spl, reasons = saved.search, standing(splunk, saved)
            run = splunk.run(splunk.request(spl, earliest=earliest, latest=latest, app=app.id), observed=True)
            results = sum(1 for _ in run.rows())
            explanation = explain(run)
            explanation = replace(explanation, reasons=[*explanation.reasons, *reasons])
            silent = None
            if explanation.events_in_window <= LOOK_ALIKE_LIMIT:
                silent = nearest_first(look_alikes(run, Fields.of(columns_of(self.sourcetypes).read)))
            return Explained(run, explanation, results, silent)

    def run(self, saved_search: str, window: str, changes: Changes) -> Ran:
        """A saved search, over the whole span of the data or in its own time range; and once more as it is, where
        something is changed. Raises DataError without events."""
        if not self.loaded.events:
            raise DataError("There are no events to run it over: they are named at the start, --data FILE.")
        after = self._run(saved_search, window, changes)
        return Ran(after, self._run(saved_search, window, Changes()) if changes else None)

    def _run(self, saved_search: str, window: str, changes: Changes) -> DetectionRun:
        started, notes = time.perf_counter(), Notes()
        with self._sandbox(changes) as (splunk, app):
            options = RunOptions(app.root, look_alikes=True, window=window)
            on = InProcess(splunk, splunk.stands, app, options, notes, self.sourcetypes)
            search = on.saved_search(saved_search)
            with on.splunk.store.undone():
                outcome = over(on, search, self.loaded, options)
        elapsed = time.perf_counter() - started
        return DetectionRun(search, self.loaded.events, self.sourcetypes, outcome, list(notes), elapsed)

    @contextmanager
    def _sandbox(self, changes: Changes) -> Iterator[tuple[Sandbox, App]]:
        """A Splunk with the changes, and the app in it. It has the events of this one."""
        changes = changes.checked(self.splunk, self.app)
        splunk = Sandbox(self.splunk.layers, self.splunk.clock.now(), self.deadline, self.splunk.store)
        with splunk:
            yield splunk, changes.make(splunk, splunk.layers.app(self.app.id))


def _by_itself(one: Reading) -> Reading:
    """A search that is in no file: places are those in its text."""
    search = replace(one.search, file="", line=1, written=Written(one.search.spl, 1))
    return replace(one, search=search)


def _shown(one: Finding, app: App, made: str) -> Finding:
    if one.file.startswith(made):
        return replace(one, file="", line=0, column=0)
    return replace(one, file=shown_path(one.file, app).removeprefix(f"etc/apps/{app.id}/")) if one.file else one


def _only(app: App, wanted: dict[str, Iterable[str]]) -> App:
    """The app with these stanzas alone, by conf file."""

    def kept(confs: dict[str, Conf]) -> dict[str, Conf]:
        return {
            conf: Conf({name: confs[conf].stanzas[name] for name in names if name in confs[conf].stanzas})
            for conf, names in wanted.items()
            if conf in confs
        }

    return replace(app, default=kept(dict(app.default)), local=kept(dict(app.local)))
