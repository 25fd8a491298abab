"""A file, or nothing for memory -> SQLite connections to borrow for reading and writing, faults as StoreError.

In a file each scan and each transaction borrows a connection of its own, so that threads neither wait for nor see
each other: WAL lets one write while others read. An in-memory database lives in one connection, which all threads share
under its lock. SQLite's shared-cache mode would give several, but with table locks: a search that writes what it reads
(`... | collect`) would lock itself out.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path

from ..dataclass import dataclass
from ..errors import MinisplunkError
from .schema import Schema

_BUSY_SECONDS = 10.0
_PASSING = ("database is locked", "database or disk is full", "disk I/O error", "unable to open database file")
_UNDO_INNER = ("ROLLBACK TO inner_block", "RELEASE inner_block")


class StoreError(MinisplunkError):
    """The database cannot be opened, read or written: locked, corrupt, full, not ours, or of another version."""


class StoreBusy(StoreError):
    """The database cannot be written now, and can be when another process lets it go, or when there is room again.

    Whatever was to be written is not there.
    """


@contextmanager
def faults(where: str) -> Iterator[None]:
    """SQLite's own errors, as StoreError with the database's name."""
    try:
        yield
    except sqlite3.Error as error:
        kind = StoreBusy if str(error).startswith(_PASSING) else StoreError
        raise kind(f"{where}: {error}") from error


@dataclass(slots=True)
class Handle:
    """A connection, and the lock to hold while a statement of it runs."""

    connection: sqlite3.Connection
    lock: threading.RLock = field(default_factory=threading.RLock)


class Connections:
    """Lends connections to a database of one schema; `where` names it in messages."""

    def __init__(self, file: Path | None, schema: Schema) -> None:
        self.where = f"{schema.holds} in memory" if file is None else str(file)
        self._file, self._schema = file, schema
        self._writing = threading.RLock()
        self._guard = threading.RLock()  # reentrant: while one is lent, an abandoned scan may give its own back
        self._idle: list[Handle] = []
        self._closed = False
        self._writer: sqlite3.Connection | None = None
        self._shared = self._open() if file is None else None
        if self._shared is None:
            self._idle.append(self._open())

    @contextmanager
    def reading(self) -> Iterator[Handle]:
        handle = self._shared or self._take()
        try:
            yield handle
        finally:
            self._give_back(handle)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on disk when the block ends, or nothing of it when the block raises.

        A block inside another of the same thread is a part of the outer one's transaction, with the same promise.
        """
        with self._writing:
            if self._writer is not None:
                with _undone_on_error(self._writer, "SAVEPOINT inner_block", "RELEASE inner_block", _UNDO_INNER):
                    yield self._writer
                return
            with self.reading() as handle, handle.lock:
                self._writer = handle.connection
                try:
                    with _undone_on_error(handle.connection, "BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",)):
                        yield handle.connection
                finally:
                    self._writer = None

    def close(self) -> None:
        """Close what is idle now, and what is still lent as soon as it comes back."""
        with self._guard:
            self._closed = True
            idle, self._idle = self._idle, []
        if self._shared is not None:
            idle.append(self._shared)
        for handle in idle:
            handle.connection.close()

    def _take(self) -> Handle:
        with self._guard:
            if self._closed:
                raise StoreError(f"{self.where}: the store is closed")
            if self._idle:
                return self._idle.pop()
        return self._open()

    def _give_back(self, handle: Handle) -> None:
        if handle is self._shared:
            return
        with self._guard:
            if not self._closed:
                self._idle.append(handle)
                return
        handle.connection.close()

    def _open(self) -> Handle:
        name = ":memory:" if self._file is None else self._file
        if self._file is not None:
            _make(self._file.parent, self._schema.holds)
        with faults(self.where):
            connection = sqlite3.connect(name, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            with faults(self.where):
                fault = self._schema.prepare(connection)
        except BaseException:
            connection.close()
            raise
        if fault is not None:
            connection.close()
            raise StoreError(f"{self.where}: {fault}")
        return Handle(connection)


@contextmanager
def _undone_on_error(connection: sqlite3.Connection, begin: str, end: str, undo: tuple[str, ...]) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute(end)
    except BaseException:
        if connection.in_transaction:  # not so when SQLite itself rolled back: disk full, I/O error
            for statement in undo:
                connection.execute(statement)
        raise


def _make(folder: Path, holds: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: no folder for {holds}: {error.strerror}") from error
