"""The Splunk around a search: what its commands write there, with the rights of the search's user."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..conf import Layers, Level, View
from ..conf.file_objects import path_to_write
from ..conf.files import LOOKUPS
from ..conf.layers import names_file
from ..conf.lookup_files import CONTEXTS, level_of, may_write, shown_roles
from ..conf.metadata import ObjectPath
from ..conf.objects import exists
from ..conf.parser import DEFAULT
from ..dataclass import dataclass
from ..errors import DataError, NotFound
from ..spl.command import Artifact
from ..values import Row
from .request import Request

if TYPE_CHECKING:
    from ..kvstore.store import KvStore
    from ..lookups.collection_rows import CollectionRows
    from .context import SearchContext

RestReader = Callable[[Request, str, Mapping[str, Sequence[str]]], Iterator[Row]]
"""Whose search asks, the path of an endpoint, its arguments -> a row for each entry. Raises as Context.rest."""


@dataclass(frozen=True, slots=True)
class Instance:
    """`home`: $SPLUNK_HOME. `changing` is held while settings change; `layers`: those that count now; `update` as the
    engine's; `kvstore`: where collections are; `send_alert` runs an alert action; `rest`: what reads the REST API, None
    where nobody has one; `load`: as Context.load, None where no jobs are kept."""

    home: Path
    changing: AbstractContextManager[object]
    layers: Callable[[], Layers]
    update: Callable[[Callable[[Layers], Layers]], None]
    kvstore: KvStore
    send_alert: Callable[[SearchContext, str, Mapping[str, str], Sequence[Row]], None]
    rest: Callable[[], RestReader | None] = lambda: None
    load: Callable[[SearchContext, Artifact], Iterator[Row]] | None = None

    def csv_file(self, name: str) -> Path:
        """See Context."""
        path = self.home / "var" / "run" / "splunk" / "csv" / name
        if not names_file(name) or path.is_symlink() or path.parent.is_symlink():
            raise DataError(f"'{name}' does not name a file of var/run/splunk/csv.")
        return path

    @contextmanager
    def csv_to_write(self, name: str) -> Iterator[Path]:
        """See Context."""
        path = self.csv_file(name)
        with self.changing:
            yield path

    @contextmanager
    def collection_to_write(self, view: View, request: Request, name: str) -> Iterator[CollectionRows | None]:
        """See Context."""
        from ..kvstore.collection import CONF, Collection, missing  # noqa: PLC0415  most searches write none
        from ..lookups.collection_rows import CollectionRows  # noqa: PLC0415  most searches write none
        from ..lookups.kvstore import columns_of, is_collection  # noqa: PLC0415  most searches write none

        stanza = view.conf("transforms").stanzas.get(name)
        if stanza is None or name == DEFAULT or not is_collection(stanza):
            yield None
            return
        collection = Collection.named(stanza.get("collection") or name, view)
        with self.changing:
            level, layers = view.levels(CONF)[collection.name], self.layers()
            if not exists(layers, level, CONF, collection.name):  # removed since the search began
                raise missing(collection.name)
            _check_writable(view, layers, level, (CONF, collection.name), request)
            yield CollectionRows(self.kvstore, collection, columns_of(stanza))

    @contextmanager
    def lookup_to_write(self, view: View, request: Request, name: str, place: str) -> Iterator[Path]:
        """See Context."""
        file = _file(view, name)
        with self.changing:
            level = _level(view, request, file, place)
            layers = self.layers()
            path = path_to_write(layers, level, LOOKUPS, file)
            _check_writable(view, layers, level, (LOOKUPS.name, file), request)
            before = path.exists()
            yield path
            if path.exists() != before:
                self.update(lambda now: now.with_files(level))


def _check_writable(view: View, layers: Layers, level: Level, of: ObjectPath, request: Request) -> None:
    if not may_write(view, layers, level, of, request.user, request.roles):
        who = f"User '{request.user}' with roles {shown_roles(request.roles)}"
        raise DataError(f"{who} cannot write: /nobody/{level.app}/{'/'.join(of)}")


def _file(view: View, name: str) -> str:
    """The name of the file behind a lookup; others are told apart from what there is not."""
    from ..lookups.catalog import file_of  # noqa: PLC0415  most searches write none

    stanza = view.conf("transforms").stanzas.get(name) if name != DEFAULT else None
    if stanza is not None and (stanza.get("external_cmd") or stanza.get("external_type")):
        raise DataError(f"The lookup table '{name}' is an external lookup, and such are not written.")
    try:
        return file_of(name, stanza)
    except NotFound as error:
        raise NotFound(f"The lookup table '{name}' is invalid.") from error


def _level(view: View, request: Request, file: str, place: str) -> Level:
    """Where a file is written. limits.conf.spec, [outputlookup] create_context, is about a file that is made for the
    first time. [unverified]: that without an option one that another app shares is written where it is."""
    if not place:
        try:
            return view.level_of_lookup(file)
        except NotFound:
            setting = view.conf("limits").find("outputlookup", "create_context")
            place = CONTEXTS[0] if setting is None else setting.value
            if place not in CONTEXTS and setting is not None:
                raise setting.error(f"create_context must be one of {', '.join(CONTEXTS)}") from None
    return level_of(place, request.app, request.user)
