"""outputcsv: writes the rows to a file of var/run/splunk/csv, and passes them on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from pathlib import PurePath

from ..dataclass import dataclass
from ..errors import Span
from ..operators.sinks import Sink, placed
from ..operators.table_writing import NO_APPENDING, TableWriting
from ..spl.arguments import Arguments, Option, Text, boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Outputcsv(Command):
    name = "outputcsv"
    kind = Kind.DATASET
    writes = "output_file"
    arguments = Arguments(
        Text("file", "the name of a file", required=False),
        append=Option(boolean, False),
        create_empty=Option(boolean, False),
        override_if_empty=Option(boolean, True),
        dispatch=Option(boolean, unsupported=bool, attribute=""),
        usexml=Option(boolean, attribute=""),  # it is about what is written without a name
        singlefile=Option(boolean, unsupported=lambda value: not value, attribute=""),
    )

    file: str
    writing: TableWriting
    span: Span = field(default=Span(0, 0), compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Outputcsv:
        """Without a name Splunk writes each row into the row's own field _xml, which is not done here."""
        whole = p.rest()
        if p.at("["):
            raise p.unsupported("A subsearch in place of the name of a file.")
        given = cls.arguments.read(p)
        name = given.pop("file")
        if name is None:
            raise p.unsupported("It writes to files alone, and no name is given.")
        if "/" in name or "\\" in name:  # directory separators are not permitted
            raise p.error(f"The name of the file, '{name}', is invalid.", whole)
        if name.startswith("."):
            raise p.unsupported(f"The hidden file '{name}'.", whole)
        writing = TableWriting(**given)
        if writing.append and name.endswith(".gz"):
            raise p.error(NO_APPENDING, whole)
        return cls(with_ending(name), writing, whole)

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> Sink:
        def write(rows: Iterable[Row]) -> None:
            with placed(self.name, self.span), search.csv_to_write(self.file) as path:
                self.writing.write(search, path, rows)

        return Sink(search.memory, write)


def with_ending(name: str) -> str:
    """A name without an ending gets .csv."""
    return name if PurePath(name).suffix else f"{name}.csv"
