"""`{"Records":[...]}`, of whatever length, on one line or on many -> its records, a block at a time.

Where a record ends is found by trying: what comes before a place between two records is an array by itself, and what
comes before any other place is not, since a bracket or a quotation mark is open there. Documents that follow each
other, as `zcat *.gz` writes them, are one array whose parts are joined by `]}{"Records":[` in place of a comma: those
characters cannot stand within a document, neither in a text, where quotation marks are escaped, nor outside of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from .. import lazy_re
from ..errors import DataError
from ..ingest.documents import MOST, TOO_LONG
from .blocks import SIZE

BEGINNING = b'{"Records":['
_JOINT = lazy_re.compile(rb'\]\}\s*\{"Records":\[')
_BETWEEN = b'},{"eventVersion":'
"""What stands between two records as AWS writes them, and hardly anywhere else."""
_MOST_TRIED = 4
_array = msgspec.json.Decoder(list[msgspec.Raw]).decode

Block = tuple[bytes, list[msgspec.Raw]]
"""A part of the document, and the records in it, which are views of it."""


def elements(file: BinaryIO, beginning: bytes) -> Iterator[Block | bytes]:
    """The records of a file that begins so; last, and alone, what is left that is no whole record: the end of the last
    document, or all that comes after a place where the layout is another. Raises DataError where that is longer than
    anything sensible."""
    held = beginning[len(BEGINNING) :]
    while data := file.read(4 * SIZE):
        held = _JOINT.sub(b",", held + data)
        found = _cut(held)
        if found is None:
            rest = file.read(MOST)
            if len(rest) == MOST:
                raise DataError(TOO_LONG)
            yield BEGINNING + held + rest
            return
        end, records = found
        if records:
            yield held[:end], records
            held = held[end + 1 :]
    yield BEGINNING + _JOINT.sub(b",", held)


def _cut(data: bytes) -> tuple[int, list[msgspec.Raw]] | None:
    """Where the last whole record ends, and the records up to there; none where no record ends; None where it cannot be
    told."""
    end = len(data)
    for _ in range(_MOST_TRIED):
        end = data.rfind(_BETWEEN, 0, end)
        if end < 0:
            return (0, []) if len(data) < 64 * SIZE else None
        try:
            return end + 1, _array(b"[" + data[: end + 1] + b"]")
        except (msgspec.DecodeError, RecursionError):
            continue
    return None
