"""What `minisplunk mutate --json` prints: the changes of an app, and which of them its cases notice."""

from __future__ import annotations

from typing import Annotated, Literal

from ...mutation.accepted import Accepted
from ...mutation.mutant import Mutant
from ...mutation.report import Coverage, Line
from .parts import Document, says


class AppChange(Document):
    """A change of the app."""

    change: Annotated[str, says("What --accept calls it. It stays the same when other lines of the app change.")]
    operator: Annotated[str, says("What kind of change, as `clause`, `by-field` or `risk`.")]
    part: Annotated[str, says("What is changed, as: clause `errorCode=failure`.")]
    what: Annotated[str, says("What is done to it, as `dropped`.")]
    text: Annotated[str, says("All that as a sentence.")]
    file: Annotated[str, says("The conf file.")]
    line: Annotated[int, says("The line in that file.")]
    noticed_by: Annotated[str, says("The first case that fails; empty where all pass.")]
    accepted: Annotated[str, says("Why no case need notice it; empty where it is not accepted.")]


class MutatedSubject(Document):
    """A saved search or a macro."""

    kind: Annotated[Literal["search", "macro"], says("Which of the two.")]
    name: Annotated[str, says("Its name.")]
    searches: Annotated[list[str], says("The saved searches that its changes are about.")]
    cases: Annotated[int, says("How many cases are about these.")]
    changes: Annotated[list[AppChange], says("The changes, in the order of the text.")]
    left_out: Annotated[int, says("How many more there would be without --most.")]
    error: Annotated[str, says("Why the search cannot be read; empty where it can.")]


class MutatedApp(Document):
    """An app, changed in every small way."""

    changes: Annotated[int, says("How many changes count: all but the accepted ones.")]
    noticed: Annotated[int, says("How many of them some case notices.")]
    subjects: Annotated[list[MutatedSubject], says("The app's saved searches, then the macros that they call.")]
    without_cases: Annotated[list[str], says("Saved searches that no case is about.")]
    unexercised: Annotated[list[str], says("Macros of which no change is noticed.")]
    stale: Annotated[list[str], says("What --accept names without need, and why.")]


DOCUMENTS = (MutatedApp,)


def document(coverage: Coverage, accepted: Accepted) -> MutatedApp:
    return MutatedApp(
        changes=coverage.mutants,
        noticed=coverage.killed,
        subjects=[_subject(line, accepted) for line in coverage.lines],
        without_cases=coverage.without_cases,
        unexercised=coverage.unexercised,
        stale=list(coverage.stale),
    )


def _subject(line: Line, accepted: Accepted) -> MutatedSubject:
    killers = {hunted.mutant.id: hunted.killer for hunted in line.killed}
    error = line.found.unread
    return MutatedSubject(
        kind=line.subject.kind,
        name=line.subject.name,
        searches=list(line.subject.searches),
        cases=line.cases,
        changes=[_change(mutant, killers.get(mutant.id, ""), accepted) for mutant in line.found.mutants],
        left_out=line.found.left_out,
        error=error.explain() if error else "",
    )


def _change(mutant: Mutant, killer: str, accepted: Accepted) -> AppChange:
    return AppChange(
        change=mutant.change,
        operator=mutant.operator,
        part=mutant.part,
        what=mutant.what,
        text=mutant.sentence,
        file=mutant.file,
        line=mutant.line,
        noticed_by=killer,
        accepted="" if killer else accepted.reason(mutant),
    )
