"""The embedded Splunk, in this process: the app installed in it, the data ingested, the saved search dispatched."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from .. import plain_files
from ..alerts.saved import Condition, SavedSearch, enabled, enabled_actions, own
from ..conf import App, Conf
from ..database import copy_databases
from ..dataclass import dataclass
from ..engine import VERSION, Dispatched, Splunk
from ..errors import NotFound, shown_place
from ..explain import Explanation, LookAlike, explain, look_alikes, nearest_first
from ..explain.reasons import listed
from ..ingest.notes import Notes
from ..ingest.skipped import Skipped, check_read
from ..jobs import collect
from ..replay import Part
from ..search import Message, Request, Run
from ..spl.fields import Fields
from ..spl.quoting import quoted
from ..targets.options import EMBEDDED, RunOptions
from ..times import ManualClock, TimeRange, next_minute
from ..values import Row
from .choosing import chosen
from .columns import columns_of
from .detection import InstalledSearch, Outcome
from .loading import Loaded, Progress, load_each, sourcetypes_of

LOOK_ALIKE_LIMIT = 10_000
"""Beyond so many events in the window, the silent ones are not read one by one."""
LARGE = 64 << 20
"""Bytes of files beyond which only those events are kept that the search may find."""
RISK, NOTABLE = "risk", "notable"
"""Enterprise Security's alert actions that write events, each to an index of its name unless told otherwise."""


@contextmanager
def in_process(options: RunOptions, notes: Notes) -> Iterator[InProcess]:
    """The apps of the options are installed in it, and what else of Splunk's they ask for."""
    clock = ManualClock(time.time())
    with _splunk(options, clock) as splunk:
        app, *_ = install(
            splunk,
            (options.app, *options.beside),
            notes,
            enterprise_security=options.enterprise_security,
            common_information_model=options.common_information_model,
        )
        yield InProcess(splunk, clock, app, options, notes)


def install(
    splunk: Splunk,
    apps: Sequence[Path],
    notes: Notes,
    *,
    enterprise_security: bool = False,
    common_information_model: bool = False,
) -> list[App]:
    """Install apps, and what else of Splunk's is asked for. Lines of theirs that are passed over are noted."""
    installed = [splunk.install(path) for path in apps]
    for warning in (warning for app in installed for warning in app.warnings):
        notes.add(str(warning), str(warning))
    if enterprise_security:
        splunk.install_enterprise_security()
    if common_information_model:
        splunk.install_common_information_model()
    return installed


@contextmanager
def _splunk(options: RunOptions, clock: ManualClock) -> Iterator[Splunk]:
    """Of this run alone. With the events of a folder it is a copy of that, for its alert actions write events, too."""
    if options.data_dir is None:
        with Splunk(clock=clock) as splunk:
            yield splunk
        return
    must_hold_events(options.data_dir)
    with copied_etc(options.data_dir) as etc:
        copy_databases(options.data_dir / "var", etc.parent / "var")
        with Splunk(etc.parent, clock=clock) as splunk:
            yield splunk


@contextmanager
def copied_etc(data_dir: Path) -> Iterator[Path]:
    """A copy of the apps and settings of a folder of events, for those that are there for a verb alone."""
    with tempfile.TemporaryDirectory(prefix="minisplunk-") as copy:
        if (data_dir / "etc").is_dir():
            plain_files.copy_folder(data_dir / "etc", Path(copy) / "etc")
        yield Path(copy) / "etc"


def must_hold_events(data_dir: Path) -> None:
    """Raises NotFound for a folder that no replay has made."""
    if not (data_dir / "var").is_dir():
        raise NotFound(
            f"{data_dir} holds no events: `minisplunk replay --data-dir {data_dir} ...` makes such a folder."
        )


@dataclass(slots=True)
class InProcess:
    """An `Instance`. `clock`: that of `splunk`; `notes`: what the user should hear."""

    splunk: Splunk
    clock: ManualClock
    app: App
    options: RunOptions
    notes: Notes
    sourcetypes: Sequence[str] = ()
    _search: InstalledSearch | None = None

    @property
    def props(self) -> Conf:
        return self.splunk.contexts.everywhere.written("props")

    def saved_search(self, name: str) -> InstalledSearch:
        app, name = self.app, named(self.splunk, self.app, name)
        saved = self.splunk.saved_search(name, app.id)
        range_ = saved.earliest, saved.latest
        self._search = InstalledSearch(EMBEDDED, VERSION, app.id, app.version, name, saved.search, *range_)
        return self._search

    @contextmanager
    def loaded(
        self, parts: Sequence[Part], progress: Progress, skipped: list[Skipped] | None = None
    ) -> Iterator[Loaded]:
        """Now is then the first whole minute after the newest event."""
        if self.options.data_dir is None:
            self.sourcetypes = sourcetypes_of(parts)
            index = self.options.index or "main"
            if self._search is not None and sum(part.size for part in parts) >= LARGE:
                loaded = self._gathered(self._search, parts, index, skipped)
            else:
                loaded = ingest(self.splunk, parts, index, self.notes, progress, skipped)
        else:
            there = [(meta, totals) for meta, totals in self.splunk.store.kinds().values() if _is_data(meta.index)]
            self.sourcetypes = list(dict.fromkeys(meta.sourcetype for meta, totals in there if totals.events))
            loaded = Loaded.of(totals for _, totals in there)
        if loaded.events:
            self.clock.set(next_minute(loaded.newest))
        yield loaded

    def _gathered(
        self, search: InstalledSearch, parts: Sequence[Part], index: str, skipped: list[Skipped] | None
    ) -> Loaded:
        """Store the events that a search may find, where there are too many to look at one by one."""
        from ..peers import Head, Mountain  # noqa: PLC0415  few runs need it

        make_index(self.splunk, index)
        faults = [] if skipped is None else skipped
        head = Head(self.splunk, Mountain(parts, index), strict=skipped is None, notes=self.notes, skipped=faults)
        loaded = Loaded.of(head.survey().values())
        prepared = self.splunk.read(self.splunk.request(search.spl, app=self.app.id))
        stored = head.store([(self.splunk, prepared)])
        check_read(faults, head.mountain.paths)
        if stored < loaded.events:
            self.notes.add("gathered", f"Of {loaded.events:,} events the {stored:,} were kept that it may find.")
        return loaded

    def run(self, search: InstalledSearch, window: TimeRange | None, now: float | None) -> Outcome:
        """Dispatch it as its schedule would, with its alert actions. Without a condition these run each time; it has
        fired when it has found something."""
        if self.splunk.enable(search.name, self.app.id):
            self.notes.add("enabled", "The saved search is disabled as shipped; it was enabled to run.")
        if now is not None:
            self.clock.set(now)
        dispatched = self.splunk.dispatch(
            search.name, app=self.app.id, trigger_actions=True, window=window, observed=True
        )
        job, explanation = dispatched.job, _explained(dispatched)
        outcome = Outcome(
            fired=dispatched.triggered and (bool(job.results) or dispatched.saved.condition != Condition()),
            window=job.window,
            rows=job.results,
            fields=job.fields,
            messages=messages(dispatched),
            risk_events=written(self.splunk, dispatched, RISK),
            findings=written(self.splunk, dispatched, NOTABLE),
            explanation=explanation,
            look_alikes=self._silent(dispatched.run, explanation.events_in_window),
        )
        self.splunk.jobs.remove(job.sid)  # of very many searches one after the other, none is kept
        return outcome

    def run_text(self, request: Request) -> Outcome:
        """Run SPL that is no saved search. It raises no alert: it has fired when it has found something."""
        run = self.splunk.run(request, observed=True)
        job, explanation = collect(run), explain(run)
        return Outcome(
            fired=bool(job.results),
            window=job.window,
            rows=job.results,
            fields=job.fields,
            messages=job.messages,
            explanation=explanation,
            look_alikes=self._silent(run, explanation.events_in_window),
        )

    def searches(self) -> list[str]:
        """The names of the app's saved searches, in its order."""
        return own(self.app)

    def enable_all(self) -> None:
        """Enable all saved searches of the app, in memory: to write one stanza after the other takes long for many."""
        seen = self.splunk.context(self.app.id)[0].conf("savedsearches").stanzas
        off = [seen[name] for name in self.searches() if name in seen and seen[name].flag("disabled", strict=False)]
        if off:
            self.splunk.update(lambda layers: layers.with_app(enabled(layers.app(self.app.id), off)))
            self.notes.add("enabled", f"Saved searches disabled as shipped, enabled to run: {len(off):,}.")

    def _silent(self, run: Run, events: int) -> list[LookAlike] | None:
        """The events in the window that the search left out, nearest first. `events`: how many the window has."""
        if not self.options.look_alikes:
            return None
        if events > LOOK_ALIKE_LIMIT:
            most = f"{LOOK_ALIKE_LIMIT:,}"
            self.notes.add("many", f"Of more than {most} events, those that stayed silent are not listed.")
            return None
        silent = look_alikes(run, Fields.of(columns_of(self.sourcetypes).read))
        return nearest_first(silent)


def _is_data(index: str) -> bool:
    """Whether an index is none of those that searches and Splunk itself write to."""
    return not index.startswith("_") and index not in (RISK, NOTABLE)


def ingest(
    splunk: Splunk,
    parts: Sequence[Part],
    index: str,
    notes: Notes,
    progress: Progress = iter,
    skipped: list[Skipped] | None = None,
) -> Loaded:
    """Store the events of files in an index. Raises as `make_index` and `load_each` do."""
    make_index(splunk, index)
    load_each(
        parts,
        progress,
        lambda part, faults: splunk.replay(part, index=index, notes=notes, skipped=faults),
        skipped,
    )
    return Loaded.of(totals for _, totals in splunk.store.kinds().values())


def make_index(splunk: Splunk, index: str) -> None:
    """Make an index, if no app defines it. Raises NotFound for one that an app disables."""
    stanza = splunk.contexts.everywhere.conf("indexes").stanzas.get(index)
    if stanza is not None and stanza.flag("disabled", strict=False):
        raise NotFound(f"The index '{index}' is disabled by {shown_place(stanza.file, stanza.line)}.")
    splunk.store.create_index(index)


def named(splunk: Splunk, app: App, name: str) -> str:
    """The name of a saved search that the app sees; of its `chosen` one where the name is empty. Raises NotFound."""
    names = own(app)
    if name:
        try:
            return splunk.saved_search(name, app.id).name
        except NotFound as error:
            raise NotFound(f"{error.message} The app '{app.id}' has {listed(map(repr, names))}.") from error
    seen = splunk.context(app.id)[0].conf("savedsearches").stanzas
    actions = {name: enabled_actions(seen[name]) if name in seen else () for name in names}
    brought = {action for confs in (app.default, app.local) for action in confs.get("alert_actions", Conf()).stanzas}
    return chosen(app.id, actions, brought)


def written(splunk: Splunk, dispatched: Dispatched, action: str) -> list[Row]:
    """The events that an action of this run has written, oldest first, as a search of their index gives them."""
    runs = [run for run in dispatched.actions if run.action == action]
    if not any(run.events or run.outcome == "failed" for run in runs):
        return []
    sid = quoted(dispatched.job.sid)
    rows = splunk.search(f'search index="{_index_of(action, dispatched.saved)}" orig_sid={sid}').results
    return rows[::-1]


def _index_of(action: str, saved: SavedSearch) -> str:
    """The index that an action of a saved search writes to."""
    stanza = saved.actions.get(action)
    return (stanza.get("param.index") if stanza else "") or action


def _explained(dispatched: Dispatched) -> Explanation:
    """Why it has found nothing; or, where it has found something and raised no alert, the condition."""
    explanation = explain(dispatched.run)
    if dispatched.triggered or not dispatched.job.results:
        return explanation
    unmet = f"Its results do not meet the condition of the alert: {dispatched.saved.condition.words}."
    return replace(explanation, reasons=[*explanation.reasons, unmet])


def messages(dispatched: Dispatched) -> list[Message]:
    """The messages of the job, save that a script was not run that Enterprise Security makes needless: it would write
    risk events to an index to which Enterprise Security's risk action has written them."""
    actions = dispatched.actions
    written = {_index_of(RISK, dispatched.saved) for run in actions if run.action == RISK and run.outcome == "done"}
    idle = {
        run.text
        for run in actions
        if run.outcome == "not run" and dispatched.saved.actions[run.action].get("param.index") in written
    }
    return [message for message in dispatched.job.messages if message.text not in idle]
