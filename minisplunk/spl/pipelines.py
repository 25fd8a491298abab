"""SPL text in, a Pipeline of commands out: the text is parted at its pipes, and each command reads its arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import PIPELINE, LimitError, Span, SplError, UnsupportedSpl, shortened
from . import quoting
from .parser import Parser
from .pipeline import Pipeline, Stage
from .source import SourceText

if TYPE_CHECKING:
    from .command import Command

Resolve = Callable[[str], "type[Command] | None"]
"""A command class by its name; None when Splunk has no such command; raises UnsupportedSpl (unplaced) when it has."""

MAX_SUBSEARCHES = 20  # nesting
MAX_COMMANDS = 200
"""Of one pipeline. Each holds the one before it, and all stand on the interpreter's stack at once."""

_TO_MARK = quoting.until("|[]")
_TO_BRACKET = quoting.until("[]")
_COMMAND = re.compile(r"\s*([A-Za-z_][\w-]*)")
_SEARCH = re.compile(r"\s*search(?=[\s\[(\"]|$)")


def parse(source: SourceText, commands: Resolve, *, over_results: bool = False, explicit: bool = False) -> Pipeline:
    """The pipeline of a search. Text that does not begin with a pipe or `search` is search terms.

    `over_results`: the pipeline continues an earlier one, so it may not begin with a generating command. `explicit`: it
    begins with a command, also without a leading pipe. Raises SplError or UnsupportedSpl with the place in the user's
    text; errors of the pipeline itself come before errors in a command's arguments.
    """
    with source.placing():
        reader = _PipelineReader(source, commands)
        return reader.read(0, len(source.text), over_results=over_results, explicit=explicit)


@dataclass(frozen=True, slots=True)
class _PipelineReader:
    """`depth`: how many subsearches its pipeline stands in."""

    source: SourceText
    commands: Resolve
    depth: int = 0

    def read(self, start: int, end: int, *, over_results: bool = False, explicit: bool = False) -> Pipeline:
        segments = list(_segments(self.source, start, end))
        leading_pipe = not over_results and len(segments) > 1 and not self._text(segments[0])
        segments = segments[leading_pipe:]
        if len(segments) > MAX_COMMANDS:
            raise LimitError(f"A search of more than {MAX_COMMANDS} commands.", segments[MAX_COMMANDS], PIPELINE)
        explicit = explicit or leading_pipe or over_results or self._begins_with_search(segments[0])
        named = [(span, *self._named(span, implied=not (number or explicit))) for number, span in enumerate(segments)]
        stages = [self._stage(span, name, command) for span, name, command in named]
        for stage in stages[not over_results :]:
            _require_rows_taken(stage)
        pipeline = Pipeline(tuple(stages))
        _require_events(pipeline)
        return pipeline

    def _subsearch(self, start: int, end: int) -> tuple[Pipeline, int]:
        """A ReadSubsearch. Its pipeline begins with a command, as splunkd has it."""
        if self.depth >= MAX_SUBSEARCHES:
            message = f"Subsearches nested more than {MAX_SUBSEARCHES} deep."
            raise UnsupportedSpl(message, Span(start, start + 1), PIPELINE)
        close = _closing_bracket(self.source, start, end)
        inner = replace(self, depth=self.depth + 1)
        return inner.read(start + 1, close, explicit=True), close + 1

    def _named(self, span: Span, *, implied: bool) -> tuple[Span, type[Command]]:
        """The place of a command's name, and its class."""
        if implied:
            name, where = "search", Span(span.start, span.start)
        else:
            match = _COMMAND.match(self.source.text, span.start, span.end)
            if match is None:
                raise self._no_command(span)
            name, where = match[1].lower(), Span(match.start(1), match.end(1))
        try:
            command = self.commands(name)
        except UnsupportedSpl as error:
            raise UnsupportedSpl(error.message, where, PIPELINE) from error
        if command is None:
            raise SplError(f"Unknown search command '{shortened(name)}'.", where, PIPELINE)
        return where, command

    def _no_command(self, span: Span) -> SplError:
        """The error where no name of a command begins; a macro that was to bring one is named, the innermost first."""
        written = self._text(span)
        word = re.match(r"[^\s|\[(\"]*", written)
        if named := (word[0] if word else "") or written[:1]:
            return SplError(f"Unknown search command '{shortened(named)}'.", span, PIPELINE)
        message = "A command is missing after the pipe"
        for macro, place in self.source.nothings(span):
            return SplError(f"{message}: the macro `{shortened(macro)}` expands to nothing.", place, PIPELINE)
        return SplError(f"{message}.", span, PIPELINE)

    def _stage(self, span: Span, name: Span, command: type[Command]) -> Stage:
        parser = Parser(self.source, name.end, span.end, command.name, self._subsearch)
        with parser.worded():
            read = command.parse(parser)
            parser.done()
        return Stage(read, Span(name.start, span.end), self._text(Span(name.start, span.end)))

    def _text(self, span: Span) -> str:
        return self.source.text[span.start : span.end].strip()

    def _begins_with_search(self, span: Span) -> bool:
        return _SEARCH.match(self.source.text[span.start : span.end]) is not None


def _require_rows_taken(stage: Stage) -> None:
    if stage.command.kind.generating:
        name = stage.command.name
        message = f"Error in '{name}' command: This command must be the first command of a search."
        raise SplError(message, Span(stage.span.start, stage.span.start + len(name)), PIPELINE)


def _require_events(pipeline: Pipeline) -> None:
    """What works where the events are has nothing before it that works elsewhere."""
    for number, stage in enumerate(pipeline.stages):
        if stage.command.follows_events and not (number and pipeline.base and pipeline.streaming() >= number):
            name = stage.command.name
            message = "This command must follow a search for events, or distributable streaming commands after one."
            raise SplError(f"Error in '{name}' command: {message}", stage.span, PIPELINE)


def _segments(source: SourceText, start: int, end: int) -> Iterator[Span]:
    """The runs between pipes; pipes in quotes and in subsearches do not count."""
    begin = start
    open_brackets: list[int] = []
    for mark in quoting.marks(_TO_MARK, source.text, start, end):
        match source.text[mark]:
            case "[":
                open_brackets.append(mark)
            case "]":
                if not open_brackets:
                    raise SplError("Unbalanced brackets.", Span(mark, mark + 1), PIPELINE)
                open_brackets.pop()
            case "|" if not open_brackets:
                yield Span(begin, mark)
                begin = mark + 1
    if open_brackets:
        raise SplError("Unbalanced brackets.", Span(open_brackets[-1], open_brackets[-1] + 1), PIPELINE)
    yield Span(begin, end)


def _closing_bracket(source: SourceText, start: int, end: int) -> int:
    depth = 0
    for mark in quoting.marks(_TO_BRACKET, source.text, start, end):
        depth += 1 if source.text[mark] == "[" else -1
        if depth == 0:
            return mark
    raise SplError("Unbalanced brackets.", Span(start, start + 1), PIPELINE)
