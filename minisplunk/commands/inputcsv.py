"""inputcsv: the rows of a file of var/run/splunk/csv, instead of the search's or after them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from ..errors import NotFound, Span
from ..lookups import CsvFile
from ..operators.sinks import placed
from ..operators.table_files import MAX_ROWS, TableReading, where_clause
from ..spl.arguments import Arguments, Clause, Option, Text, boolean, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row
from .outputcsv import with_ending


@dataclass(frozen=True, slots=True)
class Inputcsv(Command):
    name = "inputcsv"
    capability = "input_file"
    arguments = Arguments(
        Text("file", "the name of a file"),
        Clause("where", "where", where_clause, default=None),
        dispatch=Option(boolean, unsupported=bool, attribute=""),
        append=Option(boolean, False),
        strict=Option(boolean, False),
        start=Option(natural, 0),
        max=Option(natural, MAX_ROWS, attribute="limit"),
        events=Option(boolean, attribute=""),  # it changes how Splunk Web shows the rows
    )

    file: str
    reading: TableReading
    append: bool = False
    strict: bool = False
    span: Span = field(default=Span(0, 0), compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Inputcsv:
        """Splunk takes a path below the folder, too."""
        whole = p.rest()
        given = cls.arguments.read(p)
        reading = TableReading(*(given.pop(name) for name in ("start", "limit", "where")))
        name = given.pop("file")
        if name[:1] == "." or "/" in name or "\\" in name:
            raise p.unsupported(f"The path '{name}': files lie in var/run/splunk/csv itself.", whole)
        return cls(with_ending(name), reading, **given, span=whole)

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
        """A file that does not exist is a warning unless strict."""
        with placed(self.name, self.span):
            path = search.csv_file(self.file)
            try:
                return CsvFile.at(path).rows()
            except FileNotFoundError:
                message = f"The file '{self.file}' does not exist."
                if self.strict:
                    raise NotFound(message) from None
        search.message("WARN", message)
        return ()
