"""spath: values out of JSON or XML in a field, all of them or those at one path.

[unverified] on a real Splunk: each value of a multivalue input is read; the 5,000 characters bound only a search
without a path; a path that leads nowhere leaves the field as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ..dataclass import dataclass
from ..documents import datapath, json, xml
from ..spl.arguments import Arguments, Option, Text
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value, texts

CUTOFF = 5_000
"""Characters of the input that are read when no path is given (limits.conf, [spath] extraction_cutoff)."""


@dataclass(frozen=True)
class Spath(Command):
    """No `path`: all values, each in a field of its own name."""

    name = "spath"
    kind = Kind.STREAMING
    arguments = Arguments(
        Text("path", "a path", required=False),
        input=Option(str, "_raw", attribute="source"),
        output=Option(str),
        path=Option(str),
    )

    source: str = "_raw"
    path: str | None = None
    output: str | None = None

    @classmethod
    def parse(cls, p: Parser) -> Spath:
        """`[input=<field>] [output=<field>] [path=<datapath> | <datapath>]`."""
        where = p.rest()
        read = cls(**cls.arguments.read(p))
        if read.path is not None and not _balanced(read.path):
            raise p.error(f"Invalid argument: '{read.path}'", where)
        if read.output is not None and read.path is None:
            raise p.error("The option 'output' needs a path.")
        return read

    def needs(self, wanted: Fields) -> Fields:
        # A row in which nothing is found keeps what it has, so what is extracted is needed from before as well.
        return wanted | Fields(frozenset({self.source}))

    def columns(self, before: Columns | None) -> Columns | None:
        new = self.output or self.path
        return before and before.adding([new] if new else (), more=new is None)

    def operator(self, search: Context) -> PerRow:
        return partial(self._found, search)

    def _found(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            documents = texts(row.get(self.source))
            if self.path is None:
                for name, values in self._all(documents, search).items():
                    row[name] = _value(values)
            else:
                values = [value for document in documents for value in texts(datapath.at_path(document, self.path))]
                if values:
                    row[self.output or self.path] = _value(values)
            yield row

    def _all(self, documents: list[str], search: Context) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for document in documents:
            if len(document) > CUTOFF:
                search.message("WARN", _cut(self.source))
            for name, value in _flat(document).items():
                found.setdefault(name, []).extend(texts(value))
        return found


def _balanced(path: str) -> bool:
    """Whether all curly brackets of a path are closed, none within another."""
    depth = 0
    for char in path:
        depth += (char == "{") - (char == "}")
        if not 0 <= depth <= 1:
            return False
    return depth == 0 and path != ""


def _flat(document: str) -> dict[str, Value]:
    if datapath.is_xml(document):
        return xml.flatten(document[:CUTOFF])
    return json.flatten(json.complete_prefix(document, CUTOFF) or "") or {}


def _cut(field: str) -> str:
    return (
        f"spath read only the first {CUTOFF:,} characters of {field} in some events (limits.conf, [spath] "
        "extraction_cutoff): fields that lie beyond are missing. With path= all of it is read."
    )


def _value(values: list[str]) -> Value:
    return values[0] if len(values) == 1 else values
