"""Where a line begins in a file -> its number, for messages; nothing is counted before one is asked for."""

from __future__ import annotations

from ..ingest.files import opened
from ..ingest.places import At
from .blocks import Block, blocks


class LineNumbers:
    """Of a file whose blocks are read one after the other. Lines before the block in which the first one is asked for
    are counted by reading them again, and those after it as they come by: each once."""

    def __init__(self, path: At) -> None:
        self._path = path
        self._block = Block(0, b"", 0, 0)
        self._counted: tuple[int, int] | None = None

    def go_on(self, block: Block) -> None:
        """To the next block."""
        if self._counted is not None:
            before = self._block
            self._counted = block.place, self.of(before.place + before.end - before.start) + 1
        self._block = block

    def of(self, place: int) -> int:
        """The number of a line of the block, which begins at a place of the file that is after those asked for."""
        block = self._block
        at, number = self._counted or (block.place, 1 + self._lines_before(block.place))
        offset = block.start - block.place
        number += block.data.count(b"\n", offset + at, offset + place)
        self._counted = place, number
        return number

    def _lines_before(self, place: int) -> int:
        with opened(self._path) as file:
            return sum(data.count(b"\n", start, end) + 1 for _, data, start, end in blocks(file, end=place))
