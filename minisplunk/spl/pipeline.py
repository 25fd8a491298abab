"""A search that has been read: its commands in order, and where the user wrote each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Span
from .ast import SearchTerm
from .columns import Columns
from .fields import Fields

if TYPE_CHECKING:
    from .command import Command, Inner


@dataclass(frozen=True, slots=True)
class Stage:
    """A command, and where the user wrote it."""

    command: Command
    span: Span
    text: str

    @property
    def written(self) -> str:
        """The text with the name of the command in front, also where `search` was implied."""
        name = self.command.name
        implied = name == "search" and not self.text.lower().startswith(name)
        return f"{name} {self.text}" if implied else self.text


@dataclass(frozen=True, slots=True, eq=False)
class Pipeline:
    """Compared by identity: of the same text there may be two, at two places of a search."""

    stages: tuple[Stage, ...]

    @property
    def base(self) -> SearchTerm | None:
        """The search terms of the events that it reads; None when its first command reads none in this way."""
        return self.stages[0].command.base if self.stages else None

    @property
    def reads_events(self) -> bool:
        """Whether it, or a subsearch of it, may read events."""
        return any(stage.command.reads_events for stage in self.stages[:1]) or any(
            inner.pipeline.reads_events for inner in self.inner()
        )

    def needs(self, wanted: Fields) -> Fields:
        """The fields that the first command must be given; worked out from the last command to the first."""
        return self.wanted(wanted)[0]

    def wanted(self, of_results: Fields = Fields.ALL) -> list[Fields]:
        """The fields that each command must be given, and last those that are wanted of the results."""
        needed = [of_results]
        for stage in reversed(self.stages):
            needed.append(stage.command.needs(needed[-1]))
        return needed[::-1]

    def inner(self, of_results: Fields = Fields.ALL) -> Iterator[Inner]:
        """The subsearches of all commands, each with the fields that are wanted of it."""
        for stage, wanted in zip(self.stages, self.wanted(of_results)[1:], strict=True):
            yield from stage.command.inner(wanted)

    def columns(self) -> Columns | None:
        """The columns of the results; worked out from the first command to the last."""
        *_, columns = self.columns_between()
        return columns

    def columns_between(self) -> Iterator[Columns | None]:
        """The columns of the rows that each command is given, and last those of the results."""
        columns: Columns | None = None
        yield columns
        for stage in self.stages:
            columns = stage.command.columns(columns)
            yield columns

    def streaming(self) -> int:
        """How many commands there are before the first that needs more than one event at a time."""
        for number, stage in enumerate(self.stages):
            if not stage.command.kind.distributable:
                return number
        return len(self.stages)

    def of_events(self) -> int:
        """How many commands there are before the first that makes something else of events; 0 where none are read.

        REST API Reference, search/jobs, eventSearch: the part of the search before any transforming command.
        """
        if self.base is None:
            return 0
        kinds = [stage.command.kind for stage in self.stages]
        return next((number for number, kind in enumerate(kinds) if kind.transforming), len(kinds))

    def cut(self, stages: int) -> Pipeline:
        """The first commands alone."""
        return Pipeline(self.stages[:stages])
