"""inputlookup: the rows of a lookup table, instead of the search's or after them."""

from __future__ import annotations

from collections.abc import Iterable

from ..dataclass import dataclass
from ..errors import NotFound
from ..lookups.csv import SUFFIXES
from ..operators.table_reading import OPTIONS, WHERE, ReadsTable, TableReading
from ..spl.arguments import Arguments, Text
from ..spl.command import Context
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Inputlookup(ReadsTable):
    name = "inputlookup"
    beyond = False
    arguments = Arguments(Text("table", "the name of a lookup table"), WHERE, **OPTIONS)

    table: str
    reading: TableReading
    append: bool
    strict: bool

    @classmethod
    def parse(cls, p: Parser) -> Inputlookup:
        given = cls.arguments.read(p)
        return cls(reading=TableReading.taken(given), **given)

    def rows(self, search: Context) -> Iterable[Row]:
        """A file that does not exist is a warning unless strict; an unknown table is an error in any case
        (Search Reference, inputlookup, <filename>)."""
        try:
            return search.lookup(self.table).rows()
        except NotFound as error:
            if self.strict or not self.table.endswith(SUFFIXES):
                raise
            search.message("WARN", error.message)
            return ()
