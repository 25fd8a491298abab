"""Throttling: which rows of an alert may act, given what has acted before.

It outlives the process, in a file: Alerting Manual, "Throttle alerts", speaks of the throttle file that notes how long
to ignore events. [unverified]: where that lies and what it holds is not documented; here it is one for all searches.
"""

from __future__ import annotations

import heapq
import json
import threading
from collections.abc import Iterable
from dataclasses import field
from pathlib import Path

from .. import plain_files
from ..dataclass import dataclass
from ..disk import replace_file
from ..errors import DataError
from ..values import Row, texts
from .saved import SavedSearch

ThrottleKey = tuple[tuple[str, str, str], tuple[tuple[str, ...], ...]]
"""A saved search (owner, app, name) and the values of its suppress fields; without values: all its alerts."""


MOST = 100_000
"""Throttled values that are kept; ours, so that a field with ever new values fills neither memory nor disk."""


@dataclass(slots=True)
class Suppressor:
    """Remembers, per saved search and values of its suppress fields, until when it is suppressed (epoch seconds).

    Of more than MOST those that end first are forgotten. `file` keeps that from one process to the next. What changes
    it raises NotWritten where the file cannot be written, and nothing has changed then. Safe for threads.
    """

    file: Path
    until: dict[ThrottleKey, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if self.file.is_file():
            self.until = _read(self.file)

    def admit(self, saved: SavedSearch, rows: Iterable[Row], now: float) -> tuple[list[Row], int]:
        """The rows that may act, and how many are suppressed. Those that act are suppressed from now on.

        With `alert.suppress.fields` each row is throttled by its own values, in digest mode too, as Enterprise Security
        does; without, all rows or none. Of several rows with the same values the first acts.
        """
        rows = list(rows)
        with self._lock:
            until = {key: end for key, end in self.until.items() if end > now}
            admitted = _admitted(saved, rows, now, until)
            self._keep(until)
        return admitted, len(rows) - len(admitted)

    def silent_until(self, saved: SavedSearch, now: float) -> float | None:
        """The latest time until which an alert of a saved search is suppressed; None when none is."""
        with self._lock:
            ends = [end for (search, _), end in self.until.items() if search == saved.key and end > now]
        return max(ends, default=None)

    def silence(self, saved: SavedSearch, until: float) -> None:
        """Suppress all alerts of a saved search, whatever it says of throttling itself."""
        with self._lock:
            self._keep({**self.until, (saved.key, ()): until})

    def lift(self, saved: tuple[str, str, str]) -> None:
        """Let the alerts of a saved search (owner, app, name) through again."""
        with self._lock:
            self._keep({key: end for key, end in self.until.items() if key[0] != saved})

    @property
    def is_full(self) -> bool:
        return len(self.until) >= MOST

    def _keep(self, until: dict[ThrottleKey, float]) -> None:
        """From now on this holds, once the file says so."""
        if len(until) > MOST:
            until = dict(heapq.nlargest(MOST, until.items(), key=lambda entry: entry[1]))
        if until != self.until:
            replace_file(self.file, json.dumps([[*key, end] for key, end in until.items()]).encode())
            self.until = until


def _admitted(saved: SavedSearch, rows: list[Row], now: float, until: dict[ThrottleKey, float]) -> list[Row]:
    """The rows that may act; what they suppress from now on comes into `until`."""
    everything: ThrottleKey = (saved.key, ())
    if everything in until:
        return []
    if saved.suppression is None:
        return rows
    end = now + saved.suppression.period
    if not saved.suppression.fields:
        until[everything] = end
        return rows
    admitted = []
    for row in rows:
        key = _key(saved, row)
        if key not in until:
            until[key] = end
            admitted.append(row)
    return admitted


def _key(saved: SavedSearch, row: Row) -> ThrottleKey:
    assert saved.suppression is not None
    return saved.key, tuple(tuple(texts(row.get(name))) for name in saved.suppression.fields)


def _read(file: Path) -> dict[ThrottleKey, float]:
    """What `_keep` wrote. Raises DataError for anything else."""
    try:
        entries = json.loads(plain_files.read(file))
        return {((owner, app, name), tuple(map(tuple, values))): end for (owner, app, name), values, end in entries}
    except (OSError, ValueError, TypeError) as error:
        raise DataError(f"{file} does not say which alerts are throttled. Remove it, and none is.") from error
