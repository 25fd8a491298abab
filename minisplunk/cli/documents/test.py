"""What `minisplunk test --json` prints: the cases, and what is not as expected of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal

from ...testing.report import lines
from ...testing.verdict import Verdict
from .parts import Document, Fields, says


class DifferentValue(Document):
    """A field of a row that is not as expected."""

    row: Annotated[int, says("The row, counted from 1.")]
    field: Annotated[str, says("The field.")]
    expected: Annotated[str, says("What the case says, as text; `-` for no such field, `/.../` for a pattern.")]
    found: Annotated[str, says("What there is, as text.")]


class DifferentRows(Document):
    """One thing that is not as expected."""

    of: Annotated[str, says("The key of the case, as `results` or `risk`.")]
    message: Annotated[str, says("A sentence.")]
    values: Annotated[list[DifferentValue], says("The fields that differ, where rows can be set against each other.")]
    found: Annotated[list[Fields], says("Rows that there are and that are not expected, 20 at most.")]


class NearEvent(Document):
    """An event that the search left out."""

    event: Annotated[str, says("How its text begins.")]
    clause: Annotated[str, says("The first clause of the base search that it does not meet.")]
    has: Annotated[str, says("What it has there instead; empty for a clause that is about no field.")]


class OtherFiring(Document):
    """Another saved search of the app, with --cross."""

    search: Annotated[str, says("Its name.")]
    results: Annotated[int, says("How many results it has.")]
    error: Annotated[str, says("Why it cannot be run; empty where it fired.")]


class TestedCase(Document):
    """A case that was run, or skipped."""

    name: Annotated[str, says("Its name.")]
    file: Annotated[str, says("Its file.")]
    line: Annotated[int, says("The line in that file.")]
    outcome: Annotated[
        Literal["passed", "failed", "wrong", "unsupported", "skipped"],
        says("`wrong` and `unsupported`: it could not be run; `skipped`: it says that it is not to be."),
    ]
    search: Annotated[str, says("The saved search, or SPL.")]
    fired: Annotated[bool, says("Whether the alert's condition was met.")]
    results: Annotated[int, says("How many results there were.")]
    differences: Annotated[list[DifferentRows], says("What is not as expected.")]
    error: Annotated[str, says("Why it could not be run; empty where it was.")]
    messages: Annotated[list[str], says("What the job warns of, each with its kind.")]
    reasons: Annotated[list[str], says("Why the search found nothing.")]
    nearest: Annotated[list[NearEvent], says("Of a failed case without results: events that came nearest.")]
    notes: Annotated[list[str], says("What is to be known of the data and the app.")]
    firings: Annotated[list[OtherFiring], says("Other saved searches that fired, though the case does not say so.")]
    text: Annotated[list[str], says("What is not as expected, as lines for a person.")]
    elapsed_seconds: Annotated[float, says("How long it took.")]


class Tested(Document):
    """Cases of an app."""

    counts: Annotated[dict[str, int], says("Outcome -> how many cases have it; what could not be read is `wrong`.")]
    cases: Annotated[list[TestedCase], says("The cases, in the order of their files.")]
    unreadable: Annotated[list[str], says("Cases and files that cannot be read: file, line and why.")]


DOCUMENTS = (Tested,)


def document(verdicts: Sequence[Verdict], faults: Sequence[str]) -> Tested:
    counts = Counter[str](verdict.outcome for verdict in verdicts)
    counts["wrong"] += len(faults)
    return Tested(
        {outcome: count for outcome, count in counts.items() if count}, list(map(_case, verdicts)), list(faults)
    )


def _case(verdict: Verdict) -> TestedCase:
    return TestedCase(
        name=verdict.name,
        file=verdict.file,
        line=verdict.line,
        outcome=verdict.outcome,
        search=verdict.search,
        fired=verdict.fired,
        results=verdict.rows,
        differences=[
            DifferentRows(
                of=one.of,
                message=one.message,
                values=[DifferentValue(value.row, value.field, value.expected, value.found) for value in one.values],
                found=[{name: value for name, value in row.items() if value is not None} for row in one.found],
            )
            for one in verdict.differences
        ],
        error=verdict.error,
        messages=list(verdict.messages),
        reasons=list(verdict.reasons),
        nearest=[NearEvent(near.event, near.clause, near.has) for near in verdict.nearest],
        notes=list(verdict.notes),
        firings=[OtherFiring(one.search, one.rows, one.error) for one in verdict.firings],
        text=lines(verdict),
        elapsed_seconds=round(verdict.elapsed, 4),
    )
