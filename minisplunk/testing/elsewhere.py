"""A case on another Splunk, which others may use: its events in a sandbox, its search by hand, its verdict out.

What a test must not change there, or cannot see, is not asked: such a case is skipped with the reason, and such an
expectation is left out with a note.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby

from ..dataclass import dataclass
from ..detect.choosing import chosen
from ..detect.detecting import moment_after
from ..detect.detection import InstalledSearch
from ..errors import MinisplunkError
from ..ingest.notes import Notes
from ..replay import Indexing, Part
from ..sources import Fielded
from ..targets.faults import TargetError
from ..targets.macros import definition
from ..targets.opening import open_target
from ..targets.options import RunOptions, Say
from ..targets.sandbox import Expected, Sandbox, Sent, base_macro, sandboxed
from ..targets.saved import brought, own_actions, settings
from ..targets.searching import Results, Window, as_search, search
from ..targets.target import Target
from . import form
from .case import Case
from .comparing import compared, shown
from .events import Arrival, arrivals
from .moments import moment
from .pool import Work
from .rules import expectations
from .running import TOLD, Found, ended
from .snapshot import Snapshots
from .staging import in_range
from .verdict import Difference, Verdict

_NEEDS = {
    "settings": "other settings of the app",
    "apps": "other apps beside this one",
    "runs": "control of time",
    "also_fires": "a Splunk of its own",
    "search_app": "to be run in another app",
}
_UNSEEN = frozenset({"columns", "findings", "messages", "because", "reason"})
"""What is expected of a case, and cannot be told there, or is told in other words."""
_ANY_RESULT = ("number of events", "greater than", "0")
"""The condition of an alert that any result meets: alert_type, alert_comparator and alert_threshold."""


@contextmanager
def elsewhere(options: RunOptions, work: Work, say: Say) -> Iterator[Elsewhere]:
    """The Splunk that the options name, until the block ends. Raises TargetError where it cannot be used."""
    with open_target(options, say) as target, Snapshots() as snapshots:
        yield Elsewhere(target, options, work, say, snapshots)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Runs cases, one after the other. `target`: the Splunk, with the app in it."""

    target: Target
    options: RunOptions
    work: Work
    say: Say
    snapshots: Snapshots

    def __call__(self, case: Case) -> Verdict:
        """Whatever happens, it happens to this case alone."""
        started = time.perf_counter()
        verdict = Verdict(case.name, case.file, case.line, "wrong", case.said.saved_search or case.said.search)
        if lacking := case.skipped or needs(case):
            return replace(verdict, outcome="skipped", error=lacking)
        notes = Notes()
        try:
            unseen = self._unseen(case.said, notes)
            if unseen.issuperset(expectations(case.said)):
                return replace(verdict, outcome="skipped", error=" ".join(notes))
            found = self.found(case, notes)
            differences = [one for one in _differences(case.said, found) if one.of not in unseen]
            verdict = replace(
                verdict,
                outcome="failed" if differences else "passed",
                fired=found.fired,
                rows=len(found.rows),
                differences=differences,
                messages=[f"{one.kind}: {one.text}" for one in found.messages if one.kind in TOLD],
            )
        except MinisplunkError as error:
            verdict = verdict.with_error(error)
        return replace(ended(case, verdict), notes=list(notes), elapsed=time.perf_counter() - started)

    def found(self, case: Case, notes: Notes) -> Found:
        """What the search of a case finds, whatever it expects. Raises any MinisplunkError.

        It has fired when it has found something: no alert comes of it there.
        """
        if lacking := needs(case):
            raise TargetError(lacking)
        said, search = case.said, self._search(case.said)
        with self._arrived(case, notes) as events, sandboxed(self.target, self.options, self.say) as sandbox:
            for name, text in said.macros.items():
                if not definition(self.target, name):
                    raise TargetError(f"There is no macro '{name}' that the app {self.target.app} sees there.")
                sandbox.macros.put(name, text)
            sent = [sandbox.send(one.events, one.sourcetype, one.expected) for one in events]
            window = _window(said, search, max((one.totals.latest or 0 for one in sent), default=0))
            macro = base_macro(search.spl)
            if macro is None or macro in said.macros:
                results = sandbox.run_text(search.spl, sent, window)
            else:
                notes.add("macro", f"`{macro}` was led to the events of the case, whatever else it asks for there.")
                results = _led(sandbox, macro, search, sent, window)
            found = Found(bool(results.rows), list(results.rows), messages=list(results.messages))
            if self.options.write_risk and said.risk is not None:
                found.risk = list(sandbox.run_risk_actions(search.name, window)) if results.rows else []
        return found

    def _unseen(self, said: form.Case, notes: Notes) -> set[str]:
        """What the case expects that is not compared; the notes say so."""
        unseen = _UNSEEN.intersection(expectations(said))
        for name in sorted(unseen):
            notes.add(name, f"`{name}` is not compared on another Splunk.")
        if said.risk is not None and not self.options.write_risk:
            notes.add("risk", "`risk` is not compared, since no risk action may run there: see --write-risk.")
            unseen |= {"risk"}
        if said.fires is not None and not said.search and not self._fires_for_any_result(said):
            notes.add("fires", "`fires` is not compared on another Splunk where not any result meets the condition.")
            unseen |= {"fires"}
        return set(unseen)

    def _fires_for_any_result(self, said: form.Case) -> bool:
        content = settings(self.target, self._search(said).name)
        condition = tuple(content.get(f"alert_{key}", "") for key in ("type", "comparator", "threshold"))
        return condition[0] in ("", "always") or condition == _ANY_RESULT

    def _search(self, said: form.Case) -> InstalledSearch:
        target = self.target
        app = (target.name, target.version, target.app, target.app_version)
        if said.search:
            return InstalledSearch(*app, "", said.search, "", "")
        name = said.saved_search or chosen(target.app, brought(target), own_actions(target))
        content = settings(target, name)
        times = content.get("dispatch.earliest_time", "0"), content.get("dispatch.latest_time", "now")
        return InstalledSearch(*app, name, content["search"], *times)

    @contextmanager
    def _arrived(self, case: Case, notes: Notes) -> Iterator[list[Sending]]:
        """The events with their times, as a Splunk with this app breaks files into events."""
        snapshot = self.snapshots.of(case.setup(self.work.apps))
        now = time.time() if case.said.now is None else moment(case.said.now)
        with snapshot.splunk(now) as splunk:
            indexing = Indexing(splunk.index_time, now)
            found = arrivals(case, splunk, self.work.data, notes)
            yield [_sending(list(same), indexing, notes) for _, same in groupby(found, key=lambda one: one.meta)]


@dataclass(frozen=True, slots=True)
class Sending:
    """Events of one kind that are sent together."""

    events: Iterable[Fielded]
    sourcetype: str
    expected: Expected


def needs(case: Case) -> str:
    """What keeps a case from being tried by events and macros alone; empty for nothing."""
    wanted = [text for key, text in _NEEDS.items() if getattr(case.said, key)]
    if any(event.delivered is not None for event in case.said.events):
        wanted.append("control of time")
    if case.library is not None:
        wanted.append("the macros of its library")
    if not wanted:
        return ""
    return f"It needs {', '.join(dict.fromkeys(wanted))}: the embedded Splunk runs it."


def _sending(same: Sequence[Arrival], indexing: Indexing, notes: Notes) -> Sending:
    index, host, source, sourcetype = same[0].meta
    events = (event for one in same for event in _events(one, indexing, notes))
    return Sending(events, sourcetype, Expected(index, host, source))


def _events(arrival: Arrival, indexing: Indexing, notes: Notes) -> Iterator[Fielded]:
    if isinstance(arrival.content, Part):
        yield from arrival.content.events(indexing, notes)
    else:
        yield from arrival.content


def _window(said: form.Case, found: InstalledSearch, newest: int) -> Window:
    """Its own time range, or that of the case, at the case's now."""
    found = in_range(found, said)
    if said.now is not None:
        now = moment(said.now)
    elif newest:
        now = moment_after(found, newest)
    else:
        now = time.time()
    return Window(found.earliest or "0", found.latest or "now", f"{now:.0f}")


def _led(sandbox: Sandbox, macro: str, found: InstalledSearch, sent: Sequence[Sent], window: Window) -> Results:
    """What a search finds whose first macro says where the events are, and is made to lead to these."""
    hosts = "*" if sandbox.own else f"{sandbox.run_id}-*"
    sandbox.point(macro, hosts, {one.sourcetype for one in sent})
    return search(sandbox.target, as_search(found.spl), window)


def _differences(said: form.Case, found: Found) -> Iterator[Difference]:
    rows = shown(found.rows)
    if said.fires is not None and said.fires != found.fired:
        yield Difference("fires", "it found nothing" if said.fires else "it found something", found=rows[:20])
    if said.results is not None:
        yield from compared("results", said.results, rows)
    if said.risk is not None and found.risk is not None:
        yield from compared("risk", said.risk, shown(found.risk))
