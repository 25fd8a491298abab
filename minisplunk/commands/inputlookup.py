"""inputlookup: the rows of a lookup table, instead of the search's or after them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from ..errors import NotFound
from ..lookups import SUFFIXES
from ..operators.table_files import ALL_ROWS, MAX_ROWS, TableReading, where_clause
from ..spl.arguments import Arguments, Clause, Option, Text, boolean, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Inputlookup(Command):
    name = "inputlookup"
    capability = "input_file"
    arguments = Arguments(
        Text("table", "the name of a lookup table"),
        Clause("where", "where", where_clause, default=None),
        append=Option(boolean, False),
        strict=Option(boolean, False),
        start=Option(natural, 0),
        max=Option(natural, MAX_ROWS, attribute="limit"),
    )

    table: str
    reading: TableReading = ALL_ROWS
    append: bool = False
    strict: bool = False

    @classmethod
    def parse(cls, p: Parser) -> Inputlookup:
        given = cls.arguments.read(p)
        reading = TableReading(*(given.pop(name) for name in ("start", "limit", "where")))
        return cls(**given, reading=reading)

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
        yield from self.reading.read(self._rows(search))

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
