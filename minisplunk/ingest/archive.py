"""CloudTrail files as people have them -> one compact JSON text per record, and its time.

Read are one record per line, records in any layout one after the other, JSON arrays, everything that `wrappers.py`
knows, lines of a CloudWatch Logs export, and CSV with the column eventJson. AWS CloudTrail User Guide, "CloudTrail log
file examples" and "CloudTrail record contents".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path

import msgspec

from ..errors import DataError
from .csv_exports import csv_documents
from .documents import Document, documents
from .files import Piped, opened
from .folders import files
from .json_beginning import unstamped
from .notes import Notes
from .places import At
from .wrappers import Held, Layout, layout_of

CLOUDTRAIL = "aws:cloudtrail"
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)

Timed = tuple[int | None, str]
"""Microseconds since the epoch, None for a record without a time; and the record's text."""


class _Record(msgspec.Struct):
    eventTime: datetime | None = None


class _AnyObject(msgspec.Struct):
    """A JSON object, with whatever in it."""


_FAULTS = (msgspec.DecodeError, RecursionError)
_record = msgspec.json.Decoder(_Record).decode
_any_object = msgspec.json.Decoder(_AnyObject).decode
_array = msgspec.json.Decoder(list[msgspec.Raw]).decode


def records(path: At, notes: Notes | None = None) -> Iterator[str]:
    """The records of a file, or of the files under a folder in order of their names; a record on one line as it stands.

    Raises NotFound, and DataError with file and line for what is no JSON. Constant memory for one record per line.
    """
    for _, record in timed_records(path, notes):
        yield record


def timed_records(path: At, notes: Notes | None = None, piped: Piped | None = None) -> Iterator[Timed]:
    """As `records`, with the time of each; of what came through a pipe of that name, if it is given."""
    notes = Notes() if notes is None else notes
    for file in files(path) if piped is None and isinstance(path, Path) else (path,):
        yield from _file(file, notes, piped)


def event_time(record: str) -> int | None:
    """Microseconds since the epoch of a record's eventTime; None where it has none. DataError for what is no record."""
    return _time(Document(Path("record"), 1, record.encode()))


def time_of(data: bytes) -> int | None:
    """Microseconds since the epoch of a text that is a plain record; None for one without a time, and for anything
    else."""
    try:
        return _microseconds(_record(data).eventTime)
    except _FAULTS:
        return None


@lru_cache(1 << 16)
def moment_of(text: str) -> int | None:
    """The same of the text of an eventTime; many records share one, to the second."""
    try:
        return _microseconds(msgspec.convert(text, datetime))
    except msgspec.ValidationError:
        return None


def records_of(document: Document, notes: Notes) -> Iterator[Timed]:
    """What a document holds: a record is one itself; else the members of an array, or what a wrapper has.

    Raises DataError with its place for what is no JSON, or no record. Of a list, the records before a fault come first.
    """
    if document.data.startswith(b"["):
        for member in _members(document):
            if member.data.startswith(b"["):
                raise DataError(f"{member.place}: JSON, but no record: an array inside of an array")
            yield from records_of(member, notes)
        return
    document = document.member(unstamped(document.data))
    try:
        layout = _layout(document)
    except msgspec.ValidationError as error:
        raise DataError(f"{document.place}: JSON, but no record: {error}") from error
    except _FAULTS as error:
        for member in document.before_fault():
            yield record_of(member, notes)
        raise document.not_json(error) from error
    if layout is None:
        yield record_of(document, notes)
        return
    if layout.passed_over:
        notes.add(layout.passed_over, f"{document.place} is {layout.passed_over}")
    for held in _placed(layout.held(), document.place):
        yield _exported(held) if held.verbatim else record_of(document.member(held.text), notes)


def _file(path: At, notes: Notes, piped: Piped | None) -> Iterator[Timed]:
    empty = True
    with opened(path, piped) as file:
        for document in csv_documents(path, file) or documents(path, file):
            empty = False
            time = time_of(document.data)
            if time is None:
                yield from records_of(document, notes)
            else:
                yield time, document.text()
    if empty:
        notes.add("empty", f"{path} is empty")


def _layout(document: Document) -> Layout | None:
    """None for a record. Raises as `layout_of`."""
    try:
        if _record(document.data).eventTime is not None:
            return None
    except msgspec.ValidationError:  # an eventTime that is no time, or no object at all
        pass
    return layout_of(document.data)


def _members(document: Document) -> Iterator[Document]:
    try:
        members = _array(document.data)
    except _FAULTS as error:
        yield from document.before_fault()
        raise document.not_json(error) from error
    for member in members:
        yield document.member(msgspec.json.format(bytes(member), indent=-1))


def _placed(held: Iterator[Held], place: str) -> Iterator[Held]:
    """The same, with the place in what it raises."""
    try:
        yield from held
    except DataError as error:
        raise DataError(f"{place}: {error}") from error


def record_of(document: Document, notes: Notes) -> Timed:
    """A document that is a record, whatever it has in place of a time. Raises DataError for what is no JSON object."""
    time = _time(document)
    if time is None:
        notes.add("no eventTime", f"{document.place}: a record has no eventTime; is this CloudTrail?")
    return time, document.text()


def _exported(held: Held) -> Timed:
    """An event that is taken as it is."""
    time = time_of(held.text)
    return held.time if time is None else time, held.text.decode()


def _time(document: Document) -> int | None:
    """An object whose eventTime is no time is a record like others, without a time."""
    try:
        return _microseconds(_record(document.data).eventTime)
    except msgspec.ValidationError:
        pass
    except _FAULTS as error:
        raise document.not_json(error) from error
    try:
        _any_object(document.data)
    except msgspec.ValidationError as error:
        raise DataError(f"{document.place}: JSON, but no record: {error}") from error
    except _FAULTS as error:  # it ends too soon, after an eventTime that is no time
        raise document.not_json(error) from error
    return None


def _microseconds(time: datetime | None) -> int | None:
    """CloudTrail writes UTC, so a time without a zone is."""
    if time is None:
        return None
    return ((time if time.tzinfo else time.replace(tzinfo=timezone.utc)) - _EPOCH) // _MICROSECOND
