"""Any Splunk that answers over REST: the events in a sandbox of the run's own, or the search over what is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..errors import NotFound
from ..replay import Part
from ..store.notes import Notes
from ..targets import installation
from ..targets.answers import Rows
from ..targets.macros import definition
from ..targets.opening import open_target
from ..targets.options import RunOptions, Say
from ..targets.sandbox import Sandbox, base_macro, sandboxed
from ..targets.saved import names, settings
from ..targets.scoring import risk_events, score
from ..targets.searching import Window, as_search, search
from ..targets.target import Target
from ..times import TimeRange
from .detection import Installed, Outcome
from .instance import Saved
from .loading import Loaded, Progress, each

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
    _sourcetypes: Sequence[str] = ()

    @property
    def installed(self) -> Installed:
        target = self.target
        return Installed(target.name, target.version, target.app, installation.version(target))

    def saved_search(self, name: str) -> Saved:
        name = name or self._only()
        found = settings(self.target, name)
        if found.get("disabled") == "1":
            self.notes.add("disabled", f"'{name}' is disabled there: it does not run until it is enabled.")
        elif found.get("is_scheduled") == "0":
            self.notes.add("unscheduled", f"'{name}' is not scheduled there: it runs only when somebody runs it.")
        earliest, latest = found.get("dispatch.earliest_time", "0"), found.get("dispatch.latest_time", "now")
        return Saved(name, found["search"], earliest, latest)

    def _only(self) -> str:
        found = names(self.target)
        if len(found) != 1:
            listed = ", ".join(map(repr, found)) or "none"
            raise NotFound(
                f"Say which saved search of the app {self.target.app}: on {self.target.name} it has {listed}."
            )
        return found[0]

    @contextmanager
    def loaded(self, parts: Sequence[Part], progress: Progress) -> Iterator[Loaded]:
        if self.options.read_only:
            yield Loaded()
            return
        with sandboxed(self.target, self.options, self.say) as sandbox:
            self._sandbox = sandbox
            self._sourcetypes = list(dict.fromkeys(part.sourcetype for part in parts))
            sent = each(parts, progress, lambda part: sandbox.send(part.events(notes=self.notes), part.sourcetype))
            some = [one for one in sent if one.events]
            if not some:
                yield Loaded()
                return
            window = TimeRange(min(one.earliest for one in some), max(one.latest for one in some) + 1)
            yield Loaded(sum(one.events for one in some), window)

    def run(self, saved: Saved, window: TimeRange | None, now: float | None) -> Outcome:
        """Its text, by hand: no alert and no action comes of it. With `write_risk`, its risk actions once more."""
        asked = Window(saved.earliest, saved.latest, "" if now is None else f"{now:.0f}")
        if window is not None:
            asked = Window.of(window)
        risk = None
        if self._sandbox is None:
            results = search(self.target, as_search(saved.search), asked)
            self._note_reach(saved)
        else:
            results = self._sandbox.run(saved.name, f"{self._sandbox.run_id}-*", self._sourcetypes, asked)
            risk = self._scored(self._sandbox, saved, asked, len(results.rows)) if self.options.write_risk else None
        fields = list(dict.fromkeys(name for row in results.rows for name in row))
        return Outcome(bool(results.rows), results.window, results.rows, fields, results.messages, risk)

    def _scored(self, sandbox: Sandbox, saved: Saved, window: Window, found: int) -> Rows:
        """The risk events of a run with its actions, one at least for each result; none for no results."""
        if not found:
            return []
        job = score(self.target, saved.name, sandbox.run_id, window)
        return risk_events(self.target, job.sid, len(job.rows))

    def _note_reach(self, saved: Saved) -> None:
        """What the macro that the search begins with says there, and when the newest event was that it leads to."""
        macro = base_macro(saved.name, saved.search)
        self.notes.add("macro", f"`{macro}` is {definition(self.target, macro)}")
        newest = search(
            self.target, f'search `{macro}` | head 1 | eval time=strftime(_time, "%F %T %Z") | table time', LAST_WEEK
        )
        when = newest.rows[0]["time"] if newest.rows else "none in the last 7 days: it may point elsewhere"
        self.notes.add("newest", f"Its newest event: {when}")
