"""inputlookup: the rows of a lookup table, instead of the search's or after them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from ..errors import NotFound
from ..lookups import SUFFIXES
from ..spl.arguments import Arguments, Clause, Option, Text, boolean, natural
from ..spl.ast import And, Comparison, Not, Or, SearchTerm, walk
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.matcher import tester
from ..spl.parser import Parser
from ..values import Row

MAX_ROWS = 1_000_000_000


def _where(p: Parser) -> SearchTerm:
    """Comparisons with AND, OR and NOT: a WHERE clause supports no other search terms."""
    terms = p.search_terms()
    for term in walk(terms):
        if not isinstance(term, (And, Or, Not, Comparison)):
            raise p.unsupported("Only comparisons are supported in a WHERE clause.", term.span)
    tester(terms)  # raises UnsupportedSpl for what it cannot compare
    return terms


@dataclass(frozen=True, slots=True)
class Inputlookup(Command):
    """`limit` rows of the table are read from the one numbered `start` (from 0) on; `where` chooses among them."""

    name = "inputlookup"
    arguments = Arguments(
        Text("table", "the name of a lookup table"),
        Clause("where", "where", _where, default=None),
        append=Option(boolean, False),
        strict=Option(boolean, False),
        start=Option(natural, 0),
        max=Option(natural, MAX_ROWS, attribute="limit"),
    )

    table: str
    append: bool = False
    strict: bool = False
    start: int = 0
    limit: int = MAX_ROWS
    where: SearchTerm | None = None

    @property
    def kind(self) -> Kind:
        return Kind.DATASET if self.append else Kind.GENERATING

    def needs(self, wanted: Fields) -> Fields:
        return wanted if self.append else Fields()

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((), more=True)

    def operator(self, search: Context) -> PerRow:
        return partial(self._read, search)

    def _read(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
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
