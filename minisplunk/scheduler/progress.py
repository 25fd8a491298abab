"""The last run of each schedule, kept in a file, so that continuous schedules go on after a restart."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from .. import plain_files
from ..disk import replace_file

SavedSearchKey = tuple[str, str, str]
"""Owner, app and name of a saved search."""


class ScheduleProgress:
    """The time of the last run that each schedule named, in epoch seconds. Used under the scheduler's lock."""

    def __init__(self, file: Path) -> None:
        """A missing file, or one that cannot be read as such, counts as empty."""
        self._file = file
        self._last: dict[SavedSearchKey, tuple[str, float]] = {}
        self._saved: list[list[str | float]] = []
        with suppress(OSError, ValueError, TypeError):
            for owner, app, name, cron, last in json.loads(plain_files.read(file)):
                self._last[str(owner), str(app), str(name)] = (str(cron), float(last))

    def last(self, key: SavedSearchKey, cron: str) -> float | None:
        """None for a schedule that is new, or that was changed since."""
        entry = self._last.get(key)
        return entry[1] if entry is not None and entry[0] == cron else None

    def note(self, key: SavedSearchKey, cron: str, last: float) -> None:
        self._last[key] = (cron, last)

    def keep(self, keys: set[SavedSearchKey]) -> None:
        """Forget all others: a search that is enabled again later starts anew."""
        self._last = {key: entry for key, entry in self._last.items() if key in keys}

    def save(self, keys: set[SavedSearchKey]) -> None:
        """Write down how far these are. Raises NotWritten when that cannot be done."""
        rows: list[list[str | float]] = [[*key, *self._last[key]] for key in sorted(keys & self._last.keys())]
        if rows == self._saved:
            return
        replace_file(self._file, json.dumps(rows).encode())
        self._saved = rows
