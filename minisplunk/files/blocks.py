"""An open file -> whole lines of it, some hundred kilobytes at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from ..errors import DataError
from ..ingest.documents import MOST, TOO_LONG

SIZE = 1 << 19
"""Bytes that are read at a time: enough that what is done once a block costs nothing, and they stay in a cache."""


class Block(NamedTuple):
    """Whole lines: a part of `data`, the last without its end. `place`: where it begins in the file. What is around it
    stays, since to cut it off is to copy it."""

    place: int
    data: bytes
    start: int
    end: int


def blocks(file: BinaryIO, start: int = 0, end: int | None = None, *, beginning: bytes = b"") -> Iterator[Block]:
    """The lines that begin in a range of bytes, the whole file without one.

    `beginning`: what has been read of the file already. Raises DataError for a line that is longer than anything
    sensible.
    """
    place = _first(file, start) if start else 0
    line: list[bytes] = []
    while end is None or place < end:
        data, beginning = beginning or file.read(SIZE), b""
        cut = data.rfind(b"\n")
        if data and cut < 0:
            line.append(data)
            if len(line) * SIZE > MOST:
                raise DataError(TOO_LONG)
            continue
        first = data.find(b"\n") if line else 0
        if line:
            whole = b"".join((*line, data[: max(first, 0)]))
            yield Block(place, whole, 0, len(whole))
            first += 1
            place += len(whole) + 1
        if first <= cut:
            last = cut if end is None else _end_of_line(data, min(cut, first + end - place - 1), cut)
            if last >= first:
                yield Block(place, data, first, last)
            place += cut + 1 - first
        if not data:
            return
        line = [data[cut + 1 :]] if cut + 1 < len(data) else []


def _first(file: BinaryIO, start: int) -> int:
    """Where the first line begins that begins at the place, or after it; the file is read from there on then."""
    place = file.seek(start - 1)
    while part := file.readline(SIZE):
        place += len(part)
        if part.endswith(b"\n"):
            break
    return place


def _end_of_line(data: bytes, place: int, last: int) -> int:
    """Where the line ends that a place is in; the `last` end at most."""
    end = data.find(b"\n", max(place, 0), last)
    return last if end < 0 else end
