"""map: a search for each row, with the row's values in it; the rows of all these searches.

[unverified] on a real Splunk: how the message about too many rows is worded; the time range of the searches is the
one that the whole search was asked for, unless they have their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..errors import Span, SplError, UnsupportedSpl
from ..spl import lexer
from ..spl.arguments import Arguments, Notation, Option, Word, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.source import SourceText
from ..spl.template import SearchTemplate
from ..values import Row, text

MAX_SEARCHES = 10
_NUMBER = "_serial_id"
_ANY = "1"
"""Stands for a value of a row, before there is one: a word and a number."""
_APPENDING = ("append", "appendpipe")


@dataclass(frozen=True, slots=True)
class Saved:
    """The name of a saved search."""

    name: str
    span: Span = field(default=Span(0, 0), compare=False)


def _string(p: Parser) -> SearchTemplate:
    token = lexer.value(p.source, p.position, p.end)
    if token is None or not token.quoted:
        raise p.error("Expected a search in quotation marks.")
    p.position = token.span.end
    return SearchTemplate.at(p.source, Span(token.span.start + 1, token.span.end - 1), quoted=True)


@dataclass(frozen=True)
class _Search(Word):
    """`[ ... ]`, or the name of a saved search."""

    attribute: str = "searched"

    def begins(self, p: Parser) -> bool:
        return not p.at_option()

    def read(self, p: Parser, before: Any) -> SearchTemplate | Saved:
        if p.at("["):
            return SearchTemplate.at(p.source, p.bracketed(), quoted=False)
        token = p.next("a search")
        if token.kind == "punctuation":
            raise p.invalid(token)
        return Saved(token.text, token.span)

    def missing(self, p: Parser) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Map(Command):
    name = "map"
    beyond = True
    kind = Kind.DATASET
    reads_events = True  # of what it searches, which is not known before it runs
    once = True
    unread = True
    arguments = Arguments(
        _Search(),
        search=Option(Notation(_string)),
        maxsearches=Option(
            natural,
            MAX_SEARCHES,
            unsupported=lambda value: value == 0,
            lacks="of 0 it is documented only that it does not stand for any number",  # Search Reference, map
        ),
    )

    searched: SearchTemplate | Saved
    maxsearches: int = MAX_SEARCHES

    @classmethod
    def parse(cls, p: Parser) -> Map:
        """`search="<search>" | [<search>] | <saved search>`, and `maxsearches`. What cannot be run with any value is
        found with the search, but for what macros bring, which are not known yet."""
        given = cls.arguments.read(p)
        found = [searched for searched in (given["search"], given["searched"]) if searched is not None]
        if len(found) != 1:
            raise p.error("It takes one search, search=, [ ] or the name of a saved search.")
        for stage in p.around.before:
            if stage.command.name in _APPENDING:  # Search Reference, map, "Known limitations"
                raise p.unsupported(f"It cannot be used after {stage.command.name}.", stage.span)
        return cls(found[0], given["maxsearches"])

    def foreseen(self, saved: Callable[[str], str]) -> Iterable[SourceText]:
        searched = self.searched
        if isinstance(searched, Saved):
            searched = SearchTemplate(SourceText.plain(saved(searched.name)))
        return [searched.filled(lambda name, span: _ANY)]

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL if isinstance(self.searched, Saved) else Fields(self.searched.names - {_NUMBER})

    def columns(self, before: Columns | None) -> None:
        return None

    def operator(self, search: Context) -> PerRow:
        return partial(self._run, search)

    def _run(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        number = 0
        for number, row in enumerate(rows, start=1):
            if number <= self.maxsearches:
                yield from self._searched(search, partial(_value, row, number))
        if number > self.maxsearches:
            search.message(
                "WARN",
                f"The search result count ({number}) exceeds maximum ({self.maxsearches}), using max. "
                "To override it, set maxsearches appropriately.",
            )

    def _searched(self, search: Context, value: Callable[[str, Span], str]) -> Iterator[Row]:
        if isinstance(self.searched, SearchTemplate):
            return search.search(self.searched.filled(value))

        def made(spl: str) -> str:
            return SearchTemplate(SourceText.plain(spl)).filled(value).text

        return search.saved_search(self.searched.name, made, self.searched.span)


def _value(row: Row, number: int, name: str, span: Span) -> str:
    if name == _NUMBER:
        return str(number)
    value = row.get(name)
    if value is None:
        raise SplError(f"Error in 'map': Did not find value for required attribute '{name}'.", span)
    if isinstance(value, list):
        raise UnsupportedSpl(f"Error in 'map' command: a multivalue field, '{name}', in a search.", span)
    return text(value)
