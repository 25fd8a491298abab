"""outputlookup: writes the rows to the file or the collection behind a lookup, and passes them on.

Fields whose names begin with an underscore are columns too, as everybody expects who takes _time away first.
[unverified]: that max=0 is no limit; how splunkd words its messages about collections; that without results a
collection is emptied where a file would be removed; that key_field means append=t for a file, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from itertools import islice

from ..dataclass import dataclass
from ..errors import Span
from ..operators.sinks import Sink, placed
from ..operators.table_writing import NO_APPENDING, TableWriting
from ..spl.arguments import Arguments, Option, Text, boolean, natural, one_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind
from ..spl.environment import Records
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row

_NO_KEYS = "key_field is about collections of the KV store: the rows of a file have no keys."


@dataclass(frozen=True, slots=True)
class Outputlookup(Command):
    """`place`: app, user or system; empty where the search says nothing. `key_field`: whose value is the key of a
    record; `update`: whether a record that has the key is replaced. Files have neither."""

    name = "outputlookup"
    kind = Kind.DATASET
    writes = "output_file"
    arguments = Arguments(
        Text("table", "the name of a lookup table"),
        append=Option(boolean),
        create_empty=Option(boolean, False),
        override_if_empty=Option(boolean, True),
        max=Option(natural, 0, attribute="most"),
        key_field=Option(str, ""),
        allow_updates=Option(boolean, True, attribute="update"),
        createinapp=Option(boolean),
        create_context=Option(one_of("app", "user", "system"), ""),
        output_format=Option(one_of("splunk_sv_csv", "splunk_mv_csv"), "splunk_sv_csv"),
    )

    table: str
    writing: TableWriting
    place: str = ""
    key_field: str = ""
    update: bool = True
    span: Span = field(default=Span(0, 0), compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Outputlookup:
        """createinapp counts before create_context; with a key_field rows are appended unless the search says otherwise
        (Search Reference, outputlookup, create_context and key_field)."""
        whole = p.rest()
        given = cls.arguments.read(p)
        table, create_in_app, place = given.pop("table"), given.pop("createinapp"), given.pop("create_context")
        if create_in_app is not None:
            place = "app" if create_in_app else "system"
        key_field, update, append = given.pop("key_field"), given.pop("update"), given.pop("append")
        given["append"] = bool(key_field) if append is None else append
        writing = TableWriting(multivalued=given.pop("output_format") == "splunk_mv_csv", **given)
        if "/" in table or "\\" in table:
            raise p.error(f"The lookup table '{table}' is invalid.", whole)
        if table.startswith("."):
            raise p.unsupported(f"The hidden file '{table}'.", whole)
        if writing.append and table.endswith(".gz"):
            raise p.error(NO_APPENDING, whole)
        return cls(table, writing, place, key_field, update, whole)

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> Sink:
        def write(rows: Iterable[Row]) -> None:
            with placed(self.name, self.span), search.collection_to_write(self.table) as records:
                if records is not None:
                    self._save(search, records, rows)
                    return
                with search.lookup_to_write(self.table, self.place) as path:
                    self.writing.write(search, path, rows)
                if self.key_field:
                    search.message("WARN", _NO_KEYS)

        return Sink(search.memory, write)

    def _save(self, search: Context, records: Records, rows: Iterable[Row]) -> None:
        """No results are none to replace the others with where `override_if_empty` is false."""
        writing, empty = self.writing, next(iter(rows), None) is None
        if empty and (writing.append or not writing.override_if_empty):
            search.message("INFO", f"No results. The collection '{records.name}' is left as it is.")
            return
        kept = islice(rows, writing.most) if writing.most else rows
        records.write(kept, key_field=self.key_field, replace=not writing.append, update=self.update)
        done = "No results. The collection '{}' is empty now." if empty else "Results written to collection '{}'."
        search.message("INFO", done.format(records.name))
