"""outputlookup: writes the rows to the file behind a lookup, and passes them on.

Fields whose names begin with an underscore are columns too, as everybody expects who takes _time away first.
[unverified]: that max=0 is no limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..errors import Span
from ..operators.sinks import Sink, placed
from ..operators.table_writing import NO_APPENDING, TableWriting
from ..spl.arguments import Arguments, Option, Text, boolean, natural, never, one_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Outputlookup(Command):
    """`place`: app, user or system; empty where the search says nothing."""

    name = "outputlookup"
    kind = Kind.DATASET
    writes = "output_file"
    arguments = Arguments(
        Text("table", "the name of a lookup table"),
        append=Option(boolean, False),
        create_empty=Option(boolean, False),
        override_if_empty=Option(boolean, True),
        max=Option(natural, 0, attribute="most"),
        key_field=never(str, "there are no collections of the KV store, whose records it is the key of"),
        allow_updates=Option(boolean, attribute=""),  # the records of a file have no keys to be updated by
        createinapp=Option(boolean),
        create_context=Option(one_of("app", "user", "system"), ""),
        output_format=Option(one_of("splunk_sv_csv", "splunk_mv_csv"), "splunk_sv_csv"),
    )

    table: str
    writing: TableWriting
    place: str = ""
    span: Span = field(default=Span(0, 0), compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Outputlookup:
        """createinapp counts before create_context (Search Reference, outputlookup, create_context)."""
        whole = p.rest()
        given = cls.arguments.read(p)
        table, create_in_app, place = given.pop("table"), given.pop("createinapp"), given.pop("create_context")
        if create_in_app is not None:
            place = "app" if create_in_app else "system"
        writing = TableWriting(multivalued=given.pop("output_format") == "splunk_mv_csv", **given)
        if "/" in table or "\\" in table:
            raise p.error(f"The lookup table '{table}' is invalid.", whole)
        if table.startswith("."):
            raise p.unsupported(f"The hidden file '{table}'.", whole)
        if writing.append and table.endswith(".gz"):
            raise p.error(NO_APPENDING, whole)
        return cls(table, writing, place, whole)

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> Sink:
        def write(rows: Iterable[Row]) -> None:
            with placed(self.name, self.span), search.lookup_to_write(self.table, self.place) as path:
                self.writing.write(search, path, rows)

        return Sink(search.memory, write)
