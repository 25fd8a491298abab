"""Files of events, and pieces of them that can be read apart from each other: plain data, for another process too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..ingest.places import At
from ..sources import Meta
from .layout import Layout, layout_of

BUNDLE = 8 << 20
"""Bytes of small files that are read together."""
_PACKED = (".gz", ".zst", ".bz2")
_INFLATED = 6
PIECE = 32 << 20
"""Bytes of a piece, more or less: long to start, and short enough that all processes end together."""
_MOST = 10_000
"""Bundles, more or less, of however many bytes: to hand each of them out, and to join what it gives, takes a while."""

Lists = tuple[tuple[str, ...], ...]
"""Texts of which records must hold all those of one list. None in a list: all records are wanted; no list: none is."""


class File(NamedTuple):
    """`number`: its place among the files that are read; `changed`: when that was last, in microseconds, which is the
    time of records that have none."""

    number: int
    path: At
    meta: Meta
    size: int
    changed: int

    @property
    def packed(self) -> bool:
        """As its name says."""
        return str(self.path).lower().endswith(_PACKED)


class Piece(NamedTuple):
    """The lines of a file that begin in this range of bytes; `end` None for the whole file."""

    file: File
    start: int = 0
    end: int | None = None

    @property
    def size(self) -> int:
        return self.file.size if self.end is None else self.end - self.start


class Bundle(NamedTuple):
    """Pieces that are read by one process, one after the other. `lists`: what is wanted of each of their files, where
    that is asked."""

    pieces: Sequence[Piece]
    lists: Mapping[int, Lists] = {}

    @property
    def size(self) -> int:
        return sum(piece.size for piece in self.pieces)

    @property
    def cost(self) -> int:
        """What reading takes, as bytes of plain text that are parsed: to inflate takes as long as to parse, and gives
        several times as much; to look for a text takes an eighth."""
        return sum(
            piece.size * _INFLATED if piece.file.packed else piece.size // 8 if self._selects(piece) else piece.size
            for piece in self.pieces
        )

    def _selects(self, piece: Piece) -> bool:
        """Whether only few of its records are wanted, as far as can be told."""
        return all(map(any, self.lists.get(piece.file.number, ((),))))

    @property
    def ends(self) -> int:
        """How many files end with it."""
        return sum(piece.end is None or piece.end >= piece.file.size for piece in self.pieces)


def pieces(files: Iterable[File], size: int = PIECE) -> Iterator[Piece]:
    """Files in their order, those of plain lines cut up where they are large."""
    for file in files:
        if file.size < 2 * size or layout_of(file.path) is not Layout.LINES:
            yield Piece(file)
            continue
        starts = range(0, file.size, size)
        yield from (Piece(file, start, min(start + size, file.size)) for start in starts)


def bundles(whole: Iterable[Piece], lists: Mapping[int, Lists] | None = None, size: int = 0) -> Iterator[Bundle]:
    """Pieces, those of small files together. With `lists`, files of which nothing is wanted are left out."""
    whole = list(whole)
    size = size or max(BUNDLE, sum(piece.size for piece in whole) // _MOST)
    together: list[Piece] = []
    held = 0
    for piece in whole:
        if lists is not None and not lists[piece.file.number]:
            continue
        together.append(piece)
        held += piece.size
        if held >= size:
            yield _bundle(together, lists)
            together, held = [], 0
    if together:
        yield _bundle(together, lists)


def _bundle(together: Sequence[Piece], lists: Mapping[int, Lists] | None) -> Bundle:
    return Bundle(together, {piece.file.number: lists[piece.file.number] for piece in together} if lists else {})
