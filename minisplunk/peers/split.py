"""A search that has been read -> which of its commands peers run, and how what they give becomes one; or why none.

Peers run the commands that take one row at a time, in whatever order. The command after these may help: one whose state
can be taken from one process to another, or one that only leaves rows out, does its work in each part first.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..dataclass import dataclass
from ..fields import ADDRESS
from ..search import Run
from ..spl.command import Command, Reducer
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Split:
    """Peers run the first commands, `stages` of them. They give the rows that the next command is to be given; with
    `portable` what its reducer holds in place of these, with `thins` those that it leaves when it runs over a part."""

    stages: int
    portable: bool = False
    thins: bool = False

    @property
    def sequential(self) -> Split:
        """The same for a search in which it turned out that the order of rows matters."""
        return Split(self.stages)

    @property
    def run(self) -> int:
        """How many commands peers run to their end."""
        return self.stages + self.thins

    def wanted(self, pipeline: Pipeline) -> Fields:
        """The fields that are wanted of what peers run; with where an event is, if their order counts."""
        wanted = pipeline.wanted()[self.stages]
        return wanted if self.portable else wanted | Fields.of((ADDRESS,))


def split(run: Run) -> Split | str:
    """For a search that is to run over files; a text says why it cannot be in parts."""
    pipeline = run.pipeline
    for reason in _reasons(pipeline):
        return reason
    stages = pipeline.stages
    number = 1
    while number < len(stages) and _streams(pipeline, number):
        number += 1
    if number < len(stages) and _passes(pipeline, number + 1) and stages[number].command.thins:
        return Split(number, thins=True)
    if number < len(stages) and not any(stages[number].command.inner(Fields.ALL)):  # which have not run yet
        operator = reducer(run, number)
        if operator is not None:
            operator.close()
            return Split(number, portable=True)
    return Split(number)


def reducer(run: Run, number: int) -> Reducer | None:
    """The reducer of a command, if it can be taken from one process to another."""
    operator = run.operator(number)
    if not isinstance(operator, Reducer):
        return None
    if operator.portable:
        return operator
    operator.close()
    return None


def _streams(pipeline: Pipeline, number: int) -> bool:
    stage = pipeline.stages[number]
    command = stage.command
    own = not (stage.writes or command.once or list(command.inner(Fields.ALL)))
    return own and command.kind.distributable and _passes(pipeline, number + 1)


def _passes(pipeline: Pipeline, stages: int) -> bool:
    """Whether rows still say which event they are of after so many commands."""
    return ADDRESS in pipeline.cut(stages).needs(Fields.of((ADDRESS,))).names


def _reasons(pipeline: Pipeline) -> Iterator[str]:
    if pipeline.base is None:
        yield "it does not begin with search terms"
        return
    first = pipeline.stages[0].command
    if not first.only_base:
        yield f"`{first.name}` makes rows of its own"
    if list(first.inner(Fields.ALL)):
        yield "its search terms hold a subsearch"
    if any(inner.pipeline.reads_events for inner in pipeline.inner()):
        yield "a subsearch reads events, too"
    for command in _later(pipeline):
        if command.beyond or command.unread:
            yield f"`{command.name}` may read events in another way"
    if any(ADDRESS in wanted.names for wanted in pipeline.wanted()):
        yield "it deletes events"


def _later(pipeline: Pipeline) -> Iterator[Command]:
    """The commands after the first one, and all of subsearches."""
    yield from (stage.command for stage in pipeline.stages[1:])
    for inner in pipeline.inner():
        yield from (stage.command for stage in inner.pipeline.stages[:1])
        yield from _later(inner.pipeline)
