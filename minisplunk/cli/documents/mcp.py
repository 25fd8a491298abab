"""What the tools of `minisplunk mcp` find: the documents of the verbs, and what a change has changed in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from ...testing.verdict import Verdict
from ...workbench.bench import Explained as ExplainedRun
from ...workbench.bench import Ran
from ...workbench.bench import Rows as FoundRows
from ...workbench.cases import Tested as TestedCases
from ...workbench.comparing import apart
from ..output import as_result
from . import explain, run, test
from .parts import Document, Fields, Message, messages, says


class Searched(Document):
    """The rows of a search."""

    rows: Annotated[list[Fields], says("The first rows.")]
    fields: Annotated[list[str], says("Their fields, in order.")]
    counted: Annotated[int, says("How many rows were counted, those that are not shown too.")]
    complete: Annotated[bool, says("Whether these are all; false where counting ended before the rows did.")]
    messages: Annotated[list[Message], says("What the job says.")]


class ExplainedSearch(Document):
    """Why a search finds what it finds, or nothing."""

    explained: explain.Explained
    silent_events: Annotated[
        list[run.SilentEvent] | None,
        says("Events that the base search left out, nearest first. Null where the window has more than 10,000."),
    ]


class RowsApart(Document):
    """Rows that a change makes a difference to."""

    gone: Annotated[list[Fields], says("Rows that there were before, and are not any more.")]
    new: Annotated[list[Fields], says("Rows that there are now, and were not before.")]


class ChangedRun(Document):
    """What differs from the search as it is."""

    fired_before: Annotated[bool, says("Whether it fired without the change.")]
    results_before: Annotated[int, says("How many results it had.")]
    results: RowsApart
    risk_events: RowsApart
    findings: RowsApart


class Tried(Document):
    """A saved search, run."""

    run: run.Run
    changed: Annotated[ChangedRun | None, says("What differs from before; null where nothing was changed.")]


class ChangedCase(Document):
    """A case that ends in another way than before, or with another number of results."""

    name: Annotated[str, says("Its name.")]
    file: Annotated[str, says("Its file.")]
    line: Annotated[int, says("The line in that file.")]
    before: Annotated[str, says("Its outcome without the change.")]
    after: Annotated[str, says("Its outcome with it.")]
    results_before: Annotated[int, says("How many results there were without it.")]
    results_after: Annotated[int, says("How many there are with it.")]


class TriedCases(Document):
    """Cases of an app, run."""

    tested: test.Tested
    changed: Annotated[list[ChangedCase] | None, says("What differs from before; null where nothing was changed.")]


def searched(found: FoundRows) -> Searched:
    return Searched(
        rows=[as_result(row, found.formatted) for row in found.rows],
        fields=list(found.fields),
        counted=found.counted,
        complete=found.complete,
        messages=messages(found.messages),
    )


def explained(found: ExplainedRun) -> ExplainedSearch:
    return ExplainedSearch(
        explain.document(found.run, found.explanation, found.results),
        None if found.silent is None else [run.silent_event(look) for look in found.silent],
    )


def tried(ran: Ran) -> Tried:
    after = run.document(ran.after)
    if ran.before is None:
        return Tried(after, None)
    before = run.document(ran.before)
    return Tried(
        after,
        ChangedRun(
            fired_before=before.fired,
            results_before=len(before.results),
            results=_apart(before.results, after.results),
            risk_events=_apart(before.risk_events or (), after.risk_events or ()),
            findings=_apart(before.findings or (), after.findings or ()),
        ),
    )


def tried_cases(found: TestedCases) -> TriedCases:
    changed = None
    if found.before is not None:
        pairs = zip(found.before, found.verdicts, strict=True)
        changed = [_changed(before, after) for before, after in pairs if _outcome(before) != _outcome(after)]
    return TriedCases(test.document(found.verdicts, found.faults), changed)


def _apart(before: Iterable[Fields], after: Iterable[Fields]) -> RowsApart:
    rows = apart(before, after)
    return RowsApart(list(rows.gone), list(rows.new))


def _outcome(verdict: Verdict) -> tuple[str, int]:
    return verdict.outcome, verdict.rows


def _changed(before: Verdict, after: Verdict) -> ChangedCase:
    return ChangedCase(
        name=after.name,
        file=after.file,
        line=after.line,
        before=before.outcome,
        after=after.outcome,
        results_before=before.rows,
        results_after=after.rows,
    )
