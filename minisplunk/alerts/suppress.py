"""Throttling: which rows of an alert may act, given what has acted before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..values import Row, texts
from .saved import SavedSearch

Key = tuple[str, str, tuple[tuple[str, ...], ...]]


@dataclass(slots=True)
class Suppressor:
    """Remembers, per saved search and values of its suppress fields, until when it is silent (epoch seconds)."""

    until: dict[Key, float] = field(default_factory=dict)

    def admit(self, saved: SavedSearch, rows: Iterable[Row], now: float) -> tuple[list[Row], int]:
        """The rows that may act, and how many are suppressed; what acts is silent from now on.

        With `alert.suppress.fields` each row is asked for itself, in digest mode too, as Enterprise Security throttles;
        without, all rows or none. The first of several rows with the same values speaks for them.
        """
        rows = list(rows)
        if saved.suppression is None:
            return rows, 0
        end = now + saved.suppression.period
        if not saved.suppression.fields:
            key = (saved.app, saved.name, ())
            return ([], len(rows)) if not self._speaks(key, now, end) else (rows, 0)
        admitted = [row for row in rows if self._speaks(_key(saved, row), now, end)]
        return admitted, len(rows) - len(admitted)

    def silent_until(self, saved: SavedSearch, now: float) -> float | None:
        """Until when any alert of a saved search is suppressed; None when none is."""
        ends = [
            end for (app, name, _), end in self.until.items() if (app, name) == (saved.app, saved.name) and end > now
        ]
        return max(ends, default=None)

    def _speaks(self, key: Key, now: float, end: float) -> bool:
        if self.until.get(key, now) > now:
            return False
        self.until[key] = end
        return True


def _key(saved: SavedSearch, row: Row) -> Key:
    assert saved.suppression is not None
    return saved.app, saved.name, tuple(tuple(texts(row.get(name))) for name in saved.suppression.fields)
