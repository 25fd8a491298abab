"""SPL text in, a Pipeline of commands out: the text is parted at its pipes, and each command reads its arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import PIPELINE, LimitError, Span, SplError, UnsupportedSpl, shortened
from . import quoting
from .datasets import Models, NoModels
from .faults import Faults, NotRead, known
from .parser import Around, Parser
from .pipeline import Pipeline, Stage
from .source import HOLE, SourceText

if TYPE_CHECKING:
    from .command import Command

Resolve = Callable[[str], "type[Command] | None"]
"""A command class by its name; None when Splunk has no such command; raises UnsupportedSpl (unplaced) when it has."""

MAX_SUBSEARCHES = 20  # nesting
MAX_COMMANDS = 200
"""Of one pipeline. Each holds the one before it, and all stand on the interpreter's stack at once."""

_TO_MARK = quoting.until("|[]")
_COMMAND = lazy_re.compile(r"\s*([A-Za-z_][\w-]*)")
_SEARCH = lazy_re.compile(r"\s*search(?=[\s\[(\"]|$)")


def parse(
    source: SourceText,
    commands: Resolve,
    models: Callable[[], Models] = NoModels,
    *,
    over_results: bool = False,
    explicit: bool = False,
    faults: Faults | None = None,
) -> Pipeline:
    """The pipeline of a search. Text that does not begin with a pipe or `search` is search terms.

    `over_results`: the pipeline continues an earlier one, so it may not begin with a generating command. `explicit`: it
    begins with a command, also without a leading pipe. `models`: gives the data models that there are, to who asks for
    one. Raises SplError or UnsupportedSpl with the place in the user's text; errors of the pipeline itself come before
    errors in a command's arguments.

    With `faults` it raises neither: each error goes there, a NotRead stands for a command that has one, and all
    that follows is read. What only comes of an error before is none.
    """
    with source.placing():
        reader = _PipelineReader(source, commands, models, faults)
        return reader.read(0, len(source.text), over_results=over_results, explicit=explicit)


def names(text: str) -> list[str]:
    """The names of the commands of a search, those of subsearches left out. Raises SplError for unbalanced brackets and
    quotes; macros are not looked into."""
    source = SourceText.plain(text)
    segments = [text[span.start : span.end] for span in _segments(source, 0, len(text))]
    implied = segments[0].strip() and not _SEARCH.match(segments[0])
    named = (_COMMAND.match(segment) for segment in segments[bool(implied) :])
    return ["search"] * bool(implied) + [match[1].lower() for match in named if match]


def as_job(text: str) -> str:
    """A search as a job takes it, which begins with a command: `search` stands before terms."""
    text = text.strip()
    return text if text.startswith("|") or _SEARCH.match(text) else f"search {text}"


@dataclass(frozen=True, slots=True)
class _PipelineReader:
    """`depth`: how many subsearches its pipeline stands in."""

    source: SourceText
    commands: Resolve
    models: Callable[[], Models]
    faults: Faults | None = None
    depth: int = 0

    def read(self, start: int, end: int, *, over_results: bool = False, explicit: bool = False) -> Pipeline:
        segments = list[Span]()
        with self._passing(Span(start, end)):
            segments += _segments(self.source, start, end)
        if not segments:
            return Pipeline((), over_results)
        may_lead = self.depth or not over_results
        leading_pipe = may_lead and len(segments) > 1 and not self._text(segments[0])
        segments = segments[leading_pipe:]
        if len(segments) > MAX_COMMANDS:
            raise LimitError(f"A search of more than {MAX_COMMANDS} commands.", segments[MAX_COMMANDS], PIPELINE)
        explicit = explicit or leading_pipe or over_results or self._begins_with_search(segments[0])
        named = [(span, *self._named(span, implied=not (number or explicit))) for number, span in enumerate(segments)]
        stages: tuple[Stage, ...] = ()
        for span, name, command in named:
            stages += (self._stage(span, name, command, stages, over_results=over_results),)
        pipeline = Pipeline(stages, over_results)
        with self._passing(Span(start, end)):
            self._require_order(pipeline)
        return pipeline

    def _require_order(self, pipeline: Pipeline) -> None:
        """What is asked of commands for those before them. Of these nothing is known after one that cannot be read."""
        stages, over_results = pipeline.stages, pipeline.over_results
        for before, stage in zip((None, *stages), stages, strict=False):
            if known(before) if before else over_results:
                with self._passing(stage.span):
                    _require_rows_taken(stage, within=bool(self.depth and over_results and stage is stages[0]))
        if all(map(known, stages)):
            _require_events(pipeline)
            _require_counted(pipeline)

    def _subsearch(self, start: int, end: int) -> tuple[Pipeline, int]:
        """A ReadSubsearch. Its pipeline begins with a command, as splunkd has it."""
        inner = self._inner(Span(start, start + 1))
        close = quoting.closing_bracket(self.source.text, start, end)
        return inner.read(start + 1, close, explicit=True), close + 1

    def _over_results(self, source: SourceText, start: int, end: int) -> Pipeline:
        """A pipeline over a command's own rows, which may have a pipe in front. Whoever makes its text knows what an
        error in it means."""
        faults = self.faults if source is self.source else None
        return replace(self._inner(Span(start, end)), source=source, faults=faults).read(start, end, over_results=True)

    def _inner(self, span: Span) -> _PipelineReader:
        if self.depth >= MAX_SUBSEARCHES:
            raise UnsupportedSpl(f"Subsearches nested more than {MAX_SUBSEARCHES} deep.", span, PIPELINE)
        return replace(self, depth=self.depth + 1)

    def _passing(self, span: Span) -> AbstractContextManager[None]:
        return nullcontext() if self.faults is None else self.faults.passing(self.source, span)

    def _named(self, span: Span, *, implied: bool) -> tuple[Span, type[Command]]:
        """The place of a command's name, and its class."""
        if self._text(span) != HOLE:
            with self._passing(span):
                return self._found(span, implied=implied)
        return span, NotRead

    def _found(self, span: Span, *, implied: bool) -> tuple[Span, type[Command]]:
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

    def _stage(
        self, span: Span, name: Span, command: type[Command], before: tuple[Stage, ...], *, over_results: bool
    ) -> Stage:
        around = Around(
            *(self._subsearch, self._over_results, self.models, before),
            first=not (before or over_results),
            faults=self.faults,
        )
        parser = Parser(self.source, name.end, span.end, command.name, around)
        whole = Span(name.start, span.end)
        read: Command = NotRead()
        if command is not NotRead:
            with self._passing(whole), parser.worded():
                found, so_far = self._count(), command.parse(parser)
                parser.done()
                read = so_far if self._count() == found else read
        return Stage(read, whole, self._text(whole))

    def _count(self) -> int:
        return 0 if self.faults is None else self.faults.count

    def _text(self, span: Span) -> str:
        return self.source.text[span.start : span.end].strip()

    def _begins_with_search(self, span: Span) -> bool:
        return _SEARCH.match(self.source.text[span.start : span.end]) is not None


def _require_rows_taken(stage: Stage, *, within: bool) -> None:
    """`within`: it is the first of a pipeline in brackets, of which it is not known whether splunkd takes it."""
    if stage.command.kind.generating:
        name = stage.command.name
        if within:
            message = f"The generating command '{name}' in a pipeline over results."
            raise UnsupportedSpl(message, Span(stage.span.start, stage.span.start + len(name)), PIPELINE)
        message = f"Error in '{name}' command: This command must be the first command of a search."
        raise SplError(message, Span(stage.span.start, stage.span.start + len(name)), PIPELINE)


def _require_events(pipeline: Pipeline) -> None:
    """What works where the events are has nothing before it that works elsewhere."""
    for number, stage in enumerate(pipeline.stages):
        if stage.command.follows_events and not (number and pipeline.base and pipeline.streaming() >= number):
            name = stage.command.name
            message = "This command must follow a search for events, or distributable streaming commands after one."
            raise SplError(f"Error in '{name}' command: {message}", stage.span, PIPELINE)


def _require_counted(pipeline: Pipeline) -> None:
    """Partial results stand alone and reach a command that works them out; what they look like until then is Splunk's
    own affair, and so is what it makes of them beside other rows."""
    partial: frozenset[tuple[str, str | None]] = frozenset()
    last = None
    for number, stage in enumerate(pipeline.stages):
        command = stage.command
        if command.prestats:
            if number and not partial:
                message = (
                    f"Error in '{command.name}' command: Partial results (prestats=true) after rows that are none."
                )
                raise UnsupportedSpl(message, stage.span, PIPELINE)
            partial |= command.prestats
            last = stage
        elif partial and not command.kind.distributable:
            if not command.aggregates or not command.aggregates <= partial:
                message = f"Error in '{command.name}' command: Partial results (prestats=true) that it does not count."
                raise UnsupportedSpl(message, stage.span, PIPELINE)
            partial = frozenset()
    if partial and last is not None:
        message = f"Error in '{last.command.name}' command: Partial results (prestats=true) as the results of a search."
        raise UnsupportedSpl(message, last.span, PIPELINE)


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
