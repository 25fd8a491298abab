"""A piece of work on a SQLite connection -> its result, or None when somebody ended it while SQLite was busy."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_STEPS = 50_000  # of SQLite's virtual machine; some 5,000 events tested and found not to match, a few milliseconds


def interruptible(connection: sqlite3.Connection, ended: Callable[[], bool], work: Callable[[], T]) -> T | None:
    """Do the work, asking `ended` every few milliseconds. Only for whoever holds the connection."""
    connection.set_progress_handler(ended, _STEPS)
    try:
        return work()
    except sqlite3.OperationalError:
        if ended():
            return None
        raise
    finally:
        connection.set_progress_handler(None, 0)
