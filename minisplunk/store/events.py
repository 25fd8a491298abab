"""Events by index, host, source and source type in; the events of a window, newest first, out. SQLite underneath."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from .. import lazy_re
from ..database import Connections, faults
from ..errors import DataError, MinisplunkError, NotFound
from ..sources import Ask, Block, Event, Fielded, KindOfEvents, Meta, Totals
from ..sources.blocks import blocks
from ..times import TimeRange
from .deleting import delete
from .inserting import LARGEST, EventRow, Unfit, insert, insert_alike
from .interrupts import interruptible
from .query import FIRST, LAST, MEETS, bounds, count_query, find_query, scan_query, useful
from .schema import FILE, SCHEMA

_INDEX_NAME = lazy_re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)
_INTERNAL = frozenset(
    {"_audit", "_configtracker", "_dsappevent", "_dsclient", "_dsphonehome", "_internal", "_introspection", "_metrics"}
    | {"_metrics_rollup", "_telemetry", "_thefishbucket"}
)
Indexed = int | Callable[[int], int]
"""When events are indexed: all at once, or each so long after its time, which is given. In microseconds."""
_RAW = 1  # the place of the raw text in an event that is added
_BATCH = 64  # rows fetched at a time; more is no faster, and events may be megabytes each

_NUMBER = 'SELECT id FROM metas WHERE "index" = ? AND host = ? AND source = ? AND sourcetype = ?'
_NEW = 'INSERT INTO metas ("index", host, source, sourcetype) VALUES (?, ?, ?, ?)'
_FEWER = (
    "UPDATE metas SET earliest = CASE WHEN events > ?1 THEN earliest END, "
    "latest = CASE WHEN events > ?1 THEN latest END, recent = CASE WHEN events > ?1 THEN recent END, "
    "events = events - ?1 WHERE id = ?2"
)
"""Without events there are no times. Else the times stay as they are, which are bounds: to know them better, all events
would have to be read while others wait to write."""


class InvalidIndex(MinisplunkError):
    """A name that no index can have."""


class _Undo(Exception):
    """Ends a transaction so that nothing of it stays."""


class Store:
    """A source of events, in a folder (`events.db`, made when missing) or in memory; usable from any thread.

    All methods raise StoreError when the database is locked by another process, corrupt, full or unwritable.
    """

    def __init__(self, folder: Path | None) -> None:
        """`None` keeps the events in memory. Raises StoreError for a folder that holds something else."""
        self._connections = Connections(None if folder is None else folder / FILE, SCHEMA)

    @classmethod
    def memory(cls) -> Store:
        return cls(None)

    def close(self) -> None:
        self._connections.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Indexes

    def create_index(self, name: str) -> bool:
        """False when the index exists already. Raises InvalidIndex for a name that no index can have.

        indexes.conf.spec, "PER INDEX OPTIONS". Only Splunk's own internal indexes start with an underscore.
        """
        if fault := name_fault(name):
            raise InvalidIndex(fault)
        with self._transaction() as connection:
            return connection.execute("INSERT OR IGNORE INTO indexes VALUES (?)", (name,)).rowcount == 1

    def delete_index(self, name: str) -> None:
        """Remove an index and its events. Raises NotFound."""
        with self._transaction() as connection:
            self._clean(connection, name)
            connection.execute("DELETE FROM indexes WHERE name = ?", (name,))

    def clean_index(self, name: str) -> None:
        """Remove the events of an index. Raises NotFound."""
        with self._transaction() as connection:
            self._clean(connection, name)

    def indexes(self) -> tuple[str, ...]:
        """In alphabetical order."""
        return tuple(name for (name,) in self._rows("SELECT name FROM indexes ORDER BY name"))

    def kinds(self) -> dict[int, KindOfEvents]:
        """Every kind of events that the store holds or held. Their totals are kept with each batch."""
        columns = 'id, "index", host, source, sourcetype, events, earliest, latest, recent'
        rows = self._rows(f"SELECT {columns} FROM metas ORDER BY id")
        return {row[0]: KindOfEvents(Meta(*row[1:5]), Totals(*row[5:])) for row in rows}

    def _kinds(self, window: TimeRange) -> Iterator[tuple[int, Meta]]:
        """Those that may have events in a window, which may be few of very many."""
        columns = 'id, "index", host, source, sourcetype'
        rows = self._rows(f"SELECT {columns} FROM metas WHERE {MEETS} ORDER BY id", bounds(window))
        return ((number, Meta(*meta)) for number, *meta in rows)

    def counts(self) -> dict[str, Totals]:
        """Of each index, the empty ones too."""
        rows = self._rows(
            "SELECT name, coalesce(sum(events), 0), min(earliest), max(latest), max(recent) FROM indexes "
            'LEFT JOIN metas ON "index" = name GROUP BY name ORDER BY name'
        )
        return {row[0]: Totals(*row[1:]) for row in rows}

    def size(self) -> int:
        """Bytes of the whole database."""
        return int(self._rows("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")[0][0])

    # Events

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is added inside becomes durable and visible at once when the block ends; nothing of it if it raises.

        For many small batches, each of which costs a write to the disk otherwise.
        """
        with self._transaction():
            yield

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What the block adds is taken away again when it ends. Meanwhile it shows in a store that is in memory."""
        with suppress(_Undo), self.transaction():
            yield
            raise _Undo

    def add(self, meta: Meta, events: Iterable[tuple[int, str]], indextime: int) -> int:
        r"""Store events (time, raw) in one transaction, durable on return; returns how many. Times in microseconds.

        Nothing is stored when `events` raises. NUL becomes the four characters `\x00`, as Splunk shows it: SQLite's
        LIKE ends at a NUL. Raises NotFound for a missing index, DataError for a time or text that is none.
        """
        return self.add_fielded(meta, ((time, raw, None) for time, raw in events), indextime)

    def add_fielded(self, meta: Meta, events: Iterable[Fielded], indextime: int) -> int:
        """As `add`, for events with indexed fields."""
        return self.add_batches([(meta, events, indextime)])

    def add_batches(self, batches: Iterable[tuple[Meta, Iterable[Fielded], int]]) -> int:
        """As `add_fielded`, several times, in one transaction, with what is the same for all of them done once: each
        statement hands the interpreter to another thread, which may keep it for long."""
        with self._transaction() as connection:
            kinds = _Kinds(connection)
            first = following = _next(connection)
            for meta, events, indextime in batches:
                before = following
                for block in blocks(events, LARGEST, _RAW):  # of which the last may be empty
                    if not block and following == before:
                        _must_exist(connection, meta.index)
                    if not block:
                        break
                    kind, kept = kinds[meta], _without_nul(block)
                    try:
                        insert_alike(connection, following, indextime, kind.number, kept, following - before)
                    except Unfit as unfit:
                        raise _fault(unfit, meta.source) from unfit.__cause__
                    kind.add([time for time, _, _ in block], indextime)
                    following += len(block)
            _record(connection, following, kinds.values())
            return following - first

    def add_kinds(self, events: Iterable[tuple[Meta, Fielded]], indextime: Indexed) -> int:
        """As `add_fielded`, for events of several kinds, whose order stays."""
        with self._transaction() as connection:
            batch = _Batch(events, connection, indextime)
            try:
                insert(connection, batch)
            except Unfit as unfit:
                raise _fault(unfit, batch.source) from unfit.__cause__
            _record(connection, batch.first + batch.count, batch.kinds.values())
            return batch.count

    def replayed(self, index: str) -> dict[str, str | None]:
        """The contents of files, as `replay` has told them, that have been stored in an index, or what was read of
        them; and each one's fault, None for one that was read to its end."""
        return dict(self._rows('SELECT content, fault FROM replayed WHERE "index" = ?', (index,)))

    def has_replayed(self, index: str, content: str, fault: str | None) -> None:
        """Keep that for later."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO replayed VALUES (?, ?, ?)", (index, content, fault))

    def scan(self, ask: Ask) -> Iterator[Block]:
        """Events, newest first, as of now: what is added meanwhile does not show. Literals that all kinds require are
        looked for by SQLite."""
        required = {
            number: literals
            for number, meta in self._kinds(ask.window)
            if (literals := ask.required(number, meta)) is not None
        }
        return self._blocks(ask.window, required.keys(), useful(required.values()), ask.read, addressed=ask.addressed)

    def events(
        self,
        window: TimeRange,
        kinds: Collection[int],
        literals: Sequence[str] = (),
        read: Callable[[int], bool] = lambda events: False,
        *,
        addressed: bool = False,
    ) -> Iterator[Event]:
        """Events of some kinds that hold all of some literals; `read` and `addressed` as in Ask."""
        for block in self._blocks(window, kinds, literals, read, addressed=addressed):
            yield from block.events()

    def _blocks(
        self,
        window: TimeRange,
        kinds: Collection[int],
        literals: Sequence[str],
        read: Callable[[int], bool],
        *,
        addressed: bool,
    ) -> Iterator[Block]:
        ended = partial(read, 0)
        with faults(self._connections.where), self._connections.reading() as handle:
            with handle.lock:
                meeting = f"SELECT id, (SELECT next FROM counter) FROM metas WHERE {MEETS}"
                known = handle.connection.execute(meeting, bounds(window)).fetchall()
                if not known or not kinds:
                    return
                unwanted = {number for number, _ in known}.difference(kinds)
                wanted, before = kinds if unwanted else None, known[0][1]
                query = scan_query(window, wanted, literals, before=before, addressed=addressed)
                cursor = interruptible(handle.connection, ended, lambda: handle.connection.execute(*query))
            if cursor is None:
                return
            fetch = partial(cursor.fetchmany, _BATCH)
            try:
                while True:
                    with handle.lock:
                        rows = interruptible(handle.connection, ended, fetch)
                    if not rows or read(len(rows)):
                        return
                    yield Block.of(rows)
            finally:
                with handle.lock, suppress(sqlite3.ProgrammingError):  # the store was closed meanwhile
                    cursor.close()

    def count(self, window: TimeRange, kinds: Collection[int]) -> int:
        """How many there are; only kinds that lie partly in the window are read, the others have their totals."""
        known = {number: totals for number, (_, totals) in self.kinds().items() if number in kinds and totals.events}
        whole = {number: totals for number, totals in known.items() if totals.inside(window)}
        partly = known.keys() - whole.keys()
        counted = self._rows(*count_query(window, partly))[0][0] if partly else 0
        return int(counted) + sum(totals.events for totals in whole.values())

    def find(self, addresses: Iterable[str]) -> dict[str, tuple[Meta, int, str]]:
        """The events that have these addresses, and their kind, time and raw text."""
        found, pending = dict[str, tuple[Meta, int, str]](), iter(addresses)
        while batch := list(islice(pending, _BATCH)):
            for address, time, raw, *meta in self._rows(*find_query(batch)):
                found[address] = Meta(*meta), time, raw
        return found

    def delete(self, addresses: Iterable[str]) -> dict[str, int]:
        """Delete events, all at once and durable on return; how many of each index. Who scans meanwhile may still see
        them. An address that no event has, or has no more, is passed over."""
        deleted = Counter[int]()
        with self._transaction() as connection:
            pending = iter(addresses)
            while batch := list(islice(pending, _BATCH)):
                deleted.update(delete(connection, batch))
            indexes = Counter[str]()
            for number, events in deleted.items():
                connection.execute(_FEWER, (events, number))
                (index,) = connection.execute('SELECT "index" FROM metas WHERE id = ?', (number,)).fetchone()
                indexes[index] += events
        return indexes

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with faults(self._connections.where), self._connections.writing() as connection:
            yield connection

    def _rows(self, query: str, values: Sequence[int | str] = ()) -> list[Any]:
        with faults(self._connections.where), self._connections.reading() as handle, handle.lock:
            return handle.connection.execute(query, values).fetchall()

    @staticmethod
    def _clean(connection: sqlite3.Connection, index: str) -> None:
        _must_exist(connection, index)
        connection.execute('DELETE FROM events WHERE meta IN (SELECT id FROM metas WHERE "index" = ?)', (index,))
        connection.execute('DELETE FROM metas WHERE "index" = ?', (index,))
        connection.execute('DELETE FROM replayed WHERE "index" = ?', (index,))


class _Kind:
    """What comes in of one kind of events."""

    __slots__ = ("count", "earliest", "latest", "number", "recent")

    def __init__(self, number: int) -> None:
        self.number = number
        self.count = 0
        self.earliest, self.latest, self.recent = LAST, FIRST, FIRST

    def add(self, times: Sequence[int], indextime: int) -> None:
        """So many events, all indexed at once."""
        self.count += len(times)
        self.earliest = min(self.earliest, *times)
        self.latest = max(self.latest, *times)
        self.recent = max(self.recent, indextime)


class _Kinds(dict[Meta, _Kind]):
    """Those of one transaction, each looked up, or made, when it first comes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, meta: Meta) -> _Kind:
        """What is known is asked for once: a kind of an index goes with it."""
        found = self._connection.execute(_NUMBER, meta).fetchone()
        if found is None:
            _must_exist(self._connection, meta.index)
            self._connection.execute(_NEW, meta)
            found = self._connection.execute(_NUMBER, meta).fetchone()
        kind = self[meta] = _Kind(int(found[0]))
        return kind


class _Batch:
    """Rows to insert, counted on their way."""

    def __init__(
        self, events: Iterable[tuple[Meta, Fielded]], connection: sqlite3.Connection, indextime: Indexed
    ) -> None:
        self._events, self._indextime = events, indextime
        self.kinds = _Kinds(connection)
        self.first = _next(connection)
        self.count = 0
        self.source = ""
        """Of the event that was asked for last."""

    def __iter__(self) -> Iterator[EventRow]:
        current, kind = None, _Kind(0)
        of, at = (self._indextime, 0) if callable(self._indextime) else (None, self._indextime)
        for meta, (time, raw, fields) in self._events:
            if meta is not current:
                current, kind, self.source = meta, self.kinds[meta], meta.source
            kind.earliest = min(kind.earliest, time)
            kind.latest = max(kind.latest, time)
            if of is not None:
                at = of(time)
            kind.recent = max(kind.recent, at)
            kind.count += 1
            number = self.first + self.count
            self.count += 1
            yield time, number, at, kind.number, raw.replace("\0", r"\x00"), fields


def _without_nul(events: list[Fielded]) -> list[Fielded]:
    """As Splunk shows it. It is seldom there, so that all are looked at before any is changed."""
    if any("\0" in raw for _, raw, _ in events):
        return [(time, raw.replace("\0", r"\x00"), fields) for time, raw, fields in events]
    return events


def _next(connection: sqlite3.Connection) -> int:
    """The id of the event that is added next."""
    return int(connection.execute("SELECT next FROM counter").fetchone()[0])


def _record(connection: sqlite3.Connection, following: int, kinds: Iterable[_Kind]) -> None:
    """`following`: the id of the event that is added after these."""
    connection.execute("UPDATE counter SET next = ?", (following,))
    connection.executemany(
        "UPDATE metas SET events = events + ?1, earliest = min(coalesce(earliest, ?2), ?2), "
        "latest = max(coalesce(latest, ?3), ?3), recent = max(coalesce(recent, ?4), ?4) WHERE id = ?5",
        [(kind.count, kind.earliest, kind.latest, kind.recent, kind.number) for kind in kinds if kind.count],
    )


def _fault(unfit: Unfit, source: str) -> DataError:
    """An event that SQLite cannot hold, with its number and source."""
    return DataError(f"event {unfit.number} of {source}: {unfit.__cause__}")


def name_fault(name: str) -> str:
    """Why an index cannot have a name; empty for one that it can have."""
    if name in _INTERNAL or ("kvstore" not in name and _INDEX_NAME.fullmatch(name)):
        return ""
    return (
        f"Invalid index name '{name}': lowercase letters, numbers, underscores and hyphens only, "
        "not starting with an underscore or hyphen, without the word 'kvstore'."
    )


def _must_exist(connection: sqlite3.Connection, index: str) -> None:
    if connection.execute("SELECT 1 FROM indexes WHERE name = ?", (index,)).fetchone() is None:
        raise NotFound(f"There is no index '{index}'.")
