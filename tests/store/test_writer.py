"""Writes of many threads in few transactions."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from minisplunk.errors import DataError, NotFound
from minisplunk.store import Batch, Full, Meta, Store, StoreBusy, StoreError, Writer
from minisplunk.times import TimeRange
from tests.waiting import until

MAIN = Meta("main", "h", "s", "t")


@pytest.fixture
def store():
    with Store.memory() as store:
        store.create_index("main")
        yield store


@pytest.fixture
def writer(store: Store):
    writer = Writer(store)
    yield writer
    writer.close()


class Held:
    """Holds the store's only writer, so that what is written meanwhile has to wait."""

    def __init__(self, store: Store) -> None:
        self._store, self._go, self._begun = store, threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._hold)

    def _hold(self) -> None:
        with self._store.transaction():
            self._begun.set()
            self._go.wait()

    def __enter__(self) -> None:
        self._thread.start()
        self._begun.wait()

    def __exit__(self, *_: object) -> None:
        self._go.set()
        self._thread.join()


def batch(*texts: str, meta: Meta = MAIN) -> Batch:
    return Batch(meta, [(number, text, None) for number, text in enumerate(texts)], 0)


def raws(store: Store) -> list[str]:
    return sorted(raw for *_, raw in store.events(TimeRange.ALL, list(store.kinds())))


def writing(writer: Writer, *batches: Batch) -> tuple[threading.Thread, list[BaseException]]:
    faults: list[BaseException] = []

    def write() -> None:
        try:
            writer.write(batches)
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=write)
    thread.start()
    return thread, faults


def under_way(writer: Writer, one: Batch) -> tuple[threading.Thread, list[BaseException]]:
    """A write that the writer has taken up, and that waits for the store."""
    thread = writing(writer, one)
    until(lambda: writer._size and not writer._waiting)
    return thread


def test_what_is_written_is_there_on_return(store: Store, writer: Writer):
    writer.write([batch("a", "b"), batch("c", meta=MAIN._replace(host="x"))])
    assert raws(store) == ["a", "b", "c"]
    writer.write([])


def test_a_folder_has_it_on_disk(tmp_path: Path):
    with Store(tmp_path) as store:
        store.create_index("main")
        writer = Writer(store)
        writer.write([batch("a")])
        with Store(tmp_path) as other:
            assert raws(other) == ["a"]
        writer.close()


def test_one_commit_takes_all_that_wait(store: Store, writer: Writer, monkeypatch: pytest.MonkeyPatch):
    groups: list[int] = []
    commit = Writer._commit
    monkeypatch.setattr(Writer, "_commit", lambda self, group: (groups.append(len(group)), commit(self, group))[1])
    with Held(store):
        threads = [under_way(writer, batch("0"))]
        threads += [writing(writer, batch(str(number))) for number in range(1, 6)]
        until(lambda: len(writer._waiting) == 5)
    for thread, faults in threads:
        thread.join()
        assert faults == []
    assert groups == [1, 5]
    assert raws(store) == ["0", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (batch("x", meta=MAIN._replace(index="nowhere")), NotFound),
        (Batch(MAIN, [(2**63, "x", None)], 0), DataError),
        (batch("half a pair: \ud83d"), DataError),
    ],
)
def test_a_write_that_fails_leaves_the_others_alone(store: Store, writer: Writer, bad: Batch, error: type[Exception]):
    with Held(store):
        first = under_way(writer, batch("0"))
        threads = [writing(writer, batch("1")), writing(writer, batch("2"), bad), writing(writer, batch("3"))]
        until(lambda: len(writer._waiting) == 3)
    outcomes = []
    for thread, faults in (first, *threads):
        thread.join()
        outcomes.append([type(fault) for fault in faults])
    assert sorted(outcomes, key=len) == [[], [], [], [error]]
    assert raws(store) == ["0", "1", "3"]


def test_what_one_write_does_to_the_database_does_not_take_the_others_with_it(
    store: Store, writer: Writer, monkeypatch: pytest.MonkeyPatch
):
    add = Store.add_batches

    def failing(self, batches):
        batches = list(batches)
        if any(batch.events[0][1] == "bad" for batch in batches):
            raise StoreError("string or blob too big")
        return add(self, batches)

    monkeypatch.setattr(Store, "add_batches", failing)
    with Held(store):
        first = under_way(writer, batch("0"))
        threads = [writing(writer, batch(text)) for text in ("1", "bad", "2")]
        until(lambda: len(writer._waiting) == 3)
    for thread, _ in (first, *threads):
        thread.join()
    assert [[str(fault) for fault in faults] for _, faults in threads] == [[], ["string or blob too big"], []]
    assert raws(store) == ["0", "1", "2"]


def test_while_the_store_is_locked_each_waits_once(store: Store, writer: Writer, monkeypatch: pytest.MonkeyPatch):
    """One after the other they would wait for the lock as often as there are writes."""
    tries = []

    def locked(self, *_: object) -> None:
        tries.append(1)
        raise StoreBusy("events.db: database is locked")

    with Held(store):
        first = under_way(writer, batch("0"))
        threads = [writing(writer, batch(text)) for text in ("1", "2", "3")]
        until(lambda: len(writer._waiting) == 3)
        monkeypatch.setattr(Store, "add_batches", locked)
    for thread, _ in (first, *threads):
        thread.join()
    assert [[type(fault) for fault in faults] for _, faults in threads] == [[StoreBusy]] * 3
    assert len(tries) <= 2
    monkeypatch.undo()
    writer.write([batch("4")])
    assert raws(store)[-1] == "4"


def test_an_error_of_ours_is_never_success(store: Store, writer: Writer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Store, "add_batches", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        writer.write([batch("a")])
    monkeypatch.undo()
    writer.write([batch("b")])
    assert raws(store) == ["b"]


def test_a_full_queue_takes_no_more(store: Store):
    writer = Writer(store, capacity=10)
    with Held(store):
        first = writing(writer, batch("x" * 100))  # larger than all there may be, but nothing else waits
        until(lambda: writer.full)
        with pytest.raises(Full):
            writer.write([batch("y")])
    first[0].join()
    assert not writer.full
    writer.write([batch("z")])
    writer.close()
    assert raws(store) == ["x" * 100, "z"]


def test_closing_waits_for_what_is_under_way_and_refuses_the_rest(store: Store):
    writer = Writer(store)
    with Held(store):
        thread, faults = under_way(writer, batch("a"))
        closing = threading.Thread(target=writer.close)
        closing.start()
        until(lambda: writer.closed)
        with pytest.raises(StoreError, match="closed"):
            writer.write([batch("b")])
    closing.join()
    thread.join()
    assert (faults, raws(store)) == ([], ["a"])


def test_closing_what_never_wrote(store: Store):
    Writer(store).close()


def test_who_is_patient_waits_for_room(store: Store):
    writer, held = Writer(store, capacity=10), Held(store)
    with held:
        first = threading.Thread(target=writer.write, args=([batch("x" * 10)],))
        first.start()
        until(lambda: writer._size == 10)
        with pytest.raises(Full):
            writer.write([batch("y")])
        later = threading.Thread(target=writer.write, args=([batch("z")],), kwargs={"patient": True})
        later.start()
    first.join()
    later.join()
    assert raws(store) == ["x" * 10, "z"]
    writer.close()


def test_who_is_patient_is_told_of_the_end(store: Store):
    writer, told = Writer(store, capacity=10), list[str]()

    def write() -> None:
        try:
            writer.write([batch("z")], patient=True)
        except StoreError as error:
            told.append(error.message)

    with Held(store):
        first = threading.Thread(target=writer.write, args=([batch("x" * 10)],))
        first.start()
        until(lambda: writer._size == 10)
        later = threading.Thread(target=write)
        later.start()
        writer.close(within=0)
        later.join()
    first.join()
    assert told == ["the store is being closed"]
