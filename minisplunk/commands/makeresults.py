"""makeresults: rows out of nothing, or out of inline CSV or JSON.

[unverified] on a real Splunk: rows made of CSV have no `_time`, as in the documented example; what null, arrays and
objects in inline JSON become.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec

from ..spl.ast import Context, Fields
from ..spl.parser import Parser, boolean, natural
from ..values import Row, Value

MAX_DATA = 29_999
"""Characters of inline data (Search Reference, makeresults, "Generating results from inline data")."""
SERVER = "local"
"""`splunk_server` of annotated rows: Splunk's own word for the search head."""


@dataclass(frozen=True)
class Makeresults:
    """`table`: the rows of inline data, `timed` when they are events with `_time`; None makes `count` bare rows."""

    name: ClassVar[str] = "makeresults"
    generating: ClassVar[bool] = True

    count: int = 1
    annotate: bool = False
    table: tuple[dict[str, Value], ...] | None = None
    timed: bool = True

    @classmethod
    def parse(cls, p: Parser) -> Makeresults:
        """`[count=<num>] [annotate=<bool>] [splunk_server=<string>] [format=csv|json data=<string>]`."""
        options: dict[str, Any] = {}
        while (token := p.peek()) is not None:
            option = p.option(_OPTIONS)
            if option is None:
                raise p.error(f"Invalid argument: '{token.text}'", token.span)
            options[option[0]] = option[1]
            if _refused(*option):
                raise p.unsupported(f"The option '{option[0]}': there is one server, '{SERVER}'.", token.span)
        if "format" not in options and "data" not in options:
            return cls(options.get("count", 1), options.get("annotate", False))
        return cls(table=_table(p, options), timed=options["format"] == "json")

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        """`_time` is the start of the search in whole seconds; rows made of CSV have none."""
        base: dict[str, Value] = {"_time": int(search.now)} if self.timed else {}
        if self.annotate:
            base["splunk_server"] = SERVER
        if self.table is not None:
            yield from ({**base, **row} for row in self.table)
        else:
            yield from (dict(base) for _ in range(self.count))


def _format(name: str) -> str:
    if name.lower() not in _READERS:
        raise ValueError("it must be csv or json")
    return name.lower()


_OPTIONS: dict[str, Callable[[str], Any]] = {
    "count": natural,
    "annotate": boolean,
    "splunk_server": str,
    "splunk_server_group": str,
    "format": _format,
    "data": str,
}


def _refused(name: str, value: Any) -> bool:
    return name == "splunk_server_group" or (name == "splunk_server" and value.lower() not in (SERVER, "*"))


def _table(p: Parser, options: dict[str, Any]) -> tuple[dict[str, Value], ...]:
    """With inline data the other options are ignored, as documented. SplError for data that isn't of its format."""
    for name in ("format", "data"):
        if name not in options:
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
