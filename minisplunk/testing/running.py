"""A case and the installed apps in; what is not as expected of what the search finds, out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import field, replace
from functools import partial
from pathlib import Path

from ..conf import unlinked
from ..dataclass import dataclass
from ..detect.detection import Outcome
from ..detect.missing_models import cim_has_it
from ..engine import Splunk
from ..errors import DataError, MinisplunkError
from ..explain import LookAlike
from ..ingest.notes import Notes
from ..replay.attack_data import AttackData
from ..search import Cancelled, Message
from ..values import Row, texts
from . import form
from .case import Case
from .comparing import compared, shown
from .cross import firings, silent
from .drilldowns import drilldown_faults
from .moments import moment
from .snapshot import Snapshot
from .staging import Staged, stage
from .verdict import Difference, Near, Verdict

NO_DATA = AttackData(None, offline=True, cache=Path())
"""No data set."""
TOLD = ("WARN", "ERROR", "FATAL")
"""Kinds of messages that a verdict has."""
_WITH_MODELS = "With `common_information_model: true` the case has the data models of the Common Information Model."
_MOST_NEAR = 3
_SHOWN = 100
"""Characters that are shown of an event, or of SPL."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a run. `scripts`: alert actions may run scripts of the apps, which then find a splunkd to talk
    to; `cross`: the app's other saved searches are run over the events too; `explained`: of a case that has failed
    without results, the events that came nearest are looked for."""

    scripts: bool = False
    cross: bool = False
    explained: bool = True


PLAINLY = Asked()


def run(case: Case, snapshot: Snapshot, data: AttackData = NO_DATA, asked: Asked = PLAINLY) -> Verdict:
    """Run a case in a Splunk of its own. Whatever a user can mend is in the verdict. Raises Cancelled."""
    if case.skipped:
        return Verdict(case.name, case.file, case.line, "skipped", _name(case), error=case.skipped)
    started = time.perf_counter()
    verdict = _run(case, _Stage(snapshot, data, asked.scripts), asked)
    return replace(verdict, elapsed=time.perf_counter() - started)


def run_in_time(case: Case, snapshot: Snapshot, data: AttackData = NO_DATA, asked: Asked = PLAINLY) -> Verdict:
    """`run`, in the time that the snapshot has for one case."""
    try:
        with snapshot.deadline.running():
            return run(case, snapshot, data, asked)
    except Cancelled:
        verdict = Verdict(case.name, case.file, case.line, "wrong", _name(case), error=_stopped(snapshot))
        return replace(verdict, elapsed=snapshot.deadline.seconds)


def found(case: Case, snapshot: Snapshot, data: AttackData, notes: Notes, *, scripts: bool = False) -> Found:
    """What the search of a case finds, whatever it expects, in the time that the snapshot has. Raises any
    MinisplunkError."""
    try:
        with snapshot.deadline.running(), _Stage(snapshot, data, scripts).staged(case) as staged:
            got = Found.of(staged)
            for note in staged.on.notes:
                notes.add(note, note)
            return got
    except Cancelled as error:
        raise DataError(_stopped(snapshot)) from error


def _stopped(snapshot: Snapshot) -> str:
    return (
        f"stopped after {snapshot.deadline.seconds:g} s, the most time for one case: mend the search if it cannot "
        "end, or allow more with --seconds (pytest: --minisplunk-seconds)"
    )


def _run(case: Case, on: _Stage, asked: Asked) -> Verdict:
    verdict = Verdict(case.name, case.file, case.line, "wrong", _name(case))
    staged: Staged | None = None
    try:
        with on.staged(case) as staged:
            got = Found.of(staged)
            differences = [*_differences(case.said, got), *drilldown_faults(staged, got.rows)]
        verdict = replace(
            verdict,
            outcome="failed" if differences else "passed",
            search=staged.search.name or verdict.search,
            fired=got.fired,
            rows=len(got.rows),
            differences=differences,
            messages=[f"{one.kind}: {one.text}" for one in got.messages if one.kind in TOLD],
            reasons=got.reasons,
            notes=list(staged.on.notes),
        )
        if case.said.because or (asked.explained and differences and not got.rows):
            with on.staged(case, look_alikes=True) as staged:
                verdict = _with_nearest(verdict, case.said, Found.of(staged).look_alikes)
        if case.said.also_fires:
            verdict = _failed(verdict, list(silent(case, partial(on.staged, case))))
        if asked.cross:
            verdict = replace(verdict, firings=list(firings(partial(on.staged, case))))
    except MinisplunkError as error:
        verdict = verdict.with_error(error)
        if case.said.common_information_model is not True and cim_has_it([verdict.error]):
            verdict = replace(verdict, error=f"{verdict.error}\n{_WITH_MODELS}")
        if staged is None or not staged.searching:  # it is of what the case needs
            return verdict
    return ended(case, verdict)


@dataclass(frozen=True, slots=True)
class _Stage:
    snapshot: Snapshot
    data: AttackData
    scripts: bool

    @contextmanager
    def staged(self, case: Case, *, look_alikes: bool = False) -> Iterator[Staged]:
        """The case in a Splunk of its own. Raises any MinisplunkError."""
        first = case.said.now if case.said.now is not None else next(iter(case.said.runs), None)
        with self.snapshot.splunk(time.time() if first is None else moment(first)) as splunk, self._served(splunk):
            yield stage(case, splunk, self.snapshot, self.data, look_alikes=look_alikes)

    def _served(self, splunk: Splunk) -> AbstractContextManager[object]:
        if not self.scripts:
            return nullcontext()
        unlinked(splunk.etc)
        from ..rest.server import serve  # noqa: PLC0415  most cases need none of it

        return serve(splunk, scheduler=False)


@dataclass(slots=True)
class Found:
    """What all runs of a case have found together. `risk` and `findings`: None where they are not known."""

    fired: bool = False
    rows: list[Row] = field(default_factory=list)
    columns: Sequence[str] = ()
    risk: list[Row] | None = None
    findings: list[Row] | None = None
    messages: list[Message] = field(default_factory=list)
    reasons: Sequence[str] = ()
    look_alikes: Sequence[LookAlike] = ()

    @classmethod
    def of(cls, staged: Staged) -> Found:
        found = cls()
        for outcome in staged.outcomes():
            found.add(outcome)
        return found

    def add(self, outcome: Outcome) -> None:
        self.fired |= outcome.fired
        self.rows += map(dict, outcome.rows)
        self.columns = outcome.fields
        self.messages += outcome.messages
        self.reasons = outcome.explanation.reasons if outcome.explanation else ()
        self.look_alikes = outcome.look_alikes or ()
        for name, written in (("risk", outcome.risk_events), ("findings", outcome.findings)):
            if written is not None:
                setattr(self, name, [*(getattr(self, name) or ()), *written])


def _differences(said: form.Case, found: Found) -> Iterator[Difference]:
    if said.fires is not None and said.fires != found.fired:
        yield Difference("fires", "it did not fire" if said.fires else "it fired", found=shown(found.rows[:20]))
    for of, expected, rows in (
        ("results", said.results, found.rows),
        ("risk", said.risk, found.risk),
        ("findings", said.findings, found.findings),
    ):
        if expected is not None:
            yield from compared(of, expected, shown(rows or []))
    if said.columns is not None and said.columns != list(found.columns):
        yield Difference("columns", f"expected {', '.join(said.columns)}; found {', '.join(found.columns) or 'none'}")
    if said.messages is not None:
        yield from _other_messages(said.messages, [message.text for message in found.messages])
    reasons = " ".join(found.reasons)
    if said.reason and said.reason not in reasons:
        yield Difference("reason", f"expected '{said.reason}'; found: {reasons or 'none'}")


def _other_messages(expected: Sequence[str], messages: Sequence[str]) -> Iterator[Difference]:
    for part in expected:
        if not any(part in text for text in messages):
            yield Difference("messages", f"expected '{part}'; found: {'; '.join(messages) or 'none'}")
    for text in messages:
        if not any(part in text for part in expected):
            yield Difference("messages", f"not expected: {text}")


def _with_nearest(verdict: Verdict, said: form.Case, looks: Sequence[LookAlike]) -> Verdict:
    nearest = [Near(_event(look.row), " ".join(look.clause.split()), _has(look)) for look in looks[:_MOST_NEAR]]
    verdict = replace(verdict, nearest=nearest)
    failed = looks[0].field if looks else ""
    if not said.because or said.because == failed:
        return verdict
    what = f"of the event that came nearest, the clause on {failed}" if failed else "no event comes near"
    return _failed(verdict, [Difference("because", f"expected the clause on {said.because}; {what}")])


def _failed(verdict: Verdict, more: list[Difference]) -> Verdict:
    """With what differs besides, if anything does."""
    return replace(verdict, outcome="failed", differences=[*verdict.differences, *more]) if more else verdict


def _has(look: LookAlike) -> str:
    return ", ".join(look.found) or (f"no {look.field}" if look.field else "")


def _event(row: Row) -> str:
    return _short("".join(texts(row.get("_raw"))))


def _name(case: Case) -> str:
    return case.said.saved_search or _short(case.said.search)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."


def ended(case: Case, verdict: Verdict) -> Verdict:
    """A verdict on a case that may expect an error of its search; of its SPL, shown below the error, nothing counts."""
    expected = case.said.error
    if not expected:
        return verdict
    found = verdict.error.partition("\n")[0]
    if expected in found:
        return replace(verdict, outcome="passed", error="")
    found = found or "it ended without one"
    return replace(
        verdict, outcome="failed", error="", differences=[Difference("error", f"expected '{expected}'; {found}")]
    )
