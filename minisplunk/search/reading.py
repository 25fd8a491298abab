"""A pipeline in; whether it, or a subsearch of it, reads the events of the store, out."""

from __future__ import annotations

from collections.abc import Iterator

from ..commands.append import Append
from ..commands.savedsearch import Savedsearch
from ..commands.search import Search
from ..spl.ast import And, Command, Not, Or, Pipeline, SearchTerm, Subsearch


def reads_events(pipeline: Pipeline) -> bool:
    """A saved search that it begins with counts as one that does."""
    if isinstance(pipeline.stages[0].command, (Search, Savedsearch)):
        return True
    return any(reads_events(inner) for stage in pipeline.stages for inner in _subsearches(stage.command))


def _subsearches(command: Command) -> Iterator[Pipeline]:
    if isinstance(command, Append):
        yield command.subsearch
    elif isinstance(command, Search):
        yield from _of_term(command.term)


def _of_term(term: SearchTerm) -> Iterator[Pipeline]:
    match term:
        case Subsearch(pipeline):
            yield pipeline
        case Not(inner):
            yield from _of_term(inner)
        case And(terms) | Or(terms):
            for inner in terms:
                yield from _of_term(inner)
