"""Rows kept in their order, in memory or, beyond a command's share of it, on disk; and reducers that keep them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Reversible
from itertools import chain, islice
from typing import Any

from ..limits import Memory, estimated, row_weight
from ..spl.command import PerRow, Reducer
from ..values import Row
from .spill import Segment, Spill

CHUNK = 256
"""Rows that are taken in at a time."""


def chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in lists of at most CHUNK, which cost less than rows one by one. The first lists are short, so that a
    preview of few rows has them."""
    remaining, size = iter(rows), 1
    while chunk := list(islice(remaining, size)):
        yield chunk
        size = min(2 * size, CHUNK)


class Rows:
    """Rows in the order in which they came. Reading gives the rows themselves, no copies: a reader that changes them
    reads them only once."""

    def __init__(self, memory: Memory) -> None:
        self._account = memory.account()
        self._chunks: list[list[Row]] = []
        self._spill, self._segments = Spill(), list[Segment[Row]]()
        self._held = 0

    def extend(self, rows: Iterable[Row]) -> None:
        for chunk in chunks(rows):
            self.append(chunk)

    def append(self, chunk: list[Row]) -> None:
        self._chunks.append(chunk)
        self._held += estimated(chunk, row_weight)
        if self._account.exceeds(self._held):
            self._segments.append(self._spill.write(chain.from_iterable(self._chunks)))
            self._release()
        self._account.hold(self._held)

    def join(self, later: Rows) -> None:
        """Take over the rows of `later`, after these."""
        self.extend(later)
        later.close()

    def __iter__(self) -> Iterator[Row]:
        return chain(chain.from_iterable(self._segments), chain.from_iterable(self._chunks))

    def __reversed__(self) -> Iterator[Row]:
        """From the last to the first. Of what is on disk one segment at a time is held, no more than its share."""
        for chunk in reversed(self._chunks):
            yield from reversed(chunk)
        for segment in reversed(self._segments):
            yield from reversed(list(segment))

    def close(self) -> None:
        self._release()
        self._spill.close()

    def _release(self) -> None:
        """Chunk by chunk: freeing many rows at once would keep other threads waiting."""
        while self._chunks:
            self._chunks.pop()
        self._held = 0
        self._account.hold(0)


class Gathered(Reducer):
    """Keeps the rows, and does its work over all of them at the end.

    `work` may read the rows several times, and gets the same ones each time; it may change them in its last reading.
    """

    def __init__(self, memory: Memory, work: Callable[[Reversible[Row]], Iterator[Row]]) -> None:
        self.rows = Rows(memory)
        self._work = work

    def add(self, rows: Iterable[Row]) -> None:
        self.rows.extend(rows)

    def merge(self, later: Gathered) -> None:
        self.rows.join(later.rows)

    def peek(self) -> Iterator[Row]:
        return self._work([dict(row) for row in self.rows])

    def finish(self) -> Iterator[Row]:
        return self._work(self.rows)

    def close(self) -> None:
        self.rows.close()


class _Around(Reducer):
    """What does its work by another reducer, which holds all that it holds."""

    def __init__(self, reducer: Reducer) -> None:
        self._reducer = reducer

    def merge(self, later: _Around) -> None:
        self._reducer.merge(later._reducer)

    @property
    def portable(self) -> bool:
        return self._reducer.portable

    def held(self) -> Any:
        return self._reducer.held()

    def take(self, held: Any) -> None:
        self._reducer.take(held)

    def close(self) -> None:
        self._reducer.close()


class Preceded(_Around):
    """A reducer, and a step per row that its rows go through first."""

    def __init__(self, first: PerRow, reducer: Reducer) -> None:
        super().__init__(reducer)
        self._first = first

    def add(self, rows: Iterable[Row]) -> None:
        self._reducer.add(self._first(rows))

    def peek(self) -> Iterator[Row]:
        return self._reducer.peek()

    def finish(self) -> Iterator[Row]:
        return self._reducer.finish()


class Followed(_Around):
    """A reducer, and a step per row that its results go through."""

    def __init__(self, reducer: Reducer, then: PerRow) -> None:
        super().__init__(reducer)
        self._then = then

    def add(self, rows: Iterable[Row]) -> None:
        self._reducer.add(rows)

    def peek(self) -> Iterator[Row]:
        return self._then(self._reducer.peek())

    def finish(self) -> Iterator[Row]:
        return self._then(self._reducer.finish())
