"""A search that has been read in; ideas for others out: of each clause, by-field, aggregate, assignment and command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args

from ..commands.eval import Assignment
from ..errors import Span
from ..operators.aggregation import Term
from ..operators.tabulation import Tabulation
from ..spl.ast import Comparison, Expr, Keyword, SearchTerm, walk
from ..spl.command import Command
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline, Stage
from . import aggregates, clauses, conditions, groups
from .idea import DROPPED, Idea, Way, replaced, with_gap
from .written import Origins

STAGE, ASSIGNMENT, CALL = "command", "assignment", "macro call"
_TERM, _EXPR = get_args(SearchTerm), get_args(Expr)


def ideas(origins: Origins, pipeline: Pipeline) -> Iterator[Idea]:
    """In the order of the text, subsearches after the command that they are of."""
    for number, stage in enumerate(pipeline.stages):
        if _elsewhere(origins, stage):
            continue
        yield from _of_stage(origins, stage)
        if number:
            yield _dropped(origins, pipeline.stages[number - 1], stage)
        for inner in stage.command.inner(Fields.ALL):
            yield from ideas(origins, inner.pipeline)


def of_calls(origins: Origins, pipeline: Pipeline) -> Iterator[Idea]:
    """Each call in the search itself of a macro that stands for search terms."""
    terms = list(_terms(pipeline))
    for spot, made in origins.calls():
        touched = [term for term in terms if term.start < made.end and made.start < term.end]
        if touched and all(made.start <= term.start and term.end <= made.end for term in touched):
            yield Idea(CALL, spot, "dropped", (Way(spot, DROPPED), Way(spot, replaced("*"))))
            yield Idea(CALL, spot, "negated", (Way(spot, lambda own: f"NOT ({own})"),))


def _terms(pipeline: Pipeline) -> Iterator[Span]:
    """The places of the keywords and comparisons of its commands."""
    for stage in pipeline.stages:
        for part in _parts(stage.command):
            if isinstance(part, _TERM):
                yield from (term.span for term in walk(part) if isinstance(term, Keyword | Comparison))


def _elsewhere(origins: Origins, stage: Stage) -> bool:
    """Whether its text was made for it, as that of a template of foreach: then it has no place of its own."""
    return origins.source.text[stage.span.start : stage.span.end].strip() != stage.text


def _of_stage(origins: Origins, stage: Stage) -> Iterator[Idea]:
    terms: list[Term] = []
    for part in _parts(stage.command):
        match part:
            case Term():
                terms.append(part)
            case Assignment():
                yield from _of_assignment(origins, stage, part)
            case _ if isinstance(part, _TERM):
                yield from clauses.of_terms(origins, part)
            case _:
                yield from conditions.of_expression(origins, part, condition=True)
    for term in terms:
        yield from aggregates.of_term(origins, stage, term)
        if term.expr is not None:
            yield from conditions.of_expression(origins, term.expr, condition=False)
    yield from groups.of_stage(origins, stage)


def _parts(value: Any) -> Iterator[Any]:
    """The search terms, expressions, aggregates and assignments of a command, whatever its attributes are called."""
    if isinstance(value, (Term, Assignment, *_TERM, *_EXPR)):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _parts(one)
    elif isinstance(value, Command | Tabulation) and is_dataclass(value):
        for field in fields(value):
            yield from _parts(getattr(value, field.name))


def _of_assignment(origins: Origins, stage: Stage, assignment: Assignment) -> Iterator[Idea]:
    all_of_stage = [part.whole for part in _parts(stage.command) if isinstance(part, Assignment)]
    n = all_of_stage.index(assignment.whole)
    if len(all_of_stage) > 1:
        place = with_gap(all_of_stage, n)
        yield Idea(ASSIGNMENT, origins.spot(assignment.whole), "dropped", (Way(origins.spot(place), DROPPED),))
    yield from conditions.of_expression(origins, assignment.expr, condition=False)


def _dropped(origins: Origins, before: Stage, stage: Stage) -> Idea:
    """A command with the pipe in front of it; where that is not in the same text, with the one after it."""
    end = stage.span.start + len(stage.text)
    pipe = origins.source.text.find("|", end)
    with_next = Span(stage.span.start, max(pipe, end) + 1)
    with_pipe = origins.spot(Span(before.span.end, end))
    if with_pipe is None:
        return Idea(
            STAGE, origins.spot(Span(stage.span.start, end)), "dropped", (Way(origins.spot(with_next), DROPPED),)
        )
    # what is shown stands in the same text: a macro that is the whole command is called there
    start = with_pipe.span.end - len(with_pipe.text.lstrip("| \t\r\n"))
    shown = with_pipe._replace(span=Span(start, with_pipe.span.end))
    return Idea(STAGE, shown, "dropped", (Way(with_pipe, DROPPED),))
