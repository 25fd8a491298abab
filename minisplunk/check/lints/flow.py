"""A search that has been read in; its commands, subsearches too, with the fields that rows can have there, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from ...conf import View
from ...dataclass import dataclass
from ...errors import Place, PlacedError, Span
from ...search import Prepared
from ...spl import lexer
from ...spl.ast import Field, walk_expression
from ...spl.command import Command
from ...spl.fields import Fields
from ...spl.pipeline import Pipeline, Stage
from ...spl.source import SourceText

_SHOWN = 6
"""Fields that a sentence lists."""

Names = frozenset[str] | None
"""The fields that rows may have; None where that is not known, as with events."""


@dataclass(frozen=True, slots=True)
class Step:
    """A command, the place of its text without blanks around it, and the fields of the rows that it gets and gives."""

    stage: Stage
    span: Span
    before: Names
    after: Names

    @property
    def command(self) -> Command:
        return self.stage.command


@dataclass(frozen=True, slots=True)
class Flow:
    """The commands of a search or of a subsearch in it. `of`: the command that a subsearch stands in; `most`: how many
    of its rows are taken, 0 for all."""

    pipeline: Pipeline
    steps: tuple[Step, ...]
    of: Step | None = None
    most: int = 0

    def loser(self, number: int, name: str) -> Step:
        """The command before that with a number whose rows cannot have a field that those before it may have had; where
        no row ever had it, the first one, or the command whose rows the pipeline gets."""
        before = self.steps[:number]
        first = self.of if self.of is not None and self.pipeline.over_results else self.steps[0]
        return next((step for step in reversed(before) if step.before is None or name in step.before), first)


@dataclass(frozen=True, slots=True)
class ReadSearch:
    """A search as the lints look at it; `view`: the settings that its app and user see."""

    prepared: Prepared
    view: View

    @property
    def text(self) -> SourceText:
        """With the macros in it; all spans are of this text."""
        return self.prepared.text

    @property
    def output(self) -> Names:
        """The fields that its results may have."""
        return next(self.flows()).steps[-1].after

    def flows(self) -> Iterator[Flow]:
        """The search itself, then its subsearches, each before those within it. What is run within a row, as by
        foreach, is left out: it may name what is no field, and nobody wrote what a template makes."""
        return self._flows(self.prepared.pipeline, None)

    def _flows(self, pipeline: Pipeline, before: Names, of: Step | None = None, most: int = 0) -> Iterator[Flow]:
        if not all(self._is_written(stage) for stage in pipeline.stages):
            return
        steps: list[Step] = []
        for stage in pipeline.parted().stages:
            after = stage.command.supplies(before)
            steps.append(Step(stage, self._span(stage), before, after))
            before = after
        yield Flow(pipeline, tuple(steps), of, most)
        for step in steps:
            for inner in step.command.inner(Fields.ALL):
                if not inner.pipeline.over_results:
                    yield from self._flows(inner.pipeline, None, step, inner.most)
                elif not step.command.kind.distributable:
                    yield from self._flows(inner.pipeline, step.before, step)

    def _is_written(self, stage: Stage) -> bool:
        return self.text.text[stage.span.start : stage.span.end].strip() == stage.text

    def _span(self, stage: Stage) -> Span:
        start = self.text.text.index(stage.text, stage.span.start)
        return Span(start, start + len(stage.text))

    def place(self, span: Span) -> Place:
        """Where the user wrote it."""
        return self.text.place(span)

    def place_of(self, field: str, step: Step) -> Place:
        """The last time that a command's text names a field; the whole command where its name is not found."""
        found = (node for expression in step.command.expressions for node in walk_expression(expression))
        read = [node.span for node in found if isinstance(node, Field) and node.name == field]
        named = read or [token.span for token in self._words(step) if token.text.lstrip("+-") == field]
        return self.place(named[-1] if named else step.span)

    def _words(self, step: Step) -> list[lexer.Token]:
        position, end = step.span.start, step.span.end
        words: list[lexer.Token] = []
        try:
            while (token := lexer.word(self.text, position, end)) is not None:
                words.append(token)
                position = token.span.end
        except PlacedError:  # an expression may hold what is no word
            pass
        return words

    def named(self, step: Step) -> str:
        """A command for a sentence: its name and its place."""
        place = self.place(step.span)
        return f"{step.command.name} at {place.line}:{place.column}"


def listed(names: Iterable[str], near: str) -> str:
    """Field names for a sentence, in order; of many the first ones, after those that are like another one."""
    ordered = sorted(names)
    more = len(ordered) - _SHOWN
    if more > 0:
        ordered = list(dict.fromkeys((*get_close_matches(near, ordered), *ordered)))[:_SHOWN]
    return (", ".join(ordered) or "no fields") + (f" and {more} others" if more > 0 else "")
