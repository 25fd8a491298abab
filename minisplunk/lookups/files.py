"""The path of a CSV file in; the file as it is now out, the one that was read before if it is still the same."""

from __future__ import annotations

import threading
from datetime import timezone, tzinfo
from pathlib import Path

from .csv import CsvFile

_KEPT = 64 * 1024 * 1024
"""Bytes of the files that are kept for whoever asks next; a search keeps those that it uses anyway."""


class LookupFiles:
    """The files that all contexts of a Splunk share: each is read once, until its time, size or number changes.

    `zone`: the server's, for times in lookups that name none. Safe for threads.
    """

    def __init__(self, zone: tzinfo = timezone.utc) -> None:
        self.zone = zone
        self._files: dict[Path, CsvFile] = {}
        self._lock = threading.Lock()

    def at(self, path: Path) -> CsvFile:
        """Raises FileNotFoundError."""
        now = CsvFile.at(path)
        with self._lock:
            known = self._files.pop(path, now)
            file = self._files[path] = known if known == now else now
            self._forget()
        return file

    def _forget(self) -> None:
        """Those that were asked for longest ago, beyond what is kept; never the last one."""
        size = sum(file.size for file in self._files.values())
        for path in list(self._files)[:-1]:
            if size <= _KEPT:
                return
            size -= self._files.pop(path).size
