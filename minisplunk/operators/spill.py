"""Items that take too much memory in; a temporary file that gives them back in their order out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Generic, TypeVar

from ..dataclass import dataclass
from ..errors import LimitError

T = TypeVar("T")

_BATCH = 512


@dataclass(frozen=True, slots=True)
class Segment(Generic[T]):
    """A run of items in a file. It may be read several times, and by turns with others of the same file."""

    file: IO[bytes]
    start: int
    end: int

    def __iter__(self) -> Iterator[T]:
        """New copies of the items."""
        import pickle  # noqa: PLC0415  most searches have enough memory

        place = self.start
        while place < self.end:
            self.file.seek(place)
            items: list[T] = pickle.load(self.file)
            place = self.file.tell()
            yield from items


class Spill:
    """A temporary file without a name, which ends with the process; it is created by the first write."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None

    def write(self, items: Iterable[T]) -> Segment[T]:
        """Raises LimitError when the disk is full."""
        import pickle  # noqa: PLC0415  most searches have enough memory

        remaining = iter(items)
        try:
            if self._file is None:
                self._file = TemporaryFile(prefix="minisplunk-")  # noqa: SIM115 -- it is closed by `close`
            start = self._file.seek(0, 2)
            while batch := list(islice(remaining, _BATCH)):
                self._file.write(pickle.dumps(batch, pickle.HIGHEST_PROTOCOL))
            return Segment(self._file, start, self._file.tell())
        except OSError as error:
            raise LimitError(
                f"The search holds more than its memory, and cannot write to disk: {error.strerror or error}."
            ) from error

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
