"""The text of one command's arguments in; words, options, expressions and search terms out, as the command asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from ..dataclass import dataclass
from ..errors import PIPELINE, LimitError, Span, SplError, UnsupportedSpl, shortened, worded
from . import lexer, quoting
from .arguments import PROCESSOR, Notation, Option, Reader, Taken, natural, refused, repeated
from .ast import Expr, SearchTerm
from .datasets import Models, NoModels
from .expressions import ExpressionReader
from .lexer import Token
from .pipeline import Pipeline, Stage
from .source import SourceText
from .template import ReadPipeline, Template
from .terms import ReadSubsearch, TermReader

if TYPE_CHECKING:
    from .faults import Faults

_TO_PARENTHESIS = quoting.until("()")
# A bare field name may hold what the names of aggregates hold, such as `count(x)`, which to the lexer is several words.
_NAME = quoting.word(r"\s,|\[\]")


def parse_expression(text: str) -> Expr:
    """One whole eval expression, for calculated fields, macros and tests."""
    parser = parser_of(text)
    with parser.source.placing(), parser.worded():
        return parser.whole_expression()


def parse_terms(text: str) -> SearchTerm:
    """One whole search expression without subsearches, for event types and tests."""
    parser = parser_of(text, "search")
    with parser.source.placing(), parser.worded():
        return parser.search_terms()


def parser_of(text: str, command: str = "eval") -> Parser:
    """A parser over plain text without subsearches; errors name `command`."""
    source = SourceText.plain(text)
    return Parser(source, 0, len(text), command, Around(_no_subsearch, _no_pipeline))


def _no_subsearch(start: int, end: int) -> tuple[Pipeline, int]:
    message = "A subsearch cannot stand here: only a search has them, not a filter, an event type or the like."
    raise UnsupportedSpl(message, Span(start, start + 1), PIPELINE)


def _no_pipeline(source: SourceText, start: int, end: int) -> Pipeline:
    message = "A pipeline cannot stand here: only a search has them, not a filter, an event type or the like."
    raise UnsupportedSpl(message, Span(start, end), PIPELINE)


@dataclass(frozen=True, slots=True)
class Around:
    """What a command stands in. `pipeline` reads one over results, from a part of a text. `models`: the data models
    that there are; `before`: the commands before it; `first`: it begins the search, and gets no rows; `faults`: where
    errors go of who reads on after them."""

    subsearch: ReadSubsearch
    pipeline: ReadPipeline
    models: Callable[[], Models] = NoModels
    before: tuple[Stage, ...] = ()
    first: bool = False
    faults: Faults | None = None


class Parser:
    """The arguments of one command, read from left to right.

    Words are read by `peek`, `next`, `accept`, `expect`, `option`; notations of their own by `expression`,
    `search_terms`, `subsearch`, `fields`. Errors go through `error` and `unsupported`, which name the command.
    """

    def __init__(self, source: SourceText, start: int, end: int, command: str, around: Around) -> None:
        self.source, self.position, self.end = source, start, end
        self.command, self.around = command, around
        self._all = Span(start, end)
        self._peeked: tuple[int, Token | None] = (-1, None)

    # Words

    def peek(self) -> Token | None:
        """What comes next, which is asked for several times before it is taken."""
        if self._peeked[0] != self.position:
            self._peeked = (self.position, lexer.word(self.source, self.position, self.end))
        return self._peeked[1]

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
            raise self.invalid(token)

    def rest(self) -> Span:
        """The place of all that is left to read."""
        return Span(self.position, self.end)

    def text(self, span: Span) -> str:
        return self.source.text[span.start : span.end]

    def read_since(self, token: Token) -> str:
        """The text from a token to what has been read last."""
        return self.source.text[token.span.start : self.position]

    def at_number(self) -> bool:
        """Whether a bare whole number comes next."""
        token = self.peek()
        return token is not None and not token.quoted and token.text.isascii() and token.text.isdigit()

    def number(self) -> int:
        """The whole number that comes next. Raises LimitError for one that is too great."""
        token = self.next()
        try:
            return natural(token.text)
        except LimitError as error:
            raise LimitError(error.message, token.span) from error

    # Options: name=value

    def at_option(self) -> bool:
        """Whether something that is written like an option comes next, be it one of the command's or not."""
        token = self.peek()
        if token is None or token.kind != "word":
            return False
        sign = lexer.word(self.source, token.span.end, self.end)
        return sign is not None and sign.text == "=" and not sign.quoted

    def option(self, kinds: Mapping[str, Taken], given: dict[str, Any]) -> bool:
        """Reads the option that comes next into `given`, if it is one of `kinds`, by their names in small letters."""
        token = self.peek()
        if token is None or (name := token.text.lower()) not in kinds or not self.at_option():
            return False
        if name in given:
            raise self.option_error(repeated(name), token.span)
        self.next()
        sign = self.next()
        kind = kinds[name]
        option = kind if isinstance(kind, Option) else Option(kind)
        read = option.read
        given[name] = read.read(self) if isinstance(read, Notation) else self._option_value(name, read, sign.span)
        if option.unsupported(given[name]):
            why = f": {option.lacks}" if option.lacks else ""
            with self.passing(), self.worded():
                raise self.unsupported(f"The option {self.read_since(token)}{why}.", token.span)
        return True

    def any_option(self, given: dict[str, str]) -> bool:
        """Reads the option that comes next into `given`, whatever it is called."""
        token = self.peek()
        return token is not None and self.option({token.text.lower(): str}, given)

    def repeatable(self, name: str, given: list[str]) -> bool:
        """Reads an option that may be given several times, if that comes next."""
        one: dict[str, str] = {}
        if not self.option({name: str}, one):
            return False
        given.append(one[name])
        return True

    def _option_value(self, name: str, read: Reader, sign: Span) -> Any:
        token = lexer.value(self.source, self.position, self.end)
        missing = token is None or token.kind == "punctuation"
        text, span = ("", sign) if token is None or missing else (token.text, token.span)
        try:
            value = read(text)
        except ValueError as error:
            raise self.option_error(refused(name, text, error), span) from error
        except LimitError as error:
            raise LimitError(error.message, span) from error
        if missing:
            raise self.error(f"The option '{shortened(name)}' has no value.", span)
        self.position = span.end
        return value

    def options(self, kinds: Mapping[str, Taken], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """All options that come next, until something else does, beside those from `before`."""
        given = dict(before or {})
        while self.option(kinds, given):
            pass
        return given

    # Notations

    def field(self, expected: str = "a field") -> str:
        """One field name: bare up to a blank or comma, or in double quotes; wildcards are the command's business.

        What is written like an option is no name. Where a command takes no options it is not known what Splunk does
        with one, so it is unsupported.
        """
        if (option := self.peek()) is not None and self.at_option():
            raise self.unsupported(f"The option '{shortened(option.text)}' in this place.", self.whole(option))
        if self.at("="):
            raise self.error(f"Expected {expected}, not '='.")
        blanks = lexer.BLANK.match(self.source.text, self.position, self.end)
        match = _NAME.match(self.source.text, blanks.end() if blanks else self.position, self.end)
        if match is not None:
            self.position = match.end()
            return lexer.unescape(match[0])
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

    def parenthesised(self) -> str:
        """The text in parentheses, which must come next: a quoted name, or a bare one that may hold parentheses."""
        opening = self.expect("(")
        token = self.peek()
        if token is not None and token.quoted:
            self.next()
            self.expect(")")
            return token.text
        depth, start = 1, opening.span.end
        for mark in quoting.marks(_TO_PARENTHESIS, self.source.text, start, self.end):
            depth += 1 if self.source.text[mark] == "(" else -1
            if depth == 0:
                self.position = mark + 1
                return lexer.unescape(self.source.text[start:mark].strip())
        raise self.error("Mismatched parentheses.", opening.span)

    def expression(self, *, subsearches: bool = False) -> Expr:
        """The longest eval expression that begins here. `subsearches`: it may hold some, which the command runs."""
        reader = ExpressionReader(self.source, self.position, self.end, self.around.subsearch if subsearches else None)
        expr = reader.read()
        self.position = reader.position
        return expr

    def whole_expression(self, *, subsearches: bool = False) -> Expr:
        """An eval expression that must reach to the end of the arguments."""
        expr = self.expression(subsearches=subsearches)
        if (token := lexer.expression_token(self.source, self.position, self.end)) is not None:
            raise self.error(f"The expression is malformed. '{token.text}' is unexpected here.", token.span)
        return expr

    def search_terms(self, *stop: str) -> SearchTerm:
        """The rest of the arguments as a search expression, up to an unquoted stop word (lower case) that is a term."""
        reader = TermReader(self.source, self.position, self.end, self.around.subsearch, stop)
        terms = reader.read()
        self.position = reader.position
        return terms

    def search_term(self) -> SearchTerm:
        """One search term: a word, a comparison, or an expression in parentheses."""
        if self.peek() is None:
            raise self.error("Expected a search expression.")
        reader = TermReader(self.source, self.position, self.end, self.around.subsearch)
        term = reader.read_one()
        self.position = reader.position
        return term

    def subsearch(self) -> Pipeline:
        """`[ ... ]`, which must come next."""
        token = self.expect("[")
        pipeline, self.position = self.around.subsearch(token.span.start, self.end)
        return pipeline

    def bracketed(self) -> Span:
        """The place of the text in the `[ ... ]` that must come next, whatever that text is."""
        opening = self.expect("[").span
        close = quoting.closing_bracket(self.source.text, opening.start, self.end)
        self.position = close + 1
        return Span(opening.end, close)

    def subpipeline(self) -> Pipeline:
        """`[ ... ]`, which must come next, with a pipeline over the command's own rows in it."""
        inside = self.bracketed()
        return self.around.pipeline(self.source, inside.start, inside.end)

    def template(self) -> Template:
        """The same, with placeholders in it."""
        return Template(self.source, self.bracketed(), self.around.pipeline)

    # Errors

    def passing(self) -> AbstractContextManager[None]:
        """After an error in the block there is more of the command to read, for who reads on after errors."""
        faults = self.around.faults
        return nullcontext() if faults is None else faults.passing(self.source, self._all)

    @contextmanager
    def passing_option(self) -> Iterator[None]:
        """The same, where the next argument is written like an option: after an error it is left out."""
        token = self.peek()
        if self.around.faults is None or token is None or not self.at_option():
            yield
            return
        read = False
        with self.passing(), self.worded():
            yield
            read = True
        if not read:
            self.position = self.whole(token).end

    def worded(self, before: str = "") -> AbstractContextManager[None]:
        """Errors that leave the block name this command."""
        return worded(self.command, before)

    def error(self, message: str, span: Span | None = None) -> SplError:
        return SplError(message, span or self._here())

    def unsupported(self, message: str, span: Span | None = None) -> UnsupportedSpl:
        return UnsupportedSpl(message, span or self._here())

    def option_error(self, message: str, span: Span) -> SplError:
        """An error in an option as such, which splunkd words as one of its own and not of the command."""
        return SplError(PROCESSOR + message, span, self.command)

    def invalid(self, token: Token | None = None) -> SplError:
        """The error for an argument that the command does not take; by default the one that comes next."""
        token = token or self.peek()
        if token is None:
            return self.error("Invalid argument: ''")
        span = self.whole(token)
        text = token.text if span == token.span else self.text(span)
        return self.error(f"Invalid argument: '{shortened(text)}'", span)

    def whole(self, token: Token) -> Span:
        """The place of an argument, with its value if it is an option."""
        sign = lexer.word(self.source, token.span.end, self.end)
        if sign is None or sign.text != "=" or sign.span.start != token.span.end:
            return token.span
        value = lexer.value(self.source, sign.span.end, self.end)
        return Span(token.span.start, (value or sign).span.end)

    def _here(self) -> Span:
        token = self.peek()
        return token.span if token else Span(self.end, self.end)
