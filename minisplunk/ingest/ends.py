"""A stream of bytes, in chunks of any size -> its lines with their ends, which may be given back and read again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence


class Ends:
    """Iterating gives lines that end with LF, CR or both, the last one perhaps not. `number`: of the line given last.

    Of a line that is longer than `most` bytes only so many and one more are kept, without its end.
    """

    def __init__(self, chunks: Iterable[bytes], most: int) -> None:
        self._fresh = _lines(chunks, most)
        self._again: deque[bytes] = deque()
        self.number = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        line = self._again.popleft() if self._again else next(self._fresh)
        self.number += 1
        return line

    def back(self, lines: Sequence[bytes]) -> None:
        """The lines that were given last are given again."""
        self._again.extendleft(reversed(lines))
        self.number -= len(lines)


def _lines(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    pieces: list[bytes] = []
    size, carried = 0, b""
    for chunk in chunks:
        data = carried + chunk
        data, carried = (data[:-1], b"\r") if data.endswith(b"\r") else (data, b"")  # its LF may come with the next
        lines = data.splitlines(keepends=True)
        rest = lines.pop() if lines and lines[-1][-1:] not in (b"\n", b"\r") else b""
        if pieces and lines:
            lines[0] = _joined([*pieces, lines[0]], size + len(lines[0]), most)
            pieces, size = [], 0
        yield from lines
        if rest:
            if size <= most:
                pieces.append(rest)
            size += len(rest)
    if pieces or carried:
        yield _joined([*pieces, carried], size + len(carried), most)


def _joined(pieces: Sequence[bytes], size: int, most: int) -> bytes:
    line = b"".join(pieces)
    return line if size <= most else line[: most + 1]
