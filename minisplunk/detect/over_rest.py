"""Any Splunk that answers over REST: the events in a sandbox of the run's own, or the search over what is there."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field

from ..conf import Conf, bare
from ..dataclass import dataclass
from ..ingest.notes import Notes
from ..ingest.skipped import Skipped
from ..replay import Indexing, Part
from ..targets.macros import definition
from ..targets.opening import open_target
from ..targets.options import RunOptions, Say
from ..targets.sandbox import Sandbox, base_macro, sandboxed
from ..targets.saved import brought, own_actions, settings
from ..targets.searching import Window, as_search, search
from ..targets.target import Target
from ..times import TimeRange
from .choosing import chosen
from .detection import InstalledSearch, Outcome
from .loading import Loaded, Progress, load_each, sourcetypes_of

LAST_WEEK = Window("-7d", "now")


@contextmanager
def over_rest(options: RunOptions, say: Say, notes: Notes) -> Iterator[OverRest]:
    """The container that is started for it, or the Splunk at a URL. TargetError where it lacks the app."""
    with open_target(options, say) as target:
        yield OverRest(target, options, say, notes)


@dataclass(slots=True)
class OverRest:
    """An `Instance`. Nothing that others use is changed there; with `read_only` nothing at all."""

    target: Target
    options: RunOptions
    say: Say
    notes: Notes
    _sandbox: Sandbox | None = field(default=None)
    sourcetypes: Sequence[str] = ()

    @property
    def props(self) -> Conf:
        """That of a Splunk without any app: what apps there say of source types is not asked for."""
        return bare().written("props")

    def saved_search(self, name: str) -> InstalledSearch:
        target = self.target
        name = name or chosen(target.app, brought(target), own_actions(target))
        content = settings(target, name)
        if content.get("disabled") == "1":
            self.notes.add("disabled", f"'{name}' is disabled there: it does not run until it is enabled.")
        elif content.get("is_scheduled") == "0":
            self.notes.add("unscheduled", f"'{name}' is not scheduled there: it runs only when somebody runs it.")
        app = target.app, target.app_version
        window = content.get("dispatch.earliest_time", "0"), content.get("dispatch.latest_time", "now")
        return InstalledSearch(target.name, target.version, *app, name, content["search"], *window)

    @contextmanager
    def loaded(
        self, parts: Sequence[Part], progress: Progress, skipped: list[Skipped] | None = None
    ) -> Iterator[Loaded]:
        if self.options.read_only:
            yield Loaded()
            return
        with sandboxed(self.target, self.options, self.say) as sandbox:
            self._sandbox = sandbox
            self.sourcetypes = sourcetypes_of(parts)
            indexing = Indexing.bare(time.time())
            sent = load_each(
                parts,
                progress,
                lambda part, faults: sandbox.send(part.events(indexing, self.notes, faults), part.sourcetype),
                skipped,
            )
            yield Loaded.of(one.totals for one in sent)

    def run(self, saved: InstalledSearch, window: TimeRange | None, now: float | None) -> Outcome:
        """Run its SPL as a search of the user's, so that nothing alerts; with `write_risk`, its risk actions too."""
        own = Window(saved.earliest, saved.latest, "" if now is None else f"{now:.0f}")
        searched = own if window is None else Window.of(window)
        risk = None
        if self._sandbox is None:
            results = search(self.target, as_search(saved.spl), searched)
            if macro := base_macro(saved.spl):
                self._note_reach(macro)
        else:
            results = self._sandbox.run(saved.name, f"{self._sandbox.run_id}-*", self.sourcetypes, searched)
            if self.options.write_risk:
                risk = self._sandbox.run_risk_actions(saved.name, searched) if results.rows else []
        fields = list(dict.fromkeys(name for row in results.rows for name in row))
        return Outcome(bool(results.rows), results.window, results.rows, fields, results.messages, risk)

    def _note_reach(self, macro: str) -> None:
        """Note the definition of a macro there, and the time of the newest event that it selects."""
        self.notes.add("macro", f"`{macro}` is {definition(self.target, macro)}")
        newest = search(
            self.target, f'search `{macro}` | head 1 | eval time=strftime(_time, "%F %T %Z") | table time', LAST_WEEK
        )
        when = newest.rows[0]["time"] if newest.rows else "none in the last 7 days: it may point elsewhere"
        self.notes.add("newest", f"Its newest event: {when}")
