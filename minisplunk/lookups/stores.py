"""The path of a CSV file, or a collection of the KV store, in; what is in it now out, read once in each state."""

from __future__ import annotations

import threading
from datetime import timezone, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from ..kvstore.store import KvStore

if TYPE_CHECKING:
    from ..kvstore.collection import Collection
    from .csv import CsvFile
    from .kvstore import KvTable

_KEPT = 64 * 1024 * 1024
"""Bytes of the files that are kept for whoever asks next; a search keeps those that it uses anyway."""


class LookupStores:
    """What all contexts of a Splunk share: each file is read once, until its time, size or number changes, and each
    collection, until it is written to.

    `zone`: the server's, for times in lookups that name none. Without a KV store all collections are empty. Safe for
    threads.
    """

    def __init__(self, zone: tzinfo = timezone.utc, kvstore: KvStore | None = None) -> None:
        self.zone = zone
        self._kvstore = kvstore or KvStore.memory()
        self._files: dict[Path, CsvFile] = {}
        self._collections: dict[tuple[str, str, tuple[str, ...]], KvTable] = {}
        self._lock = threading.Lock()

    def file(self, path: Path) -> CsvFile:
        """Raises FileNotFoundError."""
        from .csv import CsvFile  # noqa: PLC0415  most searches look nothing up

        now = CsvFile.at(path)
        with self._lock:
            known = self._files.pop(path, now)
            file = self._files[path] = known if known == now else now
            self._forget()
        return file

    def collection(self, collection: Collection, columns: tuple[str, ...]) -> KvTable:
        """With these columns. It is read already, so that what cannot be read is known before a search relies on it.

        Raises ConfError.
        """
        from .kvstore import KvTable  # noqa: PLC0415  most searches look nothing up

        key = (collection.app, collection.name, columns)
        now = KvTable.at(collection, columns, self._kvstore)
        known = self._collections.get(key)
        if known == now:
            return known
        now.rows()
        self._collections[key] = now
        return now

    def _forget(self) -> None:
        """Those that were asked for longest ago, beyond what is kept; never the last one."""
        size = sum(file.size for file in self._files.values())
        for path in list(self._files)[:-1]:
            if size <= _KEPT:
                return
            size -= self._files.pop(path).size
