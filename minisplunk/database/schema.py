"""A fresh or existing SQLite connection -> one that holds the tables of a schema, or the reason why it can't."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import field

from ..dataclass import dataclass

_EACH_TIME = (
    "PRAGMA synchronous = FULL",  # in WAL mode, what makes a committed batch survive a power cut
    "PRAGMA cache_size = -16384",  # KB; mapping the file instead is no faster, and counts as memory of the process
    "PRAGMA journal_size_limit = 67108864",  # bytes of log kept after a large batch
)
_BEFORE_TABLES = ("PRAGMA page_size = 32768", "PRAGMA journal_mode = WAL")
"""SQLite keeps a row whole in a clustered table only up to a quarter of a page; 32 KB pages do so for 8 KB."""


@dataclass(frozen=True, slots=True)
class Schema:
    """`holds`: what is in such a database, for messages. `application`: the number in the file that says whose it is;
    `version`: of `tables`, the statements that make them. `upgrades`: what makes a database of a version one of the
    next."""

    holds: str
    application: int
    version: int
    tables: str
    upgrades: Mapping[int, Callable[[sqlite3.Connection], None]] = field(default_factory=dict)

    def prepare(self, connection: sqlite3.Connection) -> str | None:
        """Make the tables in an empty database. Returns why it is not usable, or None; raises sqlite3.Error."""
        empty = _number(connection, "application_id") == 0 and _tables(connection) == 0
        fault = self._create(connection) if empty else self._fault(connection)
        for pragma in _EACH_TIME:  # after the page size is settled: SQLite turns the cache's size into pages at once
            connection.execute(pragma)
        return fault

    def _create(self, connection: sqlite3.Connection) -> str | None:
        numbers = f"PRAGMA application_id = {self.application}; PRAGMA user_version = {self.version};"
        try:
            for pragma in _BEFORE_TABLES:
                connection.execute(pragma)
            connection.executescript(f"BEGIN IMMEDIATE; {self.tables} {numbers} COMMIT;")
        except sqlite3.OperationalError:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if _tables(connection) == 0:
                raise
            return self._fault(connection)  # another process made the tables first
        return None

    def _fault(self, connection: sqlite3.Connection) -> str | None:
        if _number(connection, "application_id") != self.application:
            return "an SQLite database, but not one of minisplunk's"
        version = self._upgraded(connection, _number(connection, "user_version"))
        if version != self.version:
            return (
                f"written by another version of minisplunk (schema {version}, this one reads {self.version}); "
                "use that version, or another folder"
            )
        return None

    def _upgraded(self, connection: sqlite3.Connection, version: int) -> int:
        """Upgrade by one version; the version afterwards, since another process may be upgrading too."""
        while version in self.upgrades:
            connection.execute("BEGIN IMMEDIATE")
            if _number(connection, "user_version") == version:
                self.upgrades[version](connection)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
            version = _number(connection, "user_version")
        return version


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _tables(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0])
