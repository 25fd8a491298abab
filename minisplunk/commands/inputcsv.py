"""inputcsv: the rows of a file of var/run/splunk/csv, instead of the search's or after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from ..dataclass import dataclass
from ..errors import NotFound, Span
from ..lookups.csv import CsvFile
from ..operators.sinks import placed
from ..operators.table_reading import OPTIONS, WHERE, ReadsTable, TableReading
from ..spl.arguments import Arguments, Option, Text, boolean
from ..spl.command import Context
from ..spl.parser import Parser
from ..values import Row
from .outputcsv import with_ending


@dataclass(frozen=True, slots=True)
class Inputcsv(ReadsTable):
    name = "inputcsv"
    beyond = True
    arguments = Arguments(
        Text("file", "the name of a file"),
        WHERE,
        dispatch=Option(boolean, unsupported=bool, attribute=""),
        events=Option(boolean, attribute=""),  # it changes how Splunk Web shows the rows
        **OPTIONS,
    )

    file: str
    reading: TableReading
    append: bool
    strict: bool
    span: Span = field(compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Inputcsv:
        """Splunk takes a path below the folder, too."""
        whole = p.rest()
        given = cls.arguments.read(p)
        reading = TableReading.taken(given)
        name = given.pop("file")
        if name[:1] == "." or "/" in name or "\\" in name:
            raise p.unsupported(f"The path '{name}': files lie in var/run/splunk/csv itself.", whole)
        return cls(with_ending(name), reading, **given, span=whole)

    def rows(self, search: Context) -> Iterable[Row]:
        """A file that does not exist is a warning unless strict."""
        with placed(self.name, self.span):
            path = search.csv_file(self.file)
            try:
                file = CsvFile.at(path)
            except FileNotFoundError:
                message = f"The file '{self.file}' does not exist."
                if self.strict:
                    raise NotFound(message) from None
                search.message("WARN", message)
                return ()
            for warning in file.warnings:
                search.message("WARN", str(warning))
            return file.rows()
