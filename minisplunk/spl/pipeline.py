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
        """As text that begins with its command, which an implied `search` does not by itself."""
        name = self.command.name
        implied = name == "search" and not self.text.lower().startswith(name)
        return f"{name} {self.text}" if implied else self.text


@dataclass(frozen=True, slots=True, eq=False)
class Pipeline:
    """Two of the same text are not equal: each is one place of a search."""

    stages: tuple[Stage, ...]

    @property
    def base(self) -> SearchTerm | None:
        """The search terms of the events that it reads; None when it begins with what makes its rows otherwise."""
        return self.stages[0].command.base if self.stages else None

    @property
    def reads_events(self) -> bool:
        """Whether it, or a subsearch of it, may read events."""
        return any(stage.command.reads_events for stage in self.stages[:1]) or any(
            inner.pipeline.reads_events for inner in self.inner()
        )

    @property
    def writes(self) -> frozenset[str]:
        """The capabilities that it takes to run it and its subsearches, for what they write or start."""
        own = frozenset(stage.command.writes for stage in self.stages if stage.command.writes)
        return own.union(*(inner.pipeline.writes for inner in self.inner()))

    def needs(self, wanted: Fields) -> Fields:
        """Folded from the last command to the first."""
        return self.wanted(wanted)[0]

    def wanted(self, of_results: Fields = Fields.ALL) -> list[Fields]:
        """The fields that each command must be given, and at last those that are wanted of the results."""
        found = [of_results]
        for stage in reversed(self.stages):
            found.append(stage.command.needs(found[-1]))
        return found[::-1]

    def inner(self, of_results: Fields = Fields.ALL) -> Iterator[Inner]:
        """The subsearches of all commands, each with the fields that are wanted of it."""
        for stage, wanted in zip(self.stages, self.wanted(of_results)[1:], strict=True):
            yield from stage.command.inner(wanted)

    def columns(self) -> Columns | None:
        """Folded from the first command to the last."""
        found: Columns | None = None
        for stage in self.stages:
            found = stage.command.columns(found)
        return found

    def streaming(self) -> int:
        """How many commands there are before the first that needs more than one event at a time."""
        for number, stage in enumerate(self.stages):
            if not stage.command.kind.distributable:
                return number
        return len(self.stages)

    def cut(self, stages: int) -> Pipeline:
        """The first commands alone."""
        return Pipeline(self.stages[:stages])
