"""Rows -> INSERT statements, many rows each.

A statement for each row hands the interpreter to another thread after each, and waits milliseconds to have it back when
that thread computes: measured with one busy thread, 3,000 rows a second against 30,000 with 512 rows to a statement.

Of events that come in together most is the same, or follows: the statement says that, and Python does nothing for each.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain

from ..sources import Fielded
from ..sources.blocks import blocks

EventRow = tuple[int, int, int, int, str, str | None]
"""time, id, indextime, meta, raw, fields."""

_COLUMNS = "(time, id, indextime, meta, raw, fields)"
_ROUND = (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
_SIZES = tuple(size for size in _ROUND if size <= 100 or sqlite3.sqlite_version_info >= (3, 32))
"""Rows of a statement: few sizes, so that the connection keeps the statements compiled, and round ones, since clients
send such numbers of events. SQLite before 3.32 allows 999 parameters (Implementation Limits For SQLite)."""
LARGEST = _SIZES[0]
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
    for group in blocks(rows, LARGEST, _RAW):
        for start, size in _statements(len(group)):
            _insert(connection, group[start : start + size], before + start)
        before += len(group)


def insert_alike(
    connection: sqlite3.Connection, first: int, indextime: int, meta: int, events: Sequence[Fielded], before: int
) -> None:
    """Insert events of one kind, whose ids begin with `first`. `before`: how many came before them, for Unfit."""
    for start, size in _statements(len(events)):
        group = events[start : start + size]
        try:
            connection.execute(_alike(size), (first + start, indextime, meta, *chain.from_iterable(group)))
        except (OverflowError, UnicodeEncodeError):
            for number, (time, raw, fields) in enumerate(group, start):
                _insert(connection, ((time, first + number, indextime, meta, raw, fields),), before + number)


@cache
def _alike(rows: int) -> str:
    """A statement for events with ids in a row, and the same indextime and meta: the first three parameters."""
    values = (f"(?{4 + 3 * row}, ?1 + {row}, ?2, ?3, ?{5 + 3 * row}, ?{6 + 3 * row})" for row in range(rows))
    return f"INSERT INTO events {_COLUMNS} VALUES {', '.join(values)}"


def _statements(rows: int) -> Iterator[tuple[int, int]]:
    """Where each statement begins, and its size."""
    done = 0
    for size in _SIZES:
        while rows - done >= size:
            yield done, size
            done += size


def _insert(connection: sqlite3.Connection, rows: Sequence[EventRow], before: int) -> None:
    try:
        connection.execute(_STATEMENTS[len(rows)], tuple(chain.from_iterable(rows)))
    except (OverflowError, UnicodeEncodeError) as error:
        if len(rows) == 1:
            raise Unfit(before + 1) from error
        for number, row in enumerate(rows):
            _insert(connection, (row,), before + number)
