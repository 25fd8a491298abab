"""Rows -> INSERT statements, many rows each.

A statement for each row hands the interpreter to another thread after each, and waits milliseconds to have it back when
that thread computes: measured with one busy thread, 3,000 rows a second against 30,000 with 512 rows to a statement.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain

from ..sources.blocks import blocks

EventRow = tuple[int, int, int, int, str, str | None]
"""time, id, indextime, meta, raw, fields."""

_COLUMNS = "(time, id, indextime, meta, raw, fields)"
_LARGEST = 512 if sqlite3.sqlite_version_info >= (3, 32) else 128
"""Rows of a statement; SQLite before 3.32 allows 999 parameters (Implementation Limits For SQLite)."""
_SIZES = tuple(1 << power for power in reversed(range(_LARGEST.bit_length())))
"""Few sizes, so that the connection keeps the statements compiled."""
_STATEMENTS = {
    size: f"INSERT INTO events {_COLUMNS} VALUES {', '.join(['(?, ?, ?, ?, ?, ?)'] * size)}" for size in _SIZES
}
_RAW = 4
"""The place of the raw text in a row."""


class Unfit(Exception):
    """A row, by its number from 1, with a number or text that SQLite cannot hold; the cause says why."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def insert(connection: sqlite3.Connection, rows: Iterable[EventRow]) -> None:
    """Insert rows in order, in constant memory. Raises Unfit."""
    before = 0
    for group in blocks(rows, _LARGEST, _RAW):
        done = 0
        for size in _SIZES:
            while len(group) - done >= size:
                _insert(connection, group[done : done + size], before + done)
                done += size
        before += len(group)


def _insert(connection: sqlite3.Connection, rows: Sequence[EventRow], before: int) -> None:
    try:
        connection.execute(_STATEMENTS[len(rows)], tuple(chain.from_iterable(rows)))
    except (OverflowError, UnicodeEncodeError) as error:
        if len(rows) == 1:
            raise Unfit(before + 1) from error
        for number, row in enumerate(rows):
            _insert(connection, (row,), before + number)
