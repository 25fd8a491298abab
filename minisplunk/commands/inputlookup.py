"""inputlookup: the rows of a lookup table, instead of the search's or after them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from ..errors import NotFound
from ..lookups import SUFFIXES
from ..spl.ast import And, Comparison, Context, Fields, Not, Or, SearchTerm
from ..spl.matcher import tester
from ..spl.parser import Parser, boolean, natural
from ..values import Row

MAX_ROWS = 1_000_000_000

_OPTIONS = {"append": boolean, "strict": boolean, "start": natural, "max": natural}


@dataclass(frozen=True)
class Inputlookup:
    """`limit` rows of the table are read from the one numbered `start` (from 0) on; `where` chooses among them."""

    name: ClassVar[str] = "inputlookup"
    generating: ClassVar[bool | None] = None

    table: str
    append: bool = False
    strict: bool = False
    start: int = 0
    limit: int = MAX_ROWS
    where: SearchTerm | None = None

    @classmethod
    def parse(cls, p: Parser) -> Inputlookup:
        """`[append=<bool>] [strict=<bool>] [start=<int>] [max=<int>] <filename>|<tablename> [WHERE <search-query>]`."""
        options: dict[str, Any] = p.options(_OPTIONS)
        token = p.next("the name of a lookup table")
        if token.kind == "punctuation" or p.at("="):
            raise p.error(f"Invalid argument: '{token.text}'", token.span)
        options |= p.options(_OPTIONS)
        where = _where(p) if p.accept("where") else None
        limit = options.pop("max", MAX_ROWS)
        return cls(token.text, limit=limit, where=where, **options)

    def needs(self, wanted: Fields) -> Fields:
        return wanted if self.append else Fields()

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        if self.append:
            yield from rows
        test = None if self.where is None else tester(self.where)
        for row in islice(self._rows(search), self.start, self.start + self.limit):
            if test is None or test(row):
                yield dict(row)

    def _rows(self, search: Context) -> Iterable[Row]:
        """A file that does not exist is a warning unless strict; an unknown table is an error in any case
        (Search Reference, inputlookup, <filename>)."""
        try:
            return search.lookup(self.table).rows()
        except NotFound as error:
            if self.strict or not self.table.endswith(SUFFIXES):
                raise
            search.message("WARN", error.message)
            return ()


def _where(p: Parser) -> SearchTerm:
    """Comparisons with AND, OR and NOT: a WHERE clause supports no other search terms."""
    terms = p.search_terms()
    stack: list[SearchTerm] = [terms]
    while stack:
        match term := stack.pop():
            case Not(inner):
                stack.append(inner)
            case And(inner_terms) | Or(inner_terms):
                stack.extend(inner_terms)
            case Comparison():
                pass
            case _:
                raise p.unsupported("Only comparisons are supported in a WHERE clause.", term.span)
    tester(terms)  # raises SpanError for what it cannot compare
    return terms
