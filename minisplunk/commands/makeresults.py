"""makeresults: rows out of nothing, or out of inline CSV or JSON.

[unverified] on a real Splunk: rows made of CSV have no `_time`, as in the documented example; what null, arrays and
objects in inline JSON become.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec

from ..spl.arguments import Arguments, Option, boolean, natural, one_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value

MAX_DATA = 29_999
"""Characters of inline data (Search Reference, makeresults, "Generating results from inline data")."""
SERVER = "local"
"""`splunk_server` of annotated rows: Splunk's own word for the search head."""


@dataclass(frozen=True, slots=True)
class Makeresults(Command):
    """`table`: the rows of inline data, `timed` when they are events with `_time`; None makes `count` bare rows."""

    name = "makeresults"
    kind = Kind.GENERATING
    arguments = Arguments(
        count=Option(natural, 1),
        annotate=Option(boolean, False),
        # there is one server
        splunk_server=Option(str, unsupported=lambda value: value.lower() not in (SERVER, "*")),
        splunk_server_group=Option(str, unsupported=lambda value: True),
        format=Option(one_of("csv", "json")),
        data=Option(str),
    )

    count: int = 1
    annotate: bool = False
    table: tuple[dict[str, Value], ...] | None = None
    timed: bool = True

    @classmethod
    def parse(cls, p: Parser) -> Makeresults:
        """`[count=<num>] [annotate=<bool>] [splunk_server=<string>] [format=csv|json data=<string>]`."""
        given = cls.arguments.read(p)
        if given["format"] is None and given["data"] is None:
            return cls(given["count"], given["annotate"])
        return cls(table=_table(p, given), timed=given["format"] == "json")

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def columns(self, before: Columns | None) -> Columns | None:
        return None

    def operator(self, search: Context) -> PerRow:
        return partial(self._made, search)

    def _made(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        """`_time` is the start of the search in whole seconds; rows made of CSV have none."""
        base: dict[str, Value] = {"_time": int(search.now)} if self.timed else {}
        if self.annotate:
            base["splunk_server"] = SERVER
        if self.table is not None:
            yield from ({**base, **row} for row in self.table)
        else:
            yield from (dict(base) for _ in range(self.count))


def _table(p: Parser, options: dict[str, Any]) -> tuple[dict[str, Value], ...]:
    """With inline data the other options are ignored, as documented. SplError for data that isn't of its format."""
    for name in ("format", "data"):
        if options[name] is None:
            raise p.error("The options 'format' and 'data' must be given together.")
    data: str = options["data"]
    if len(data) > MAX_DATA:
        raise p.error(f"The inline data are longer than {MAX_DATA:,} characters.")
    try:
        return tuple(_READERS[options["format"]](data))
    except (ValueError, csv.Error, msgspec.MsgspecError) as error:
        raise p.error(f"The inline data cannot be parsed as {options['format'].upper()}: {error}.") from error


def _csv(data: str) -> Iterator[dict[str, Value]]:
    """The first line names the fields, blanks around the names don't count; an empty cell is null."""
    lines = csv.reader(io.StringIO(data.lstrip("\r\n")), strict=True)
    header = [name.strip() for name in next(lines, [])]
    for cells in filter(None, lines):
        if len(cells) > len(header):
            raise ValueError(f"line {lines.line_num} has more values than the header has names")
        yield {name: cell for name, cell in zip(header, cells, strict=False) if cell}


def _json(data: str) -> Iterator[dict[str, Value]]:
    """An array of objects: keys become fields, the object itself `_raw`."""
    for document in msgspec.json.decode(data, type=list[msgspec.Raw]):
        fields = msgspec.json.decode(document, type=dict[str, msgspec.Raw])
        yield {"_raw": bytes(document).decode(), **{key: _value(bytes(raw).decode()) for key, raw in fields.items()}}


def _value(written: str) -> str:
    """A string is decoded; numbers, true, false and null, arrays and objects stay as they are written."""
    return msgspec.json.decode(written, type=str) if written.startswith('"') else written


_READERS: dict[str, Callable[[str], Iterator[dict[str, Value]]]] = {"csv": _csv, "json": _json}
