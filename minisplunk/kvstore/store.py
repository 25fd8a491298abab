"""Documents by collection, user and key in; those that a query finds out. SQLite underneath, as for events.

A collection belongs to an app; its documents belong to a user, or to nobody, who shares them with all. Documents come
in the order in which they were first saved, unless a query sorts them [unverified].
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection as Group
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from ..conf.objects import NOBODY
from ..database import Connections, StoreError, faults
from ..errors import MinisplunkError, NotFound
from .document import full
from .schema import FILE, SCHEMA

if TYPE_CHECKING:
    from .collection import Collection
    from .document import Document
    from .find import Find
    from .limits import KvLimits
    from .query import Query

_BATCH = 256
_PUT = "INSERT INTO records (collection, user, key, document) VALUES (?, ?, ?, ?)"
_SAVE = f"{_PUT} ON CONFLICT (collection, user, key) DO UPDATE SET document = excluded.document"
_IN_ORDER = (
    "SELECT id, user, key, document FROM records INDEXED BY in_order WHERE collection = ? AND user = ? ORDER BY id"
)


class KeyTaken(MinisplunkError):
    """A document is to be inserted under a key that another one of the user has."""

    def __init__(self) -> None:
        super().__init__("A document with the same key and user already exists.")


class State(NamedTuple):
    """The state of a collection: another number of changes, or another collection of the name, is another state."""

    collection: int
    changes: int


class _Record(NamedTuple):
    id: int
    user: str
    key: str
    text: str

    def full(self) -> dict[str, Any]:
        return full(self.text, self.user, self.key)

    def written(self) -> bytes:
        """As orjson would write it, which takes many times as long."""
        members = self.text[:-1].encode() + (b"," if len(self.text) > 2 else b"")
        return b'%s"_user":%s,"_key":%s}' % (members, orjson.dumps(self.user), orjson.dumps(self.key))


class KvStore:
    """In a folder (`kvstore.db`, made when first needed) or in memory; usable from any thread.

    What is written is on disk when a method returns, all of it or nothing. All methods raise StoreError when the
    database is locked by another process, corrupt, full or unwritable, and InvalidQuery where a query does.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = None if folder is None else folder / FILE
        self._guard = threading.Lock()
        self._open: Connections | None = None
        self._closed = False

    @classmethod
    def memory(cls) -> KvStore:
        return cls(None)

    def __enter__(self) -> KvStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._guard:
            self._closed = True
            if self._open is not None:
                self._open.close()

    # Reading

    def ready(self) -> bool:
        """Whether it can be opened and read."""
        try:
            with self._reading() as connection:
                connection.execute("SELECT id FROM collections LIMIT 1").fetchall()
        except StoreError:
            return False
        return True

    def state(self, collection: Collection) -> State:
        with self._reading() as connection:
            return _state(connection, collection)

    def contents(self, collection: Collection) -> list[tuple[str, str]]:
        """The key and the text of each document that is nobody's."""
        with self._reading() as connection:
            of = (_state(connection, collection).collection, NOBODY)
            return [(key, text) for _, _, key, text in connection.execute(_IN_ORDER, of)]

    def get(self, collection: Collection, user: str, key: str) -> bytes:
        """A document as JSON. Raises NotFound."""
        with self._reading() as connection:
            for record in _records(connection, _state(connection, collection), (user,), {key}):
                return record.written()
        raise _no_document()

    def find(self, collection: Collection, user: str, find: Find, limits: KvLimits) -> list[bytes]:
        """The documents that are asked for, as JSON. Raises ApiLimit."""
        users = (user, NOBODY) if find.shared and user != NOBODY else (user,)
        most = min(find.limit or limits.max_rows_per_query, limits.max_rows_per_query)
        found, size = list[bytes](), 0
        with self._reading() as connection:
            records = _records(connection, _state(connection, collection), users, find.query.keys)
            for record in islice(_chosen(connection, records, find), find.skip, find.skip + most):
                shown = find.projection
                document = record.written() if shown is None else orjson.dumps(shown.apply(record.full()))
                size += len(document) + 1
                limits.check_result(size)
                found.append(document)
        return found

    def copy(self, folder: Path) -> None:
        """Write all that there is into the KV store of another folder, which has none; nothing where nothing is."""
        if self._open is None and (self._file is None or not self._file.exists()):
            return
        folder.mkdir(parents=True, exist_ok=True)
        with self._reading() as connection, closing(sqlite3.connect(folder / FILE)) as copied:
            connection.backup(copied)

    # Writing

    def insert(self, collection: Collection, user: str, document: Document) -> None:
        """Raises KeyTaken."""
        with self._writing(collection) as (connection, number):
            try:
                connection.execute(_PUT, (number, user, document.key, document.text))
            except sqlite3.IntegrityError as error:
                raise KeyTaken from error

    def replace(self, collection: Collection, user: str, document: Document) -> None:
        """Raises NotFound where no document has the key."""
        change = "UPDATE records SET document = ? WHERE collection = ? AND user = ? AND key = ?"
        with self._writing(collection) as (connection, number):
            if not connection.execute(change, (document.text, number, user, document.key)).rowcount:
                raise _no_document()

    def save(
        self,
        collection: Collection,
        user: str,
        documents: Iterable[Document],
        *,
        clear: bool = False,
        update: bool = True,
    ) -> int:
        """Insert documents, or replace those that have their keys; how many. `clear`: all others of the user go.
        Without `update` those that are there stay."""
        statement = _SAVE if update else _PUT.replace("INSERT", "INSERT OR IGNORE")
        saved = 0
        with self._writing(collection) as (connection, number):
            if clear:
                connection.execute("DELETE FROM records WHERE collection = ? AND user = ?", (number, user))
            pending = iter(documents)
            while batch := [(number, user, document.key, document.text) for document in islice(pending, _BATCH)]:
                saved += connection.executemany(statement, batch).rowcount
        return saved

    def remove(self, collection: Collection, user: str, key: str) -> None:
        """Raises NotFound."""
        taken = "DELETE FROM records WHERE collection = ? AND user = ? AND key = ?"
        with self._writing(collection) as (connection, number):
            if not connection.execute(taken, (number, user, key)).rowcount:
                raise _no_document()

    def delete(self, collection: Collection, user: str, query: Query) -> None:
        """Remove the documents that a query finds."""
        with self._writing(collection) as (connection, number):
            if query.everything:
                connection.execute("DELETE FROM records WHERE collection = ? AND user = ?", (number, user))
                return
            records = _records(connection, State(number, 0), (user,), query.keys)
            found = [(record.id,) for record in records if query.test(record.full())]
            connection.executemany("DELETE FROM records WHERE id = ?", found)

    @contextmanager
    def dropping(self, app: str, name: str) -> Iterator[None]:
        """Remove all documents of a collection, whosever they are, if the block succeeds."""
        with self._transaction() as connection:
            of = "SELECT id FROM collections WHERE app = ? AND name = ?"
            connection.execute(f"DELETE FROM records WHERE collection IN ({of})", (app, name))
            connection.execute("DELETE FROM collections WHERE app = ? AND name = ?", (app, name))
            yield

    # Connections

    @property
    def _connections(self) -> Connections:
        with self._guard:
            if self._closed:
                raise StoreError("The KV store is closed.")
            if self._open is None:
                self._open = Connections(self._file, SCHEMA)
            return self._open

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the whole store."""
        connections = self._connections
        with faults(connections.where), connections.reading() as handle, handle.lock:
            handle.connection.execute("BEGIN")
            try:
                yield handle.connection
            finally:
                handle.connection.execute("ROLLBACK")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connections = self._connections
        with faults(connections.where), connections.writing() as connection:
            yield connection

    @contextmanager
    def _writing(self, collection: Collection) -> Iterator[tuple[sqlite3.Connection, int]]:
        """The number of a collection, whose state is another one after the block."""
        of = (collection.app, collection.name)
        with self._transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO collections (app, name) VALUES (?, ?)", of)
            connection.execute("UPDATE collections SET changes = changes + 1 WHERE app = ? AND name = ?", of)
            yield connection, _state(connection, collection).collection


def _state(connection: sqlite3.Connection, collection: Collection) -> State:
    """That of a collection in which nobody has saved anything is (0, 0)."""
    query = "SELECT id, changes FROM collections WHERE app = ? AND name = ?"
    row = connection.execute(query, (collection.app, collection.name)).fetchone()
    return State(0, 0) if row is None else State(*row)


def _records(
    connection: sqlite3.Connection, state: State, users: Sequence[str], keys: Group[str] | None
) -> Iterator[_Record]:
    """Those of the users, in their order, that have one of the keys, where there are some."""
    query = "SELECT id, user, key, document FROM records WHERE collection = ? AND user = ? AND key = ?"
    for user in users:
        if keys is None:
            yield from map(_Record._make, connection.execute(_IN_ORDER, (state.collection, user)))
        else:
            found = (connection.execute(query, (state.collection, user, key)).fetchone() for key in keys)
            yield from sorted(map(_Record._make, filter(None, found)))


def _chosen(connection: sqlite3.Connection, records: Iterable[_Record], find: Find) -> Iterator[_Record]:
    """Those that a query finds, in its order. What is sorted is read once more, so that only keys are held."""
    query, ordering = find.query, find.ordering
    if not ordering.by:
        yield from (record for record in records if query.everything or query.test(record.full()))
        return
    keyed = ((ordering.keys(document), number) for number, document in _full(records) if query.test(document))
    for number in ordering.sorted(keyed):
        row = connection.execute("SELECT id, user, key, document FROM records WHERE id = ?", (number,)).fetchone()
        yield _Record._make(row)


def _full(records: Iterable[_Record]) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((record.id, record.full()) for record in records)


def _no_document() -> NotFound:
    """Worded as splunkd words it (splunk-sdk-python, issue 232)."""
    return NotFound("Could not find object.")
