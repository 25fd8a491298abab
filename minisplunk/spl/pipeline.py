"""A search that has been read: its commands in order, and where the user wrote each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..dataclass import dataclass
from ..errors import Span
from .ast import Expr, SearchTerm
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
    def writes(self) -> bool:
        """Whether it, or what stands within it, writes or starts something."""
        inner = self.command.inner(Fields.ALL)
        return bool(self.command.writes) or any(stage.writes for i in inner for stage in i.pipeline.stages)

    def part(self, command: Command, span: Span) -> Stage:
        """A part of it, in a part of its text."""
        text = self.text[span.start - self.span.start : span.end - self.span.start].strip()
        return Stage(command, span, text)

    @property
    def written(self) -> str:
        """The text with the name of the command in front, also where `search` was implied."""
        name = self.command.name
        implied = name == "search" and not self.text.lower().startswith(name)
        return f"{name} {self.text}" if implied else self.text


@dataclass(frozen=True, slots=True, eq=False)
class Pipeline:
    """Compared by identity: of the same text there may be two, at two places of a search. `over_results`: it takes rows
    that are there already, so that its first command reads no events."""

    stages: tuple[Stage, ...]
    over_results: bool = False

    @property
    def base(self) -> SearchTerm | None:
        """The search terms of the events that it reads; None when its first command reads none in this way."""
        return self.stages[0].command.base if self.stages and not self.over_results else None

    @property
    def reads_events(self) -> bool:
        """Whether it, or a subsearch of it, may read events. What reads none by terms reads them wherever it stands."""
        first = self.stages[:1] if not self.over_results else ()
        later = (stage for stage in self.stages[len(first) :] if stage.command.base is None)
        return any(stage.command.reads_events for stage in (*first, *later)) or any(
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

    @property
    def after_base(self) -> int:
        """The number of the first command that the events of its base go through."""
        return int(self.stages[0].command.only_base)

    def of_base(self, of_results: Fields = Fields.ALL) -> Fields:
        """The fields that are needed of the events of its base."""
        return self.wanted(of_results)[self.after_base]

    def parted(self) -> Pipeline:
        """The pipeline with the parts of its commands in their place."""
        return replace(self, stages=tuple(part for stage in self.stages for part in stage.command.parts(stage)))

    def narrowed(self, of_results: Fields) -> Pipeline:
        """The pipeline, where only some fields of the results count."""
        wanted = self.wanted(of_results)[1:]
        stages = zip(self.stages, wanted, strict=True)
        return replace(
            self, stages=tuple(replace(stage, command=stage.command.narrowed(fields)) for stage, fields in stages)
        )

    def inner(self, of_results: Fields = Fields.ALL) -> Iterator[Inner]:
        """What the commands hold, each with the fields that are wanted of it; see Command.inner."""
        for stage, wanted in zip(self.stages, self.wanted(of_results)[1:], strict=True):
            yield from stage.command.inner(wanted)

    def columns(self, before: Columns | None = None) -> Columns | None:
        """The columns of the results, from those of the rows before; worked out from the first command to the last."""
        *_, columns = self.columns_between(before)
        return columns

    def columns_between(self, columns: Columns | None = None) -> Iterator[Columns | None]:
        """The columns of the rows that each command is given, and last those of the results."""
        yield columns
        for stage in self.stages:
            columns = stage.command.columns(columns)
            yield columns

    def formats(self, before: Mapping[str, Expr]) -> Mapping[str, Expr]:
        """How values are shown in the results; likewise. `before`: those of the rows that the first command gets."""
        for stage in self.stages:
            before = stage.command.formats(before)
        return before

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
        return replace(self, stages=self.stages[:stages])
