"""What outputlookup and outputcsv share, and what inputlookup and inputcsv do: how rows go to a CSV file and come back.

[unverified]: how splunkd words its messages; that nothing to append leaves a file as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ..disk import remove_file
from ..errors import DataError
from ..lookups.writing import append_rows, write_table
from ..spl.ast import And, Comparison, Not, Or, SearchTerm, walk
from ..spl.columns import columns, in_order
from ..spl.command import Context
from ..spl.matcher import tester
from ..spl.parser import Parser
from ..values import Row

MAX_ROWS = 1_000_000_000
"""Rows that are read where a search does not say how many (Search Reference, inputlookup and inputcsv, max)."""
NO_APPENDING = "Rows cannot be appended to a .gz file."


@dataclass(frozen=True, slots=True)
class TableWriting:
    """`append`: to the file, in the columns that it has. Without results an existing file is removed, or made empty
    with `create_empty`, unless `override_if_empty` is false. `most`: rows that are written, 0 for all; `multivalued`:
    several values of a field are kept apart."""

    append: bool = False
    create_empty: bool = False
    override_if_empty: bool = True
    most: int = 0
    multivalued: bool = False

    def write(self, search: Context, path: Path, rows: Iterable[Row]) -> None:
        """Columns stand in the order in which results show them. Raises DataError, ConfError and NotWritten."""
        if next(iter(rows), None) is None:
            self._write_nothing(search, path)
            return
        if self.append and path.suffix == ".gz":
            raise DataError(NO_APPENDING)
        kept = islice(rows, self.most) if self.most else rows
        if not (self.append and path.exists() and append_rows(path, kept)):
            write_table(path, in_order(search.columns, columns(rows)), kept, multivalued=self.multivalued)
        search.message("INFO", f"Results written to file '{path}'.")

    def _write_nothing(self, search: Context, path: Path) -> None:
        if self.append or (not self.override_if_empty and path.exists()):
            search.message("INFO", f"No results. The file '{path}' is left as it is.")
        elif self.create_empty:
            write_table(path, (), ())
            search.message("INFO", f"No results. The file '{path}' is empty now.")
        elif remove_file(path):
            search.message("INFO", f"No results. The file '{path}' was removed.")


@dataclass(frozen=True, slots=True)
class TableReading:
    """`limit` rows of a table are read from the one numbered `start` (from 0) on; `where` chooses among them."""

    start: int = 0
    limit: int = MAX_ROWS
    where: SearchTerm | None = None

    def read(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Rows of their own."""
        test = None if self.where is None else tester(self.where)
        for row in islice(rows, self.start, self.start + self.limit):
            if test is None or test(row):
                yield dict(row)


ALL_ROWS = TableReading()


def where_clause(p: Parser) -> SearchTerm:
    """Comparisons with AND, OR and NOT: a WHERE clause supports no other search terms."""
    terms = p.search_terms()
    for term in walk(terms):
        if not isinstance(term, (And, Or, Not, Comparison)):
            raise p.unsupported("Only comparisons are supported in a WHERE clause.", term.span)
    tester(terms)  # raises UnsupportedSpl for what it cannot compare
    return terms
