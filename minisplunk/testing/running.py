"""A case and the installed apps in; what is not as expected of what the search finds, out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ..detect.detection import Outcome
from ..errors import MinisplunkError, NotFound, PlacedError
from ..explain import LookAlike
from ..replay import Part
from ..search import Message
from ..values import Row, texts
from . import form
from .case import Case
from .comparing import compared, shown
from .events import Fetched
from .moments import moment
from .snapshot import Snapshot
from .staging import Staged, stage
from .verdict import Difference, Near, Verdict

_MOST_NEAR = 3
_SHOWN = 100
"""Characters that are shown of an event, or of SPL."""


def no_data_sets(named: str) -> Sequence[Part]:
    raise NotFound(f"attack_data {named}: say where its files are, --attack-data FOLDER")


def run(case: Case, snapshot: Snapshot, fetched: Fetched = no_data_sets) -> Verdict:
    """Run a case in a Splunk of its own. Whatever a user can mend is in the verdict."""
    started = time.perf_counter()
    verdict = _ended(case, _run(case, snapshot, fetched))
    return replace(verdict, elapsed=time.perf_counter() - started)


def _run(case: Case, snapshot: Snapshot, fetched: Fetched) -> Verdict:
    verdict = Verdict(case.name, case.file, case.line, "wrong", _name(case))
    try:
        with _staged(case, snapshot, fetched) as staged:
            found = Found.of(staged)
            verdict = replace(verdict, search=staged.search.name or verdict.search)
        differences = list(_differences(case.said, found))
        verdict = replace(
            verdict,
            outcome="failed" if differences else "passed",
            fired=found.fired,
            rows=len(found.rows),
            differences=differences,
            reasons=found.reasons,
            notes=list(staged.on.notes),
        )
        if case.said.because or (differences and not found.rows):
            with _staged(case, snapshot, fetched, look_alikes=True) as staged:
                nearest = Found.of(staged).look_alikes
            verdict = _with_nearest(verdict, case.said, nearest)
    except MinisplunkError as error:
        outcome = "unsupported" if error.exit_code == 3 else "wrong"
        return replace(
            verdict, outcome=outcome, error=error.explain() if isinstance(error, PlacedError) else str(error)
        )
    return verdict


@contextmanager
def _staged(case: Case, snapshot: Snapshot, fetched: Fetched, *, look_alikes: bool = False) -> Iterator[Staged]:
    first = case.said.now if case.said.now is not None else next(iter(case.said.runs), None)
    with snapshot.splunk(time.time() if first is None else moment(first)) as splunk:
        yield stage(case, splunk, snapshot, fetched, look_alikes=look_alikes)


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
        self.rows += outcome.rows
        self.columns = outcome.fields
        self.messages += outcome.messages
        self.reasons = outcome.explanation.reasons if outcome.explanation else ()
        self.look_alikes = outcome.look_alikes or ()
        for name, written in (("risk", outcome.risk_events), ("findings", getattr(outcome, "findings", None))):
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
        yield from _told(said.messages, [message.text for message in found.messages])
    reasons = " ".join(found.reasons)
    if said.reason and said.reason not in reasons:
        yield Difference("reason", f"expected '{said.reason}'; found: {reasons or 'none'}")


def _told(expected: Sequence[str], messages: Sequence[str]) -> Iterator[Difference]:
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
    differs = Difference("because", f"expected the clause on {said.because}; {what}")
    return replace(verdict, outcome="failed", differences=[*verdict.differences, differs])


def _has(look: LookAlike) -> str:
    return ", ".join(look.found) or (f"no {look.field}" if look.field else "")


def _event(row: Row) -> str:
    return _short("".join(texts(row.get("_raw"))))


def _name(case: Case) -> str:
    return case.said.saved_search or _short(case.said.search)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."


def _ended(case: Case, verdict: Verdict) -> Verdict:
    """A verdict on a case that may expect an error."""
    expected = case.said.error
    if not expected:
        return verdict
    if expected in verdict.error:
        return replace(verdict, outcome="passed", error="")
    found = verdict.error or "it ended without one"
    return replace(
        verdict, outcome="failed", error="", differences=[Difference("error", f"expected '{expected}'; {found}")]
    )
