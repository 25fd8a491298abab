"""What inputlookup and inputcsv share: the rows of a table, instead of the search's or after them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from ..dataclass import dataclass
from ..lookups.definition import require_comparisons
from ..spl.arguments import Clause, Option, boolean, natural
from ..spl.ast import SearchTerm
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.matcher import tester
from ..spl.parser import Parser
from ..values import Row

_MAX_ROWS = 1_000_000_000
"""Rows that are read where a search does not say how many (Search Reference, inputlookup and inputcsv, max)."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """`limit` rows of a table are read from the one numbered `start` (from 0) on; `where` chooses among them."""

    start: int = 0
    limit: int = _MAX_ROWS
    where: SearchTerm | None = None

    @classmethod
    def taken(cls, given: dict[str, Any]) -> TableReading:
        """Takes its part out of what a command was given."""
        return cls(*(given.pop(name) for name in ("start", "limit", "where")))

    def read(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Rows of their own."""
        test = None if self.where is None else tester(self.where)
        for row in islice(rows, self.start, self.start + self.limit):
            if test is None or test(row):
                yield dict(row)


class ReadsTable(Command):
    """A command that reads a table. `append`: after the rows before it, which it replaces otherwise."""

    __slots__ = ()

    capability = "input_file"
    reading: TableReading
    append: bool

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
        yield from self.reading.read(self.rows(search))

    @abstractmethod
    def rows(self, search: Context) -> Iterable[Row]:
        """All rows of the table."""


def _where(p: Parser) -> SearchTerm:
    """Comparisons with AND, OR and NOT: a WHERE clause supports no other search terms."""
    terms = p.search_terms()
    require_comparisons(terms)
    return terms


WHERE = Clause("where", "where", _where, default=None)
OPTIONS: dict[str, Option] = {
    "append": Option(boolean, False),
    "strict": Option(boolean, False),
    "start": Option(natural, 0),
    "max": Option(natural, _MAX_ROWS, attribute="limit"),
}
