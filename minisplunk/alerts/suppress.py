"""Throttling: which rows of an alert may act, given what has acted before."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..values import Row, texts
from .saved import SavedSearch

Key = tuple[tuple[str, str, str], tuple[tuple[str, ...], ...]]
"""A saved search (owner, app, name) and the values of its suppress fields; without values: all its alerts."""


@dataclass(slots=True)
class Suppressor:
    """Remembers, per saved search and values of its suppress fields, until when it is silent (epoch seconds).

    Safe for threads.
    """

    until: dict[Key, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self, saved: SavedSearch, rows: Iterable[Row], now: float) -> tuple[list[Row], int]:
        """The rows that may act, and how many are suppressed; what acts is silent from now on.

        With `alert.suppress.fields` each row is asked for itself, in digest mode too, as Enterprise Security throttles;
        without, all rows or none. The first of several rows with the same values speaks for them.
        """
        rows = list(rows)
        with self._lock:
            admitted = self._admitted(saved, rows, now)
        return admitted, len(rows) - len(admitted)

    def silent_until(self, saved: SavedSearch, now: float) -> float | None:
        """Until when any alert of a saved search is suppressed; None when none is."""
        with self._lock:
            ends = [end for (search, _), end in self.until.items() if search == saved.key and end > now]
        return max(ends, default=None)

    def silence(self, saved: SavedSearch, until: float) -> None:
        """Suppress all alerts of a saved search, whatever it says of throttling itself."""
        with self._lock:
            self.until[saved.key, ()] = until

    def lift(self, saved: SavedSearch) -> None:
        """Let the alerts of a saved search through again."""
        with self._lock:
            self.until = {key: end for key, end in self.until.items() if key[0] != saved.key}

    def _admitted(self, saved: SavedSearch, rows: list[Row], now: float) -> list[Row]:
        self.until = {key: end for key, end in self.until.items() if end > now}
        everything: Key = (saved.key, ())
        if everything in self.until:
            return []
        if saved.suppression is None:
            return rows
        end = now + saved.suppression.period
        if not saved.suppression.fields:
            self.until[everything] = end
            return rows
        return [row for row in rows if self._speaks(_key(saved, row), now, end)]

    def _speaks(self, key: Key, now: float, end: float) -> bool:
        if key in self.until:
            return False
        self.until[key] = end
        return True


def _key(saved: SavedSearch, row: Row) -> Key:
    assert saved.suppression is not None
    return saved.key, tuple(tuple(texts(row.get(name))) for name in saved.suppression.fields)
