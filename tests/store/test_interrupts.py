"""A scan that is ended by whoever watches it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from minisplunk.store import Meta, Store, interrupts
from minisplunk.store.interrupts import interruptible
from minisplunk.times import TimeRange

META = Meta("main", "host", "source", "sourcetype")


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with Store(None if request.param == "memory" else tmp_path) as store:
        store.create_index("main")
        store.add(META, ((n, f"event {n}") for n in range(1000)), 0)
        yield store


def test_events_are_told_as_they_are_read(store: Store) -> None:
    told: list[int] = []

    def read(events: int) -> bool:
        told.append(events)
        return False

    assert len(list(store.events(TimeRange.ALL, [1], read=read))) == 1000
    assert sum(told) == 1000


def test_a_scan_ends_between_batches(store: Store) -> None:
    assert len(list(store.events(TimeRange.ALL, [1], read=lambda events: events > 0))) == 0
    left = [3]

    def read(events: int) -> bool:
        left[0] -= events > 0
        return left[0] <= 0

    assert 0 < len(list(store.events(TimeRange.ALL, [1], read=read))) < 1000


def test_a_scan_ends_while_nothing_matches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite finds no event to give, so that it must be asked in the midst of its search."""
    monkeypatch.setattr(interrupts, "_STEPS", 100)
    asked: list[int] = []

    def read(events: int) -> bool:
        asked.append(events)
        return len(asked) > 3

    assert list(store.events(TimeRange.ALL, [1], ["nothing has this"], read)) == []
    assert set(asked) == {0}
    assert len(asked) < 10
    assert len(list(store.events(TimeRange.ALL, [1]))) == 1000, "the connection is as good as before"


def test_other_errors_are_raised() -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError):
        interruptible(connection, lambda: False, lambda: connection.execute("SELECT * FROM nothing"))
    connection.close()
