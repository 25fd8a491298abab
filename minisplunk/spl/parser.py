"""SPL text in, a Pipeline of commands out; `Parser` is what each command reads its own arguments from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from ..errors import Span, SpanError, SplError, UnsupportedSpl
from . import lexer
from .ast import Command, Expr, Pipeline, SearchTerm, Stage
from .expressions import ExpressionReader
from .lexer import Token
from .source import Source
from .terms import TermReader

T = TypeVar("T")
Resolve = Callable[[str], "type[Command] | None"]
"""A command class by its name; None when Splunk has no such command; raises UnsupportedSpl (unplaced) when it has."""

MAX_SUBSEARCHES = 20  # nesting

_SPECIAL = re.compile(r'["|\[\]\\]')
_COMMAND = re.compile(r"\s*([A-Za-z_][\w-]*)")
_TRUE = ("1", "t", "true", "yes")
_FALSE = ("0", "f", "false", "no")


def parse(source: Source, commands: Resolve, *, over_results: bool = False) -> Pipeline:
    """The pipeline of a search. Text that does not begin with a pipe or `search` is search terms.

    `over_results`: the pipeline continues one that is there already, so it begins with any command but a generating
    one. Raises SplError or UnsupportedSpl with the place in the user's text.
    """
    if over_results:
        return _continued(source, commands)
    return _pipeline(source, 0, len(source.text), commands, depth=0)


def parse_expression(text: str) -> Expr:
    """One whole eval expression, for calculated fields, macros and tests."""
    return parser_of(text).whole_expression()


def parse_terms(text: str) -> SearchTerm:
    """One whole search expression without subsearches, for event types and tests."""
    return parser_of(text).search_terms()


def parser_of(text: str) -> Parser:
    """A parser over plain text in which no subsearch may stand."""
    source = Source.plain(text)
    return Parser(source, 0, len(text), _no_commands, "eval", MAX_SUBSEARCHES)


def _no_commands(name: str) -> None:
    return None


def _pipeline(source: Source, start: int, end: int, commands: Resolve, depth: int) -> Pipeline:
    segments = list(_segments(source, start, end))
    leading_pipe = len(segments) > 1 and not source.text[segments[0].start : segments[0].end].strip()
    stages: list[Stage] = []
    for number, span in enumerate(segments[leading_pipe:]):
        implied = number == 0 and not leading_pipe and not _begins_with_search(source, span)
        stage = _stage(source, span, commands, depth, implied)
        if stage.command.generating not in (None, number == 0):
            raise _misplaced(source, stage, first=number == 0)
        stages.append(stage)
    return Pipeline(tuple(stages))


def _continued(source: Source, commands: Resolve) -> Pipeline:
    stages = []
    for span in _segments(source, 0, len(source.text)):
        stage = _stage(source, span, commands, depth=0, implied=False)
        if stage.command.generating:
            raise _misplaced(source, stage, first=False)
        stages.append(stage)
    return Pipeline(tuple(stages))


def _segments(source: Source, start: int, end: int) -> Iterator[Span]:
    """The runs between pipes; pipes in quotes and in subsearches do not count."""
    begin = position = start
    open_brackets: list[int] = []
    while found := _SPECIAL.search(source.text, position, end):
        position = found.end()
        match found[0]:
            case "\\":
                position += 1
            case '"':
                string = lexer.STRING.match(source.text, found.start(), end)
                if string is None:
                    raise source.error("Unbalanced quotes.", Span(found.start(), found.end()))
                position = string.end()
            case "[":
                open_brackets.append(found.start())
            case "]":
                if not open_brackets:
                    raise source.error("Unbalanced brackets.", Span(found.start(), found.end()))
                open_brackets.pop()
            case "|" if not open_brackets:
                yield Span(begin, found.start())
                begin = found.end()
    if open_brackets:
        raise source.error("Unbalanced brackets.", Span(open_brackets[-1], open_brackets[-1] + 1))
    yield Span(begin, end)


def _begins_with_search(source: Source, span: Span) -> bool:
    return re.match(r"\s*search(?=[\s\[(\"]|$)", source.text[span.start : span.end]) is not None


def _stage(source: Source, span: Span, commands: Resolve, depth: int, implied: bool) -> Stage:
    if implied:
        name, name_span = "search", Span(span.start, span.start)
    else:
        found = _COMMAND.match(source.text, span.start, span.end)
        if found is None:
            blank = not source.text[span.start : span.end].strip()
            raise source.error("A command is missing after the pipe." if blank else "Unknown search command.", span)
        name, name_span = found[1].lower(), Span(found.start(1), found.end(1))
    command_class = _resolve(source, name, name_span, commands)
    parser = Parser(source, name_span.end, span.end, commands, name, depth)
    try:
        command = command_class.parse(parser)
        parser.done()
    except SpanError as fault:
        raise parser.placed(fault) from fault
    return Stage(command, Span(name_span.start, span.end), source.text[name_span.start : span.end].strip())


def _resolve(source: Source, name: str, span: Span, commands: Resolve) -> type[Command]:
    try:
        command = commands(name)
    except UnsupportedSpl as error:
        raise source.unsupported(error.message, span) from error
    if command is None:
        raise source.error(f"Unknown search command '{name}'.", span)
    return command


def _misplaced(source: Source, stage: Stage, *, first: bool) -> SplError:
    name = stage.command.name
    if first:
        text = f"Error in '{name}' command: This command cannot stand first: it needs the results of another."
    else:
        text = f"Error in '{name}' command: This command must be the first command of a search."
    return source.error(text, Span(stage.span.start, stage.span.start + len(name)))


class Parser:
    """The arguments of one command, read from left to right.

    Words are read by `peek`, `next`, `accept`, `expect`, `option`; notations of their own by `expression`,
    `search_terms`, `subsearch`, `fields`. Errors go through `error` and `unsupported`, which name the command.
    """

    def __init__(self, source: Source, start: int, end: int, commands: Resolve, command: str, depth: int) -> None:
        self.source, self.position, self.end = source, start, end
        self.commands, self.command, self.depth = commands, command, depth

    # Words

    def peek(self) -> Token | None:
        return lexer.word(self.source, self.position, self.end)

    def next(self, expected: str = "an argument") -> Token:
        """The next token; SplError when none is left."""
        token = self.peek()
        if token is None:
            raise self.error(f"Expected {expected}.", Span(self.end, self.end))
        self.position = token.span.end
        return token

    def at(self, *texts: str) -> bool:
        """Whether one of these unquoted words (lower case) or punctuation marks comes next."""
        token = self.peek()
        return token is not None and not token.quoted and token.text.lower() in texts

    def accept(self, *texts: str) -> Token | None:
        return self.next() if self.at(*texts) else None

    def expect(self, text: str) -> Token:
        token = self.peek()
        if token is None or not self.at(text):
            raise self.error(f"Expected '{text}'.", token.span if token else Span(self.end, self.end))
        return self.next()

    def done(self) -> None:
        """SplError when arguments are left over."""
        token = self.peek()
        if token is not None:
            raise self.error(f"Unexpected argument '{token.text}'.", token.span)

    def rest(self) -> Span:
        """What is left to read, as it stands."""
        return Span(self.position, self.end)

    # Options: name=value

    def option(self, kinds: Mapping[str, Callable[[str], Any]]) -> tuple[str, Any] | None:
        """The option that comes next if it is one of `kinds`, which map its lower-case name to a reader of its value.

        A reader raises ValueError for a value that it refuses. See `boolean`, `natural`, `text`.
        """
        token = self.peek()
        if token is None or token.quoted or token.text.lower() not in kinds:
            return None
        sign = lexer.word(self.source, token.span.end, self.end)
        if sign is None or sign.text != "=" or sign.quoted:
            return None
        value = lexer.value(self.source, sign.span.end, self.end)
        if value is None or value.kind == "punctuation":
            raise self.error(f"The option '{token.text}' has no value.", sign.span)
        self.position = value.span.end
        name = token.text.lower()
        try:
            return name, kinds[name](value.text)
        except ValueError as error:
            raise self.error(f"Invalid value '{value.text}' for the option '{name}': {error}.", value.span) from error

    def options(self, kinds: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
        """All options that come next, until something else does."""
        found: dict[str, Any] = {}
        while (option := self.option(kinds)) is not None:
            found[option[0]] = option[1]
        return found

    # Notations

    def field(self, expected: str = "a field") -> str:
        """One field name, bare or in double quotes; wildcards are the command's business."""
        token = self.next(expected)
        if token.kind == "punctuation":
            raise self.error(f"Expected {expected}, not '{token.text}'.", token.span)
        return token.text

    def fields(self, *stop: str) -> tuple[str, ...]:
        """Field names separated by blanks or commas, up to the end or an unquoted stop word (lower case)."""
        names: list[str] = []
        while self.peek() is not None and not self.at(*stop):
            if not self.accept(","):
                names.append(self.field())
        return tuple(names)

    def expression(self) -> Expr:
        """The longest eval expression that begins here."""
        reader = ExpressionReader(self.source, self.position, self.end)
        expr = self._worded(reader.read)
        self.position = reader.position
        return expr

    def whole_expression(self) -> Expr:
        """An eval expression that must reach to the end of the arguments."""
        expr = self.expression()
        if (token := self._worded(lambda: lexer.expression_token(self.source, self.position, self.end))) is not None:
            raise self.error(f"The expression is malformed. '{token.text}' is unexpected here.", token.span)
        return expr

    def search_terms(self) -> SearchTerm:
        """The rest of the arguments as a search expression."""
        terms = TermReader(self.source, self.position, self.end, self._subsearch).read()
        self.position = self.end
        return terms

    def subsearch(self) -> Pipeline:
        """`[ ... ]`, which must come next."""
        token = self.expect("[")
        pipeline, self.position = self._subsearch(self.source, token.span.start, self.end)
        return pipeline

    def _subsearch(self, source: Source, start: int, end: int) -> tuple[Pipeline, int]:
        if self.depth >= MAX_SUBSEARCHES:
            raise source.unsupported(f"Subsearches nested more than {MAX_SUBSEARCHES} deep.", Span(start, start + 1))
        close = _closing_bracket(source, start, end)
        return _pipeline(source, start + 1, close, self.commands, self.depth + 1), close + 1

    # Errors

    def worded(self, message: str) -> str:
        """A message as Splunk words it for this command."""
        return message if message.startswith("Error in ") else f"Error in '{self.command}' command: {message}"

    def error(self, message: str, span: Span | None = None) -> SplError:
        return self.source.error(self.worded(message), span or self._here())

    def unsupported(self, message: str, span: Span | None = None) -> UnsupportedSpl:
        return self.source.unsupported(self.worded(message), span or self._here())

    def placed(self, fault: SpanError) -> SplError | UnsupportedSpl:
        """A fault found below the parser, worded for this command and with its place."""
        return (self.unsupported if fault.unsupported else self.error)(fault.message, fault.span)

    def _here(self) -> Span:
        token = self.peek()
        return token.span if token else Span(self.end, self.end)

    def _worded(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except (SplError, UnsupportedSpl) as error:
            raise type(error)(self.worded(error.message), error.place) from error


def _closing_bracket(source: Source, start: int, end: int) -> int:
    depth, position = 0, start
    while found := _SPECIAL.search(source.text, position, end):
        position = found.end()
        if found[0] == "\\":
            position += 1
        elif found[0] == '"':
            string = lexer.STRING.match(source.text, found.start(), end)
            position = string.end() if string else end
        elif found[0] in "[]":
            depth += 1 if found[0] == "[" else -1
            if depth == 0:
                return found.start()
    raise source.error("Unbalanced brackets.", Span(start, start + 1))


def boolean(text: str) -> bool:
    """An option's reader: true or false as Splunk's commands take them."""
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise ValueError("it must be true or false")


def natural(text: str) -> int:
    """An option's reader: a whole number from 0 up."""
    if not text.isascii() or not text.isdigit():
        raise ValueError("it must be a whole number")
    return int(text)
