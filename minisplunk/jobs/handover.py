"""Rows from the thread that finds them to the one that sends them, so that this one is never kept waiting for long."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from ..search import Cancelled
from ..values import Row


class Handover:
    """At most `most` rows lie ready: beyond, who finds them waits until they are taken."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows: list[Row] = []
        self._ended = self._closed = False
        self._error: BaseException | None = None
        self._changed = threading.Condition()

    def give(self, rows: Iterable[Row]) -> None:
        """Give all rows; what they fail for is raised where they are taken."""
        try:
            for row in rows:
                self._put(row)
        except BaseException as error:
            self._error = error
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def take(self, seconds: float) -> tuple[list[Row], bool]:
        """The rows that are there after so many seconds, or as soon as there are enough; and whether they are the last.

        Raises what the search failed for, when its last rows have been taken.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._ended or len(self._rows) >= self._most, seconds)
            rows, self._rows = self._rows, []
            self._changed.notify_all()
            if self._error is not None and not rows:
                raise self._error
            return rows, self._ended and self._error is None

    def close(self) -> None:
        """Nobody takes any more: who finds rows ends with Cancelled."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _put(self, row: Row) -> None:
        with self._changed:
            while len(self._rows) >= self._most and not self._closed:
                self._changed.wait()
            if self._closed:
                raise Cancelled
            self._rows.append(row)
            if len(self._rows) == self._most:
                self._changed.notify_all()
