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
_RECORDS = frozenset({b"{", b"[{", b'{"Records[{', b'{"Events[{'})
"""Where records stand: what is open around their keys, each bracket with the key that it stands under."""
_DEEPEST = 3
_MARKS = frozenset({b'"eventTime', b'"eventSource', b'"CloudTrailEvent', b'"digestStartTime'})
"""Keys of CloudTrail's records, of what `aws cloudtrail lookup-events` prints, and of digest files."""


def begins_json(data: bytes) -> bool:
    """Whether an object comes first, or an array of objects; a line of text may begin with a bracket, too."""
    return _BEGINNING.match(data) is not None


def holds_cloudtrail(data: bytes) -> bool:
    """Whether a record in this beginning has a key that CloudTrail's have, in any layout that `archive` reads.

    A file of Records that has none is CloudTrail's too.
    """
    if not begins_json(data):
        return False
    if _NO_RECORDS.match(data):
        return True
    return any(mark in data for mark in _MARKS) and any(key in _MARKS for key in _keys(data))


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
    """The keys of records, each with the quotation mark before it."""
    inside: list[bytes] = []
    key = b""
    for token in _TOKEN.finditer(data):
        if token[1] is not None:
            key = token[1] if token[2] else b""
            if key and len(inside) <= _DEEPEST and b"".join(inside) in _RECORDS:
                yield key
        elif token[0] in (b"{", b"["):
            inside.append(key + token[0])
            key = b""
        else:
            del inside[-1:]
            key = b""
