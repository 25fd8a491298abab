"""outputlookup: writes the rows to the file behind a lookup, and passes them on.

The names of the file's columns are those of the rows, in the order in which results show them; fields whose names begin
with an underscore are among them, as everybody expects who takes _time away first.

[unverified]: how splunkd words its messages; that nothing to append leaves a file as it is; that max=0 is no limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from ..disk import remove_file
from ..errors import DataError, Span
from ..lookups.writing import append_rows, write_table
from ..operators.sinks import Sink, placed
from ..spl.arguments import Arguments, Option, Text, boolean, natural, one_of
from ..spl.columns import Columns, columns, in_order
from ..spl.command import Command, Context, Kind
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row

_NO_APPENDING = "Rows cannot be appended to a .gz file."


@dataclass(frozen=True, slots=True)
class Outputlookup(Command):
    """`place`: app, user or system; empty where the search says nothing. `most`: rows that are written, 0 for all."""

    name = "outputlookup"
    kind = Kind.DATASET
    writes = "output_file"
    arguments = Arguments(
        Text("table", "the name of a lookup table"),
        append=Option(boolean, False),
        create_empty=Option(boolean, False),
        override_if_empty=Option(boolean, True),
        max=Option(natural, 0, attribute="most"),
        key_field=Option(str, unsupported=lambda value: True, attribute=""),  # of KV store collections alone
        allow_updates=Option(boolean, attribute=""),  # the records of a file have no keys to be updated by
        createinapp=Option(boolean),
        create_context=Option(one_of("app", "user", "system"), ""),
        output_format=Option(one_of("splunk_sv_csv", "splunk_mv_csv"), "splunk_sv_csv"),
    )

    table: str
    append: bool = False
    create_empty: bool = False
    override_if_empty: bool = True
    most: int = 0
    place: str = ""
    multivalued: bool = False
    span: Span = field(default=Span(0, 0), compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Outputlookup:
        """createinapp counts before create_context (Search Reference, outputlookup, create_context)."""
        whole = p.rest()
        given = cls.arguments.read(p)
        create_in_app, place = given.pop("createinapp"), given.pop("create_context")
        if create_in_app is not None:
            place = "app" if create_in_app else "system"
        multivalued = given.pop("output_format") == "splunk_mv_csv"
        command = cls(**given, place=place, multivalued=multivalued, span=whole)
        if command.table[:1] == "." or "/" in command.table or "\\" in command.table:
            raise p.error(f"The lookup table '{command.table}' is invalid.", whole)
        if command.append and command.table.endswith(".gz"):
            raise p.error(_NO_APPENDING, whole)
        return command

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> Sink:
        def write(rows: Iterable[Row]) -> None:
            with placed(self.name, self.span), search.lookup_to_write(self.table, self.place) as path:
                self._write(search, path, rows)

        return Sink(search.memory, write)

    def _write(self, search: Context, path: Path, rows: Iterable[Row]) -> None:
        kept = rows if not self.most else islice(rows, self.most)
        names = in_order(search.columns, columns(rows))
        if next(iter(rows), None) is None:
            self._write_nothing(search, path)
            return
        if self.append and path.suffix == ".gz":
            raise DataError(_NO_APPENDING)
        if not (self.append and path.exists() and append_rows(path, kept)):
            write_table(path, names, kept, multivalued=self.multivalued)
        search.message("INFO", f"Results written to file '{path}'.")

    def _write_nothing(self, search: Context, path: Path) -> None:
        """Without results a file is removed, or is empty; or all stays as it is."""
        if self.append or (not self.override_if_empty and path.exists()):
            search.message("INFO", f"No results. The file '{path}' is left as it is.")
        elif self.create_empty:
            write_table(path, (), ())
            search.message("INFO", f"No results. The file '{path}' is empty now.")
        elif remove_file(path):
            search.message("INFO", f"No results. The file '{path}' was removed.")
