"""regex: keeps the results whose field a regular expression matches, or those where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..errors import Span, SplError
from ..functions.regex import MatchLimit, RegexError, compile_regex
from ..functions.regex import Regex as Pattern
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value, texts

_ERROR = "Error in 'SearchOperator:regex': "
"""How splunkd names the command in its errors (measured on 10.4.2 by a third party), with the texts below."""


@dataclass(frozen=True, slots=True)
class Regex(Command):
    """`keeps`: what matches, else what does not. `expression`: where the user wrote the regular expression.

    A result without the field does not match (Search Reference, regex: != keeps what does not match). [unverified] on a
    real Splunk: a multivalue field matches when one of its values does.
    """

    name = "regex"
    kind = Kind.STREAMING
    filters = True

    field: str
    keeps: bool
    pattern: Pattern
    expression: Span

    @classmethod
    def parse(cls, p: Parser) -> Regex:
        """`[<field> (= | !=)] "<regex>"`."""
        with p.worded(_ERROR):
            field, keeps = _condition(p)
            token = p.peek()
            if token is None:
                raise p.error("Usage: regex <field> (=|!=) <regex>.")
            if not token.quoted:
                raise p.unsupported("A regular expression without double quotes around it.", token.span)
            p.next()
            try:
                pattern = compile_regex(token.text)
            except RegexError as error:
                raise p.error(f"The regex '{token.text}' is invalid. {error}", token.span) from error
            p.done()
        return cls(field, keeps, pattern, token.span)

    @property
    def drops_null(self) -> tuple[str, ...]:
        return (self.field,) if self.keeps else ()

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        return self._kept

    def _kept(self, rows: Iterable[Row]) -> Iterator[Row]:
        try:
            for row in rows:
                if self._matches(row.get(self.field)) is self.keeps:
                    yield row
        except MatchLimit as error:
            # As with rex, the search fails: the event is neither matched nor not matched.
            raise SplError(f"Error in 'regex' command: {error}", self.expression) from error

    def _matches(self, value: Value) -> bool:
        search = self.pattern.search
        if type(value) is str:
            return search(value) is not None
        return any(search(single) is not None for single in texts(value))


def _condition(p: Parser) -> tuple[str, bool]:
    """The field, and whether `=` stands after it; without either, `_raw`."""
    token, start = p.peek(), p.position
    if token is not None and token.kind != "punctuation":
        p.next()
        if sign := p.accept("=", "!="):
            return token.text, sign.text == "="
    p.position = start
    return "_raw", True
