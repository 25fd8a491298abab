"""makeresults: rows out of nothing, or out of inline CSV or JSON.

What it takes and refuses was measured on 10.4.2 by a third party. Where splunkd drops something without a word, the job
says so here. [unverified] on a real Splunk: what null in inline JSON becomes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import msgspec

from ..dataclass import dataclass
from ..errors import SplError
from ..spl.arguments import Arguments, Option, Word, boolean, natural, never
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value

MAX_DATA = 29_999
"""Characters of inline data (Search Reference, makeresults, "Generating results from inline data")."""
SERVER = "local"
"""`splunk_server` of annotated rows: Splunk's own word for the search head."""
_PROCESSOR = "Error in 'MakeResultsProcessor': "
_NOT_OBJECTS = (
    "Incorrectly-formatted JSON data detected. Make sure your JSON-formatted data starts with '[' and ends with ']' "
    "and consists of JSON objects."
)
"""The one message of splunkd's that names nobody."""
_OTHERS = "there is one server"
_INLINE = frozenset({"format", "data"})

Table = tuple[dict[str, Value], ...]
Notes = tuple[str, ...]


class _Unknown(Word):
    """Options that there are not, which have no effect; and a bare 1, which says what is so anyway (Search Reference,
    searchmatch, has it in its example)."""

    attribute = "unknown"
    repeated = True

    def begins(self, p: Parser) -> bool:
        return True

    def read(self, p: Parser, before: tuple[str, ...] | None) -> tuple[str, ...]:
        token = p.peek()
        name = token.text if token else ""
        if name == "1" and not p.at_option():
            p.next()
            return before or ()
        if not p.any_option({}):
            raise p.unsupported(f"The argument '{name}'.")
        return (*(before or ()), name)

    def missing(self, p: Parser) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Makeresults(Command):
    """`table`: the rows of inline data, `timed` when they are events with `_time`; None makes `count` bare rows.

    `notes`: what of the arguments has no effect.
    """

    name = "makeresults"
    kind = Kind.GENERATING
    beyond = False
    arguments = Arguments(
        _Unknown(),
        count=Option(natural),
        annotate=Option(boolean),
        splunk_server=Option(str, unsupported=lambda value: value.lower() not in (SERVER, "*"), lacks=_OTHERS),
        splunk_server_group=never(str, _OTHERS),
        format=Option(str),
        data=Option(str),
    )

    count: int = 1
    annotate: bool = False
    table: Table | None = None
    timed: bool = True
    notes: Notes = ()

    @classmethod
    def parse(cls, p: Parser) -> Makeresults:
        """`[count=<num>] [annotate=<bool>] [splunk_server=<string>]`, or `format=csv|json data=<string>`."""
        given = {name: value for name, value in cls.arguments.read(p).items() if value is not None}
        if not given.keys().isdisjoint(_INLINE):
            with p.worded(_PROCESSOR):
                table, notes = _table(p, given)
            return cls(table=table, timed=given["format"].lower() == "json", notes=notes)
        unknown = ", ".join(given.get("unknown", ()))
        notes = (f"makeresults has no such options, which are ignored: {unknown}.",) if unknown else ()
        return cls(given.get("count", 1), given.get("annotate", False), notes=notes)

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def columns(self, before: Columns | None) -> Columns | None:
        return None

    def supplies(self, before: frozenset[str] | None) -> frozenset[str]:
        names = {name for row in self.table or () for name in row}
        return frozenset(names.union(["_time"] * self.timed, ["splunk_server"] * self.annotate))

    def operator(self, search: Context) -> PerRow:
        return partial(self._made, search)

    def _made(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        """`_time` is the start of the search in whole seconds; rows made of CSV have none."""
        for note in self.notes:
            search.message("INFO", note)
        base: dict[str, Value] = {"_time": int(search.now)} if self.timed else {}
        if self.annotate:
            base["splunk_server"] = SERVER
        if self.table is not None:
            yield from ({**base, **row} for row in self.table)
        else:
            yield from (dict(base) for _ in range(self.count))


def _table(p: Parser, options: dict[str, Any]) -> tuple[Table, Notes]:
    """The rows of inline data. Raises SplError, worded as splunkd does."""
    if not options.keys() >= _INLINE:
        raise p.error(
            "You must specify both 'format' and 'data' arguments for 'makeresults' to read inline data. If you are "
            "providing inline data, specify both 'format' and 'data'. If you are not providing inline data, do not "
            "specify either argument."
        )
    if options.keys() > _INLINE:
        raise p.error(
            "When 'makeresults' generates events from inline data, it does not allow arguments other than 'format' "
            "and 'data'. If you are providing inline data for 'makeresults', specify only the 'format' and 'data' "
            "arguments."
        )
    format, data = str(options["format"]), str(options["data"])
    read = _READERS.get(format.lower())
    if read is None:
        raise p.error(f"An invalid 'format' was specified: {format}. Valid 'format' options are 'csv' and 'json'.")
    if len(data) > MAX_DATA:
        raise p.error(f"The inline data are longer than {MAX_DATA:,} characters.")
    return read(p, data)


def _csv(p: Parser, data: str) -> tuple[Table, Notes]:
    """The first line names the fields, blanks around the names don't count; an empty cell is null."""
    lines = csv.reader(io.StringIO(data.lstrip("\r\n")), strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
        found = [cells for cells in lines if cells]
    except csv.Error as error:
        raise p.error(f"The inline data cannot be parsed as CSV: {error}.") from error
    rows: Iterator[dict[str, Value]]
    rows = ({name: cell for name, cell in zip(header, cells, strict=False) if cell} for cells in found)
    more = any(len(cells) > len(header) for cells in found)
    return tuple(rows), ("Values of the inline data for which the first line has no name are dropped.",) if more else ()


def _json(p: Parser, data: str) -> tuple[Table, Notes]:
    """An array of objects: keys become fields, the object itself `_raw`."""
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except (ValueError, RecursionError):
        return (), ("The inline data are no JSON, and give no results.",)
    try:
        return tuple(map(_event, msgspec.json.decode(data, type=list[msgspec.Raw]))), ()
    except msgspec.ValidationError as error:
        raise SplError(_NOT_OBJECTS, p.rest(), p.command) from error


def _event(document: msgspec.Raw) -> dict[str, Value]:
    fields = msgspec.json.decode(document, type=dict[str, msgspec.Raw])
    return {"_raw": bytes(document).decode(), **{key: _value(bytes(raw).decode()) for key, raw in fields.items()}}


def _value(written: str) -> str:
    """A string is decoded; numbers, true, false and null, arrays and objects stay as they are written."""
    return msgspec.json.decode(written, type=str) if written.startswith('"') else written


_READERS: dict[str, Callable[[Parser, str], tuple[Table, Notes]]] = {"csv": _csv, "json": _json}
