"""CloudTrail files as people have them -> one compact JSON text per record, and its time.

Read are: files as S3 delivers them (`{"Records": [...]}`; also one after the other), JSON arrays, one record per line,
records in any layout, and what `aws cloudtrail lookup-events` prints; plain or gzip. AWS CloudTrail User Guide,
"CloudTrail log file examples" and "CloudTrail record contents".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec

from ..errors import DataError
from .documents import Document, documents
from .files import Piped, opened
from .folders import files
from .notes import Notes

CLOUDTRAIL = "aws:cloudtrail"
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)

Timed = tuple[int | None, str]
"""Microseconds since the epoch, None for a record without a time; and the record's text."""


class _LookedUp(msgspec.Struct):
    """An element of what `aws cloudtrail lookup-events` prints."""

    CloudTrailEvent: str


class _Object(msgspec.Struct):
    """A record, or something that holds records."""

    eventTime: datetime | None = None
    Records: list[msgspec.Raw] | None = None
    Events: list[_LookedUp] | None = None
    digestStartTime: str | None = None


class _AnyObject(msgspec.Struct):
    """A JSON object, with whatever in it."""


_FAULTS = (msgspec.DecodeError, RecursionError)
_object = msgspec.json.Decoder(_Object).decode
_any_object = msgspec.json.Decoder(_AnyObject).decode
_array = msgspec.json.Decoder(list[msgspec.Raw]).decode


def records(path: Path, notes: Notes | None = None) -> Iterator[str]:
    """The records of a file, or of the files under a folder in order of their names; a record on one line as it stands.

    Raises NotFound, and DataError with file and line for what is no JSON. Constant memory for one record per line.
    """
    for _, record in timed_records(path, notes):
        yield record


def timed_records(path: Path, notes: Notes | None = None, piped: Piped | None = None) -> Iterator[Timed]:
    """As `records`, with the time of each; of what came through a pipe of that name, if it is given."""
    notes = Notes() if notes is None else notes
    for file in files(path) if piped is None else (path,):
        yield from _file(file, notes, piped)


def event_time(record: str) -> int | None:
    """Microseconds since the epoch of a record's eventTime; None where it has none. DataError for what is no record."""
    return _microseconds(_read(Document(Path("record"), 1, record.encode())).eventTime)


def _file(path: Path, notes: Notes, piped: Piped | None) -> Iterator[Timed]:
    empty = True
    with opened(path, piped) as file:
        for document in documents(path, file):
            empty = False
            time = time_of(document.data)
            if time is None:
                yield from records_of(document, notes)
            else:
                yield time, document.text()
    if empty:
        notes.add("empty", f"{path} is empty")


def time_of(data: bytes) -> int | None:
    """Microseconds since the epoch of a text that is a plain record; None for one without a time, and for anything
    else."""
    try:
        return _microseconds(_object(data).eventTime)
    except _FAULTS:
        return None


def records_of(document: Document, notes: Notes) -> Iterator[Timed]:
    """The records in a document, which is one or holds some. Raises DataError."""
    members: list[bytes] | None
    if document.data.startswith(b"["):
        members = _members(document)
    else:
        content = _read(document)
        if content.digestStartTime is not None:
            notes.add("digest", f"{document.place} is a digest of CloudTrail log files, which holds no events")
            return
        members = _held(content)
    if members is None:
        yield record_of(document, notes)
    else:
        for member in members:
            yield record_of(document.member(msgspec.json.format(member, indent=-1)), notes)


def _held(content: _Object) -> list[bytes] | None:
    """The records that an object holds, None when it is one."""
    if content.Records is not None:
        return [bytes(member) for member in content.Records]
    if content.Events is not None:
        return [event.CloudTrailEvent.encode() for event in content.Events]
    return None


def record_of(document: Document, notes: Notes) -> Timed:
    """A document that is a record. Raises DataError."""
    content = _read(document)
    if content.eventTime is None:
        notes.add("no eventTime", f"{document.place}: a record has no eventTime; is this CloudTrail?")
    return _microseconds(content.eventTime), document.text()


def _members(document: Document) -> list[bytes]:
    try:
        return [bytes(member) for member in _array(document.data)]
    except _FAULTS as error:
        raise document.not_json(error) from error


def _read(document: Document) -> _Object:
    """An object whose eventTime is no time, or whose Records are no list, is a record like others, without a time."""
    try:
        return _object(document.data)
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
    return _Object()


def _microseconds(time: datetime | None) -> int | None:
    """CloudTrail writes UTC, so a time without a zone is."""
    if time is None:
        return None
    return ((time if time.tzinfo else time.replace(tzinfo=timezone.utc)) - _EPOCH) // _MICROSECOND
