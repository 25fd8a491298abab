"""The view of a context in; its lookup tables, by name, out."""

from __future__ import annotations

from pathlib import Path

from ..conf import View
from ..conf.parser import DEFAULT, Stanza
from ..conf.settings import refuse_unsupported
from ..errors import NotFound
from ..kvstore import Collection, KvStore
from .backing import Backing
from .csv import SUFFIXES, CsvFile
from .definition import MAX_MATCHES, Definition
from .kvstore import KvTable, columns_of, is_collection
from .table import LookupTable


def file_of(name: str, stanza: Stanza | None) -> str:
    """The name of the CSV file behind a lookup: what the stanza names, or without a stanza the lookup's own.

    Raises NotFound.
    """
    file = name if stanza is None else stanza.get("filename")
    if not file.endswith(SUFFIXES):
        raise NotFound(f"The lookup table '{name}' does not exist or is not available.")
    return file.replace("\\", "/").rpartition("/")[2]


class Catalog:
    """The lookups of one context: stanzas of transforms.conf, and CSV files by their own names.

    It keeps each file that was used, until its time or size changes, each collection, until it is written to, and the
    tables over them. Safe for threads; two that use the same one at once may both read it.
    """

    def __init__(self, view: View, kvstore: KvStore | None = None) -> None:
        """Without a KV store all collections are empty."""
        self.view = view
        self._kvstore = kvstore or KvStore.memory()
        self._collections: dict[str, KvTable] = {}
        self._files: dict[Path, CsvFile] = {}
        self._tables: dict[str, LookupTable] = {}

    def table(self, name: str) -> LookupTable:
        """A lookup by its name. Raises NotFound; ConfError and UnsupportedConf for a wrong definition."""
        stanza = self.view.conf("transforms").stanzas.get(name)
        if stanza is not None and name != DEFAULT:
            refuse_unsupported("transforms", stanza)
        backing = self._backing(name, stanza)
        table = self._tables.get(name)
        if table is None or table.backing is not backing:
            table = LookupTable(self._definition(stanza), backing)
            self._tables[name] = table
        return table

    def _backing(self, name: str, stanza: Stanza | None) -> Backing:
        if stanza is not None and is_collection(stanza):
            return self._collection(stanza)
        return self._file(self.view.lookup_file(file_of(name, stanza)))

    def _file(self, path: Path) -> CsvFile:
        """The file as it is now; the one that was read before if it is still the same."""
        try:
            now = CsvFile.at(path)
        except FileNotFoundError as error:  # removed since the app was read
            raise NotFound(f"The lookup file '{path.name}' does not exist or is not available.") from error
        known = self._files.get(path)
        if known == now:
            return known
        self._files[path] = now
        return now

    def _collection(self, stanza: Stanza) -> KvTable:
        """The collection as it is now, read already, so that what cannot be read is known before a search relies on it.

        Raises NotFound and ConfError."""
        collection = Collection.named(stanza.get("collection") or stanza.name, self.view)
        now = KvTable.at(collection, columns_of(stanza), self._kvstore)
        known = self._collections.get(stanza.name)
        if known == now:
            return known
        now.rows()
        self._collections[stanza.name] = now
        return now

    def _definition(self, stanza: Stanza | None) -> Definition:
        if stanza is None:
            return Definition()
        return Definition.of(stanza, self.view.conf("limits").number("lookup", "max_matches", MAX_MATCHES))
