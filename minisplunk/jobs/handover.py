"""Rows from the thread that finds them to the one that sends them, so that this one is never kept waiting for long.

A row is put down without a lock, which would cost as much as finding it does: a deque takes and gives one at a time,
whoever does it. The two threads meet when there are enough rows, and when there are too many.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable

from ..search import Cancelled
from ..values import Row


class Handover:
    """`most` rows are taken at once. When twice as many lie ready, who finds them waits."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows: deque[Row] = deque()
        self._ended = self._closed = False
        self._error: BaseException | None = None
        self._changed = threading.Condition()

    def give(self, rows: Iterable[Row]) -> None:
        """Give all rows; what they fail for is raised where they are taken."""
        ready, put, enough, most = self._rows, self._rows.append, self._most, 2 * self._most
        try:
            for row in rows:
                if self._closed:
                    self._end()
                put(row)
                if len(ready) == enough:
                    self._tell()
                elif len(ready) >= most:
                    self._wait(most)
        except BaseException as error:
            self._error = error
        self._ended = True
        self._tell()

    def take(self, seconds: float) -> tuple[list[Row], bool]:
        """The rows that are there after so many seconds, or as soon as there are enough; and whether they are the last.

        Raises what the search failed for, when its last rows have been taken.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._ended or len(self._rows) >= self._most, seconds)
            ended = self._ended  # before its last rows are taken, not after
            rows = [self._rows.popleft() for _ in range(len(self._rows))]
            self._changed.notify_all()
        if self._error is not None and ended and not rows:
            raise self._error
        return rows, ended and self._error is None

    def close(self) -> None:
        """Nobody takes any more: who finds rows ends with Cancelled."""
        self._closed = True
        self._tell()

    def _end(self) -> None:
        raise Cancelled

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _wait(self, most: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: len(self._rows) < most or self._closed)
