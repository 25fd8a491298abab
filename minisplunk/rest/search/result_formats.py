"""A page of results in, the document of an output mode out, in pieces: json, json_rows, json_cols, xml, csv, raw."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

import orjson

from ...search import Message
from ..eai.markup import escaped
from ..http import HttpError, Response
from .result_page import ResultPage, ShownRow

JSON, XML = "application/json; charset=UTF-8", "text/xml; charset=UTF-8"
CSV, TEXT = "text/csv; charset=UTF-8", "text/plain; charset=UTF-8"
XML_PROLOGUE = "<?xml version='1.0' encoding='UTF-8'?>\n"
T = TypeVar("T")
_PIECE = 1000
"""Results of a piece."""
_BARE = re.compile(r"[A-Za-z0-9]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def rendered(page: ResultPage, mode: str) -> Response:
    """Raises HttpError 400 for an output mode that results don't have."""
    if mode not in FORMATS:
        raise unknown_mode(mode)
    pieces, media_type = FORMATS[mode]
    return Response(b"".join(pieces(page)), media_type=media_type)


def unknown_mode(mode: str) -> HttpError:
    return HttpError(400, f"Output mode '{mode}' is not supported for this endpoint.", "FATAL")


def dumped(document: Any) -> bytes:
    """JSON; half a surrogate pair, which JSON cannot hold, becomes a question mark."""
    try:
        return orjson.dumps(document)
    except TypeError:
        return orjson.dumps(_without_surrogates(document))


def dumped_lines(documents: Sequence[Any]) -> list[bytes]:
    """Likewise, each with the end of its line."""
    try:
        return [orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE) for document in documents]
    except TypeError:
        return [dumped(document) + b"\n" for document in documents]


def _without_surrogates(value: Any) -> Any:
    match value:
        case str():
            return _SURROGATE.sub("?", value)
        case Mapping():
            return {_without_surrogates(key): _without_surrogates(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_without_surrogates(inner) for inner in value]
    return value


# JSON


def _json(page: ResultPage) -> Iterator[bytes]:
    """Without results there are no fields (10.6)."""
    document = {**_head(page), "post_process_count": page.total, "messages": _messages(page.messages)}
    if page.rows:
        fields = [_field(name, page) for name in page.fields]
        yield dumped({**document, "fields": fields, "results": page.rows, "highlighted": {}})
    else:
        yield dumped({**document, "results": []})


def _json_rows(page: ResultPage) -> Iterator[bytes]:
    yield from _table(page, "rows", _items([row.get(name) for name in page.fields] for row in page.rows))


def _json_cols(page: ResultPage) -> Iterator[bytes]:
    """Column by column, so that no more than a piece of one is held."""
    columns = (_items(row.get(name) for row in page.rows) for name in page.fields)
    yield from _table(page, "columns", _joined(chain((b"[",), column, (b"]",)) for column in columns))


def _table(page: ResultPage, name: str, items: Iterable[bytes]) -> Iterator[bytes]:
    """Results of another search over results are counted (the tests of splunk-sdk-javascript)."""
    count = {"post_process_count": page.total} if page.processed else {}
    fields = [_field(name, page) for name in page.fields] if page.metadata else page.fields
    head = dumped({**_head(page), **count, "messages": _messages(page.messages), "fields": fields})
    yield head.removesuffix(b"}") + f',"{name}":['.encode()
    yield from items
    yield b"]}"


def _items(values: Iterable[Any]) -> Iterator[bytes]:
    """The values as JSON, with commas between them."""
    return _joined((dumped(piece)[1:-1],) for piece in pieces_of(values))


def _joined(items: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
    for number, item in enumerate(items):
        if number:
            yield b","
        yield from item


def _head(page: ResultPage) -> dict[str, Any]:
    return {"preview": page.preview, "init_offset": page.offset}


def _field(name: str, page: ResultPage) -> dict[str, str]:
    rank = {"groupby_rank": str(page.ranks[name])} if name in page.ranks else {}
    return {"name": name, **rank, **page.summaries.get(name, {})}


def _messages(messages: Sequence[Message]) -> list[dict[str, str]]:
    return [{"type": message.kind, "text": message.text} for message in messages]


# XML


def _xml(page: ResultPage) -> Iterator[bytes]:
    yield f"{XML_PROLOGUE}\n".encode()
    yield from xml_results(page)


def xml_results(page: ResultPage) -> Iterator[bytes]:
    """The results element, as in the samples of splunk-sdk-java."""
    preview = f"preview='{int(page.preview)}'"
    if not page.rows and not page.messages:
        yield f"<results {preview}/>\n".encode()
        return
    parts = chain((f"<results {preview}>\n",), _xml_head(page), _xml_rows(page), ("</results>\n",))
    for piece in pieces_of(parts):
        yield "".join(piece).encode(errors="replace")


def _xml_head(page: ResultPage) -> Iterator[str]:
    if page.rows:
        fields = "".join(f"<field>{escaped(name)}</field>\n" for name in page.fields)
        yield f"<meta>\n<fieldOrder>\n{fields}</fieldOrder>\n</meta>\n"
    if page.messages:
        lines = "".join(f'  <msg type="{escaped(m.kind)}">{escaped(m.text)}</msg>\n' for m in page.messages)
        yield f"<messages>\n{lines}</messages>\n\n"


def _xml_rows(page: ResultPage) -> Iterator[str]:
    for number, row in enumerate(page.rows, start=page.offset):
        fields = "".join(_xml_field(name, value) for name, value in row.items())
        yield f"\t<result offset='{number}'>\n{fields}\t</result>\n"


def _xml_field(name: str, value: str | list[str]) -> str:
    key = escaped(name).replace("'", "&apos;")
    if name == "_raw" and isinstance(value, str):
        return f"\t\t<field k='_raw'><v xml:space='preserve' trunc='0'>{escaped(value)}</v></field>\n"
    values = value if isinstance(value, list) else [value]
    texts = "".join(f"\t\t\t<value><text>{escaped(text)}</text></value>\n" for text in values)
    return f"\t\t<field k='{key}'>\n{texts}\t\t</field>\n"


# CSV and raw


def _csv(page: ResultPage) -> Iterator[bytes]:
    if page.rows:
        yield f"{','.join(map(_cell, page.fields))}\n".encode(errors="replace")
    for rows in pieces_of(page.rows):
        yield "".join([f"{_csv_line(row, page.fields)}\n" for row in rows]).encode(errors="replace")


def _csv_line(row: ShownRow, fields: Sequence[str]) -> str:
    """Values of other than letters and digits are quoted; no value is an empty cell (10.4.2, by a third party)."""
    return ",".join(_cell(row[name]) if name in row else "" for name in fields)


def _cell(value: str | list[str]) -> str:
    text = value if isinstance(value, str) else "\n".join(value)
    return text if _BARE.fullmatch(text) else '"' + text.replace('"', '""') + '"'


def raw(page: ResultPage) -> Iterator[bytes]:
    """The events' own text; results that are no events have none. [unverified]"""
    for rows in pieces_of(page.rows):
        yield "".join(map(_raw_line, rows)).encode(errors="replace")


def _raw_line(row: ShownRow) -> str:
    raw = row.get("_raw")
    return "" if raw is None else f"{raw if isinstance(raw, str) else chr(10).join(raw)}\n"


def pieces_of(items: Iterable[T]) -> Iterator[list[T]]:
    following = iter(items)
    while piece := list(islice(following, _PIECE)):
        yield piece


FORMATS: Mapping[str, tuple[Callable[[ResultPage], Iterator[bytes]], str]] = {
    "json": (_json, JSON),
    "json_rows": (_json_rows, JSON),
    "json_cols": (_json_cols, JSON),
    "xml": (_xml, XML),
    "csv": (_csv, CSV),
    "raw": (raw, TEXT),
}
"""REST API Reference, "Response formats": output_mode. `atom` is none of a search's results here."""
