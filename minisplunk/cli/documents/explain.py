"""What `minisplunk explain --json` prints: a search, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from ...explain import Explanation
from ...explain.explanation import StageUse
from ...ingest.skipped import Skipped
from ...search import Run
from ..output import as_result
from .parts import Document, Fields, Message, SkippedFile, Stage, messages, says, skipped_files


class Clause(Document):
    """A clause of the base search."""

    text: Annotated[str, says("The clause.")]
    events: Annotated[int, says("Events of the window that pass it, taken alone.")]


class ExplainedStage(Stage, kw_only=True):
    """A command of the search, in the order in which they ran."""

    fields: Annotated[list[str], says("The fields that the command reads, `*` in them for any text.")]
    example: Annotated[
        Fields | UnsetType, says("One of the rows that it dropped. Only where it dropped one, and could tell which.")
    ] = UNSET

    @classmethod
    def explained(cls, use: StageUse) -> ExplainedStage:
        example = as_result(use.count.example) if use.count.example else None
        shared = msgspec.structs.asdict(Stage.of(use.count))
        return cls(**shared, fields=list(use.fields), example=example or UNSET)


class Explained(Document):
    """Why a search finds what it finds, or nothing."""

    search: Annotated[str, says("The SPL, macros expanded.")]
    results: Annotated[int, says("How many results it has.")]
    events: Annotated[int, says("Events that there are, in all indexes.")]
    events_in_window: Annotated[int, says("Of these, those that the base search could read.")]
    reasons: Annotated[list[str], says("Why it found nothing, or less, most important first.")]
    clauses: Annotated[list[Clause], says("The clauses of the base search; none where it let some event through.")]
    stages: Annotated[list[ExplainedStage], says("The search, command by command.")]
    messages: Annotated[list[Message], says("What the job says.")]
    through_store: Annotated[
        str, says("Why files were put into a store first; empty where they were read as they lie.")
    ]
    skipped: Annotated[list[SkippedFile], says("Files that could not be read, or not to their end.")]


DOCUMENTS = (Explained,)


def document(
    run: Run, explanation: Explanation, results: int, skipped: Sequence[Skipped] = (), through_store: str = ""
) -> Explained:
    return Explained(
        search=run.prepared.text.text,
        results=results,
        events=explanation.events,
        events_in_window=explanation.events_in_window,
        reasons=explanation.reasons,
        clauses=[Clause(clause.text, clause.events) for clause in explanation.clauses],
        stages=[ExplainedStage.explained(use) for use in explanation.stages],
        messages=messages(explanation.messages),
        through_store=through_store,
        skipped=skipped_files(skipped),
    )
