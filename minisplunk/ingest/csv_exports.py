"""A CSV file that AWS made of CloudTrail -> the records in its column eventJson, or why there are none.

CloudTrail Lake saves the results of a query as CSV (AWS CloudTrail User Guide, "Get and view your saved query
results"), and so does Athena. The console's Event history has a CSV of some columns ("Viewing recent management events
with the console"), from which no record can be made.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import DataError
from .documents import Document
from .places import At
from .wrappers import is_event_json

_CONSOLE = frozenset({"event name", "event time", "event source"})
_ATHENA = frozenset({"eventname", "eventsource", "eventtime"})
"""Athena's columns, and Lake's in lower case."""
_MOST = 1 << 16
"""Bytes of a header."""


def header_of(beginning: bytes) -> list[str]:
    """The names of the columns, if these are the first bytes of such a file; else none."""
    line = beginning[:_MOST].lstrip().partition(b"\n")[0].decode(errors="replace")
    if line.startswith(("{", "[")):
        return []
    try:
        names = [name.strip().lower() for name in next(csv.reader([line]), [])]
    except csv.Error:
        return []
    if any(map(is_event_json, names)) or _CONSOLE.issubset(names) or _ATHENA.issubset(names):
        return names
    return []


def csv_documents(path: At, file: io.BufferedReader) -> Iterator[Document] | None:
    """A document for each record; None for what is no such file. Raises DataError for a file without whole records."""
    names = header_of(file.peek(_MOST))
    return _documents(path, file, names) if names else None


def _documents(path: At, file: BinaryIO, names: list[str]) -> Iterator[Document]:
    column = next((place for place, name in enumerate(names) if is_event_json(name)), None)
    if column is None:
        raise DataError(f"{path}: {_without_records(names)}")
    text = io.TextIOWrapper(file, "utf-8", newline="")
    try:
        for line, row in _rows(path, text):
            if column >= len(row):
                raise DataError(f"{path}:{line}: not CSV: a row of {len(row)} values has no eventJson")
            yield Document(path, line, row[column].strip().encode())
    finally:
        text.detach()  # whoever has opened the file closes it


def _rows(path: At, text: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header, each with the line in which it begins. Raises DataError."""
    rows = csv.reader(text, strict=True)
    header = True
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as error:
            raise DataError(f"{path}:{line}: not CSV: {error}") from error
        if row and not header:
            yield line, row
        header = header and not row


def _without_records(names: list[str]) -> str:
    if _CONSOLE.issubset(names):
        return (
            "the console's list of events as CSV, of which no records can be made: in Event history choose Download "
            "events, Download as JSON"
        )
    return (
        "columns of CloudTrail as CSV, of which no records can be made: in CloudTrail Lake SELECT eventJson, in Athena "
        "UNLOAD (SELECT * ...) TO 's3://...' WITH (format = 'JSON')"
    )
