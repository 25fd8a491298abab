"""makemv: the text of a field is cut into several values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from ..dataclass import dataclass
from ..errors import Span, SplError
from ..functions.regex import MatchLimit, Regex, RegexError, compile_regex
from ..limits import check_values
from ..spl import lexer
from ..spl.arguments import DELIMITER, Arguments, Name, Notation, Option, boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, multivalue, texts

_BARE = re.compile(r"\S+")


def _pattern(p: Parser) -> str:
    r"""A text in quotes, or one without blanks that may have parentheses, as public searches have it: `(\S+)`."""
    token = lexer.value(p.source, p.position, p.end)
    if token is not None and token.quoted:
        p.position = token.span.end
        return token.text
    match = _BARE.match(p.source.text, p.position, p.end)
    if match is None:
        raise p.error("The tokenizer is missing.")
    p.position = match.end()
    return lexer.unescape(match[0])


@dataclass(frozen=True, slots=True)
class Makemv(Command):
    """[unverified] on a real Splunk: a field of several values has each of them cut; one that no value is left of has
    none (fields.conf.spec, TOKENIZER: the matches form the set of values).

    `place`: where the user wrote the arguments.
    """

    name = "makemv"
    kind = Kind.STREAMING
    arguments = Arguments(
        Name("field", "the name of a field"),
        delim=Option(DELIMITER),
        tokenizer=Option(Notation(_pattern)),
        allowempty=Option(boolean, False),
        setsv=Option(boolean, unsupported=bool, attribute="", lacks="a field with one value beside its several"),
    )

    field: str
    delim: str
    tokenizer: Regex | None
    allowempty: bool
    place: Span

    @classmethod
    def parse(cls, p: Parser) -> Makemv:
        """`[delim=<string> | tokenizer=<string>] [allowempty=<bool>] [setsv=<bool>] <field>`."""
        place = p.rest()
        given = cls.arguments.read(p)
        if given["field"].startswith("_"):
            raise p.unsupported(f"The internal field '{given['field']}', to which it does not apply.", place)
        if given["delim"] is not None and given["tokenizer"] is not None:
            raise p.unsupported("The options delim and tokenizer together.", place)
        if given["delim"] == "":
            raise p.unsupported("An empty delimiter.", place)
        tokenizer = None if given["tokenizer"] is None else _compiled(p, given["tokenizer"], place)
        return cls(given["field"], given["delim"] or " ", tokenizer, given["allowempty"], place)

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        cut: Callable[[str], Iterable[str]] = self._split if self.tokenizer is None else self._tokens(self.tokenizer)

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                values = texts(row.get(self.field))
                if values:
                    parts = [part for value in values for part in cut(value) if part or self.allowempty]
                    check_values(len(parts))
                    row[self.field] = multivalue(parts)
                yield row

        return run

    def _split(self, value: str) -> list[str]:
        check_values(value.count(self.delim) + 1)
        return value.split(self.delim)

    def _tokens(self, tokenizer: Regex) -> Callable[[str], Iterator[str]]:
        """The first group of each match."""

        def tokens(value: str) -> Iterator[str]:
            try:
                for match in tokenizer.finditer(value):
                    yield match.group(1) or ""
            except MatchLimit as error:
                raise SplError(f"Error in 'makemv' command: {error}", self.place) from error

        return tokens


def _compiled(p: Parser, tokenizer: str, place: Span) -> Regex:
    try:
        regex = compile_regex(tokenizer)
    except RegexError as error:
        raise p.error(f"The tokenizer '{tokenizer}' is invalid. {error}", place) from error
    if not regex.groups:
        raise p.unsupported("A tokenizer without a capturing group.", place)
    return regex
