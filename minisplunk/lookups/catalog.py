"""The view of a context in; its lookup tables, by name, out."""

from __future__ import annotations

from ..conf import View
from ..conf.parser import DEFAULT, Stanza
from ..conf.settings import refuse_unsupported
from ..errors import NotFound
from ..kvstore.collection import Collection
from .backing import Backing
from .csv import SUFFIXES
from .definition import Definition, default_matches
from .external import refuse_external
from .kvstore import columns_of, is_collection
from .stores import LookupStores
from .table import LookupTable


def unknown(name: str) -> NotFound:
    """The error, not raised, for a lookup that does not exist."""
    return NotFound(f"The lookup table '{name}' does not exist or is not available.")


def file_of(name: str, stanza: Stanza | None) -> str:
    """The name of the CSV file behind a lookup: what the stanza names, or without a stanza the lookup's own.

    Raises NotFound.
    """
    file = name if stanza is None else stanza.get("filename")
    if not file.endswith(SUFFIXES):
        raise unknown(name)
    return file.replace("\\", "/").rpartition("/")[2]


class Catalog:
    """The lookups of one context: stanzas of transforms.conf, and CSV files by their own names.

    It keeps the tables that were used, until what is behind them is another. Safe for threads.
    """

    def __init__(self, view: View, stores: LookupStores | None = None) -> None:
        self.view = view
        self.stores = stores or LookupStores()
        self._tables: dict[str, LookupTable] = {}

    def table(self, name: str) -> LookupTable:
        """A lookup by its name. Raises NotFound; ConfError and UnsupportedConf for a wrong definition."""
        stanza = self.view.conf("transforms").stanzas.get(name)
        if stanza is not None and name != DEFAULT:
            if stanza.flag("disabled", strict=False):
                raise unknown(name)
            refuse_external(stanza)
            refuse_unsupported("transforms", stanza)
        backing = self._backing(name, stanza)
        table = self._tables.get(name)
        if table is None or table.backing is not backing:
            table = LookupTable(self._definition(stanza), backing, self.stores.zone)
            self._tables[name] = table
        return table

    def _backing(self, name: str, stanza: Stanza | None) -> Backing:
        if stanza is not None and is_collection(stanza):
            collection = Collection.named(stanza.get("collection") or stanza.name, self.view)
            return self.stores.collection(collection, columns_of(stanza))
        path = self.view.lookup_file(file_of(name, stanza))
        try:
            return self.stores.file(path)
        except FileNotFoundError as error:  # removed since the app was read
            raise NotFound(f"The lookup file '{path.name}' does not exist or is not available.") from error

    def _definition(self, stanza: Stanza | None) -> Definition:
        max_matches, faults = default_matches(self.view.conf("limits").stanzas.get("lookup"))
        if stanza is None:
            return Definition(max_matches, faults=faults)
        return Definition.of(stanza, max_matches, faults)
