"""Items that take too much memory in; a temporary file that gives them back in their order out."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, Generic, TypeVar

T = TypeVar("T")

_BATCH = 512


@dataclass(frozen=True, slots=True)
class Segment(Generic[T]):
    """A run of items in a file. It may be read several times, and beside others of the same file."""

    file: IO[bytes]
    start: int
    end: int

    def __iter__(self) -> Iterator[T]:
        """The items, made anew."""
        place = self.start
        while place < self.end:
            self.file.seek(place)
            items: list[T] = pickle.load(self.file)
            place = self.file.tell()
            yield from items


class Spill:
    """A file without a name, which is gone with the process; made when something is first written to it."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None

    def write(self, items: Iterable[T]) -> Segment[T]:
        """Raises OSError when the disk is full."""
        if self._file is None:
            self._file = TemporaryFile(prefix="minisplunk-")  # noqa: SIM115 -- it is closed by `close`
        start = self._file.seek(0, 2)
        left = iter(items)
        while batch := list(islice(left, _BATCH)):
            self._file.write(_dumped(batch))
        return Segment(self._file, start, self._file.tell())

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _dumped(items: list[Any]) -> bytes:
    return pickle.dumps(items, pickle.HIGHEST_PROTOCOL)
