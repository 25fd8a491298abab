"""Files of events, and pieces of them that can be read apart from each other: plain data, for another process too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..sources import Meta
from .layout import Layout, layout_of

PIECE = 32 << 20
"""Bytes of a piece, more or less: long to start, and short enough that all processes end together."""


class File(NamedTuple):
    """`number`: its place among the files that are read; `changed`: when that was last, in microseconds, which is the
    time of records that have none."""

    number: int
    path: str
    meta: Meta
    size: int
    changed: int


class Piece(NamedTuple):
    """The lines of a file that begin in this range of bytes; `end` None for the whole file."""

    file: File
    start: int = 0
    end: int | None = None

    @property
    def size(self) -> int:
        return self.file.size if self.end is None else self.end - self.start


def pieces(files: Iterable[File], size: int = PIECE) -> Iterator[Piece]:
    """Files in their order, those of plain lines cut up where they are large."""
    for file in files:
        if file.size < 2 * size or layout_of(Path(file.path)) is not Layout.LINES:
            yield Piece(file)
            continue
        starts = range(0, file.size, size)
        yield from (Piece(file, start, min(start + size, file.size)) for start in starts)
