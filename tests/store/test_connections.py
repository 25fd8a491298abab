"""Folders of events: what lasts, who may read and write at the same time, what is refused."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from minisplunk.database import connections
from minisplunk.store import Meta, Store, StoreError
from minisplunk.times import TimeRange

MAIN = Meta("main", "h", "s", "t")


def raws(store: Store) -> list[str]:
    return [raw for *_, raw in store.events(TimeRange.ALL, list(store.kinds()))]


def test_events_are_there_when_the_folder_is_opened_again(tmp_path: Path):
    with Store(tmp_path) as store:
        store.create_index("main")
        store.add(MAIN, [(1, "a")], 7)
    with Store(tmp_path) as store:
        assert store.indexes() == ("main",)
        store.add(MAIN, [(2, "b")], 8)
        assert list(store.events(TimeRange.ALL, list(store.kinds()))) == [
            (2, 8, 1, None, "b"),
            (1, 7, 1, None, "a"),
        ]


CRASH = """
import os, sys
from pathlib import Path
from minisplunk.store import Meta, Store
store = Store(Path(sys.argv[1]))
store.create_index("main")
store.add(Meta("main", "h", "s", "t"), [(1, "kept"), (2, "kept too")], 0)
def events():
    for time in range(10_000):
        yield time, "lost" * 1000
    os._exit(9)
store.add(Meta("main", "h", "s", "t"), events(), 0)
"""


def test_a_crash_keeps_whole_batches(tmp_path: Path):
    crashed = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], check=False)
    assert crashed.returncode == 9
    with Store(tmp_path) as store:
        assert raws(store) == ["kept too", "kept"]
        assert store.counts()["main"].events == 2
        store.add(MAIN, [(3, "after")], 0)
        assert raws(store) == ["after", "kept too", "kept"]


MUCH = """
import resource, sys
from pathlib import Path
from minisplunk.store import Meta, Store
from minisplunk.times import TimeRange
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform == "linux" else 1024)
with Store(Path(sys.argv[1])) as store:
    store.create_index("main")
    before = peak()
    store.add(Meta("main", "h", "s", "t"), ((time, f"{time:02000}") for time in range(40_000)), 0)
    assert sum(1 for _ in store.events(TimeRange.ALL, list(store.kinds()))) == 40_000
    print(peak() - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no module resource")
def test_adding_and_scanning_take_constant_memory(tmp_path: Path):
    grown = subprocess.run([sys.executable, "-c", MUCH, str(tmp_path)], check=True, capture_output=True, text=True)
    assert int(grown.stdout) < 40_000 < (tmp_path / "events.db").stat().st_size // 1024


@pytest.mark.parametrize("kind", ["memory", "folder"])
def test_threads_read_and_write_at_the_same_time(kind: str, tmp_path: Path):
    with Store.memory() if kind == "memory" else Store(tmp_path) as store:
        store.create_index("main")
        store.add(MAIN, [(time, "old") for time in range(1000)], 0)
        faults: list[BaseException] = []

        def write(number: int) -> None:
            for batch in range(10):
                store.add(MAIN._replace(host=str(number)), [(batch, "new")] * 20, 0)

        def read() -> None:
            for _ in range(10):
                numbers = set(store.kinds())
                events = list(store.events(TimeRange.ALL, numbers))
                assert {event.kind for event in events} <= numbers
                assert sum(event.raw == "old" for event in events) == 1000
                assert sum(event.raw == "new" for event in events) % 20 == 0

        def guarded(task, *args) -> None:
            try:
                task(*args)
            except BaseException as fault:
                faults.append(fault)

        threads = [threading.Thread(target=guarded, args=(write, number)) for number in range(3)]
        threads += [threading.Thread(target=guarded, args=(read,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        assert store.counts()["main"].events == 1000 + 3 * 10 * 20


def test_two_stores_may_share_a_folder(tmp_path: Path):
    with Store(tmp_path) as first, Store(tmp_path) as second:
        first.create_index("main")
        first.add(MAIN, [(1, "a")], 0)
        second.add(MAIN._replace(host="b"), [(2, "b")], 0)
        assert raws(first) == raws(second) == ["b", "a"]


def test_a_folder_locked_by_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connections, "_BUSY_SECONDS", 0.01)
    with Store(tmp_path) as store:
        store.create_index("main")
        other = sqlite3.connect(tmp_path / "events.db", isolation_level=None)
        try:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreError, match=r"events.db: database is locked"):
                store.add(MAIN, [(1, "a")], 0)
        finally:
            other.close()


def test_a_file_that_is_no_database(tmp_path: Path):
    (tmp_path / "events.db").write_bytes(b"not a database, but long enough to be read as one" * 50)
    with pytest.raises(StoreError, match=r"events.db: file is not a database"):
        Store(tmp_path)


def test_another_programs_database(tmp_path: Path):
    other = sqlite3.connect(tmp_path / "events.db")
    other.execute("CREATE TABLE t (x)")
    other.close()
    with pytest.raises(StoreError, match="not one of minisplunk's"):
        Store(tmp_path)


def test_another_versions_database(tmp_path: Path):
    Store(tmp_path).close()
    other = sqlite3.connect(tmp_path / "events.db")
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(StoreError, match=r"another version of minisplunk \(schema 99, this one reads 4\)"):
        Store(tmp_path)


def test_a_corrupt_database(tmp_path: Path):
    with Store(tmp_path) as store:
        store.create_index("main")
        store.add(MAIN, [(time, "x" * 1000) for time in range(500)], 0)
    file = tmp_path / "events.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40_000] = b"\xff" * 40_000
    file.write_bytes(data)
    with Store(tmp_path) as store, pytest.raises(StoreError, match=r"events.db: "):
        raws(store)


def test_a_folder_that_cannot_be_made(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="no folder for events"):
        Store(tmp_path / "file" / "var")


def test_an_empty_database_file_becomes_a_store(tmp_path: Path):
    (tmp_path / "events.db").touch()
    with Store(tmp_path) as store:
        assert store.create_index("main")
