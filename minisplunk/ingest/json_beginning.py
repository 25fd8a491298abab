"""The beginning of JSON -> whether it is JSON at all, and whether its records are CloudTrail's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from .. import lazy_re

_scan = msgspec.json.Decoder(msgspec.Raw).decode
_FAULT = lazy_re.compile(r" ?\(byte (\d+)\)$")
_BEGINNING = lazy_re.compile(rb"\[?\s*\{")
_NO_RECORDS = lazy_re.compile(rb'\{\s*"Records"\s*:\s*\[\s*\]')
_TOKEN = lazy_re.compile(rb'("(?:[^"\\]|\\.)*)(?:"(\s*:)?|\\?\Z)|[{}\[\]]', re.DOTALL)
_RECORDS = frozenset({b"{", b"[{", b'{"Records[{', b'{"Events[{', b'{"detail{', b'[{"detail{', b'{"QueryResultRows[[{'})
"""Where records stand: what is open around their keys, each bracket with the key that it stands under."""
_TEXTS = {
    **dict.fromkeys((b'{"logEvents[{', b'{"events[{'), b'"message'),
    **dict.fromkeys((b'{"result{', b'{"results[{'), b'"_raw'),
}
"""Where records stand as the text of a key."""
_DEEPEST = 4
_MARKS = frozenset(
    {b'"eventTime', b'"eventSource', b'"CloudTrailEvent', b'"digestStartTime', b'"eventJson', b'"event_json'}
    | {b'"eventsource'}
)
"""Keys of CloudTrail's records, of what `aws cloudtrail lookup-events` prints, of digest files, and of rows of
CloudTrail Lake and Athena."""
_IN_TEXT = re.compile(rb'\\"event(?:Time|Source)\\"')
"""Keys of records in a text."""
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z[ \t]+(?=\{)")
"""Before each message in what CloudWatch Logs exports to S3 (its User Guide, "Exporting log data to Amazon S3")."""


def unstamped(data: bytes) -> bytes:
    """JSON without the time that CloudWatch Logs puts before it."""
    stamp = _STAMP.match(data)
    return data if stamp is None else data[stamp.end() :]


def begins_json(data: bytes) -> bool:
    """Whether an object comes first, or an array of objects; a line of text may begin with a bracket, too."""
    return _BEGINNING.match(data) is not None


def holds_cloudtrail(data: bytes) -> bool:
    """Whether a record in this beginning has a key that CloudTrail's have, in any layout that `archive` reads.

    A file of Records that has none is CloudTrail's too.
    """
    data = unstamped(data)
    if not begins_json(data):
        return False
    if _NO_RECORDS.match(data):
        return True
    if not any(mark in data for mark in _MARKS) and not _IN_TEXT.search(data):
        return False
    return any(key in _MARKS for key in _keys(data))


def is_json(data: bytes, *, whole: bool) -> bool:
    """Whether a text that begins as JSON does is JSON: the first document is, and ends the line or precedes another.

    Without `whole` the document may go on after these bytes. Raises DecodeError and RecursionError for one that is
    broken.
    """
    try:
        _scan(data)
    except msgspec.DecodeError as error:
        at = _FAULT.search(str(error))
        if at is None:  # msgspec names no byte when the text only ends too soon
            if whole:
                raise
            return True
        if "trailing" not in str(error):
            raise
        document, follows = data[: int(at[1]) - 1], data[int(at[1]) - 1 :]
        return follows.startswith((b"{", b"[")) or b"\n" in document[len(document.rstrip()) :]
    return True


def _keys(data: bytes) -> Iterator[bytes]:
    """The keys of records, each with the quotation mark before it; of a text, those that records have."""
    inside: list[bytes] = []
    key = under = b""
    for token in _TOKEN.finditer(data):
        if token[1] is not None:
            key = token[1] if token[2] else b""
            if len(inside) <= _DEEPEST:
                place = b"".join(inside)
                if key and place in _RECORDS:
                    yield key
                elif not key and _TEXTS.get(place) == under and _IN_TEXT.search(token[1]):
                    yield b'"eventTime'
            under = key
        elif token[0] in (b"{", b"["):
            inside.append(key + token[0])
            key = under = b""
        else:
            del inside[-1:]
            key = under = b""
