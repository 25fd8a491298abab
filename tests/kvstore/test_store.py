"""What the KV store keeps: through an end and a crash, among threads, and what a broken file is."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from minisplunk.conf.objects import NOBODY
from minisplunk.database import StoreError
from minisplunk.errors import NotFound
from minisplunk.kvstore.collection import Collection
from minisplunk.kvstore.document import Document
from minisplunk.kvstore.find import Find
from minisplunk.kvstore.limits import KvLimits
from minisplunk.kvstore.query import InvalidQuery, Query
from minisplunk.kvstore.store import KeyTaken, KvStore

ONE, OTHER, ELSEWHERE = Collection("a", "c"), Collection("a", "d"), Collection("b", "c")


def documents(*trees):
    return [Document.of(tree, ONE) for tree in trees]


def found(store, collection=ONE, user=NOBODY):
    trees = [json.loads(one) for one in store.find(collection, user, Find(), KvLimits())]
    return {tree.pop("_key"): tree for tree in trees if tree.pop("_user") == user}


@pytest.fixture(params=["memory", "folder"])
def store(request, tmp_path):
    with KvStore.memory() if request.param == "memory" else KvStore(tmp_path) as store:
        yield store


def test_documents_belong_to_a_collection_of_an_app_and_to_a_user(store):
    places = [(ONE, NOBODY), (OTHER, NOBODY), (ELSEWHERE, NOBODY), (ONE, "ann")]
    for number, (collection, user) in enumerate(places):
        store.insert(collection, user, *documents({"_key": "k", "n": number}))
    for number, (collection, user) in enumerate(places):
        assert found(store, collection, user) == {"k": {"n": number}}
        assert json.loads(store.get(collection, user, "k")) == {"n": number, "_user": user, "_key": "k"}
    assert store.contents(ONE) == [("k", '{"n":0}')]
    store.delete(ONE, NOBODY, Query())
    assert found(store) == {}
    assert found(store, ONE, "ann") == {"k": {"n": 3}}


def test_inserted_replaced_removed(store):
    [document] = documents({"_key": "k", "a": 1})
    with pytest.raises(NotFound, match=r"^Could not find object\.$"):
        store.replace(ONE, NOBODY, document)
    store.insert(ONE, NOBODY, document)
    with pytest.raises(KeyTaken, match="A document with the same key and user already exists"):
        store.insert(ONE, NOBODY, document)
    store.replace(ONE, NOBODY, *documents({"_key": "k", "b": 2}))
    assert found(store) == {"k": {"b": 2}}
    store.remove(ONE, NOBODY, "k")
    for work in (store.get, store.remove):
        with pytest.raises(NotFound, match="Could not find object"):
            work(ONE, NOBODY, "k")


def test_saved_together(store):
    store.save(ONE, NOBODY, documents({"_key": "a", "n": 1}, {"_key": "b", "n": 2}))
    assert store.save(ONE, NOBODY, documents({"_key": "c", "n": 3}, {"_key": "a", "m": 4}, {"_key": "c", "n": 5})) == 3
    assert list(found(store).items()) == [("a", {"m": 4}), ("b", {"n": 2}), ("c", {"n": 5})]
    assert store.save(ONE, NOBODY, documents({"_key": "d"}, {"_key": "a"}), update=False) == 1
    assert found(store)["a"] == {"m": 4}
    store.save(ONE, NOBODY, documents({"_key": "z"}), clear=True)
    assert found(store) == {"z": {}}


def test_a_batch_that_fails_leaves_all_as_it_was(store):
    def broken():
        yield from documents(*({"n": number} for number in range(1000)))
        raise ValueError

    store.save(ONE, NOBODY, documents({"_key": "a"}))
    state = store.state(ONE)
    with pytest.raises(ValueError, match=r"^$"):
        store.save(ONE, NOBODY, broken(), clear=True)
    assert found(store) == {"a": {}}
    assert store.state(ONE) == state


def test_what_a_query_finds_is_removed(store):
    store.save(ONE, NOBODY, documents(*({"_key": str(n), "n": n} for n in range(1000))))
    store.delete(ONE, NOBODY, Query.of({"n": {"$gte": 3}}))
    store.delete(ONE, NOBODY, Query.of({"_key": "1", "n": 1}))
    assert list(found(store)) == ["0", "2"]
    store.insert(ONE, NOBODY, *documents({"_key": "s", "s": "a" * 5000 + "!"}))
    with pytest.raises(InvalidQuery):
        store.delete(ONE, NOBODY, Query.of({"$or": [{"n": 0}, {"s": {"$regex": "^(a+)+$"}}]}))
    assert list(found(store)) == ["0", "2", "s"]


def test_each_change_makes_another_state(store):
    states = [store.state(ONE)]
    for change in (
        lambda: store.insert(ONE, NOBODY, *documents({"_key": "k"})),
        lambda: store.replace(ONE, NOBODY, *documents({"_key": "k", "a": 1})),
        lambda: store.save(ONE, NOBODY, documents({"_key": "k"})),
        lambda: store.delete(ONE, NOBODY, Query()),
        lambda: store.insert(ONE, "ann", *documents({"_key": "k"})),
    ):
        change()
        states.append(store.state(ONE))
    assert len(set(states)) == len(states)
    with store.dropping("a", "c"):
        pass
    store.insert(ONE, NOBODY, *documents({"_key": "k"}))
    assert store.state(ONE) not in states
    store.insert(OTHER, NOBODY, *documents({"_key": "k"}))
    assert store.state(ONE) == store.state(ONE)


def test_a_collection_is_dropped_whosever_its_documents_are(store):
    for user in (NOBODY, "ann"):
        for collection in (ONE, OTHER):
            store.insert(collection, user, *documents({"_key": "k"}))
    with pytest.raises(ValueError, match=r"^$"), store.dropping("a", "c"):
        raise ValueError
    assert found(store) == {"k": {}}
    with store.dropping("a", "c"):
        pass
    assert [found(store, ONE, user) for user in (NOBODY, "ann")] == [{}, {}]
    assert [found(store, OTHER, user) for user in (NOBODY, "ann")] == [{"k": {}}, {"k": {}}]


def test_threads_read_and_write_at_the_same_time(store):
    faults = []

    def work(number):
        try:
            for round_ in range(10):
                store.save(ONE, NOBODY, documents(*({"_key": f"{number} {n}", "round": round_} for n in range(20))))
                assert len(found(store)) % 20 == 0
                seen = [tree["round"] for key, tree in found(store).items() if key.startswith(f"{number} ")]
                assert seen == [round_] * 20
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(found(store)) == 80
    assert store.state(ONE).changes == 40


def test_documents_are_there_when_the_folder_is_opened_again(tmp_path: Path):
    with KvStore(tmp_path) as store:
        store.insert(ONE, NOBODY, *documents({"_key": "k", "a": "ß\0"}))
        state = store.state(ONE)
    with KvStore(tmp_path) as store:
        assert (found(store), store.state(ONE)) == ({"k": {"a": "ß\0"}}, state)


CRASH = """
import os, sys
from pathlib import Path
from minisplunk.conf.objects import NOBODY
from minisplunk.kvstore.collection import Collection
from minisplunk.kvstore.document import Document
from minisplunk.kvstore.store import KvStore
collection = Collection("a", "c")
store = KvStore(Path(sys.argv[1]))
store.save(collection, NOBODY, [Document.of({"_key": str(n)}, collection) for n in range(1000)])
def documents():
    for n in range(1000):
        yield Document.of({"_key": f"lost {n}", "a": "x" * 1000}, collection)
    os._exit(9)
store.save(collection, NOBODY, documents(), clear=True)
"""


def test_a_crash_keeps_whole_batches(tmp_path: Path):
    crashed = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], check=False)
    assert crashed.returncode == 9
    with KvStore(tmp_path) as store:
        assert list(found(store)) == [str(number) for number in range(1000)]


def test_no_file_is_made_before_it_is_needed(tmp_path: Path):
    with KvStore(tmp_path / "var") as store:
        assert not list(tmp_path.iterdir())
        assert store.ready()
        assert (tmp_path / "var" / "kvstore.db").exists()


def test_two_may_share_a_folder(tmp_path: Path):
    with KvStore(tmp_path) as first, KvStore(tmp_path) as second:
        first.insert(ONE, NOBODY, *documents({"_key": "a"}))
        second.insert(ONE, NOBODY, *documents({"_key": "b"}))
        assert found(first) == found(second) == {"a": {}, "b": {}}
        assert first.state(ONE) == second.state(ONE)


def test_a_file_that_is_no_database(tmp_path: Path):
    (tmp_path / "kvstore.db").write_bytes(b"not a database, but long enough to be read as one" * 50)
    with KvStore(tmp_path) as store:
        assert not store.ready()
        for work in (lambda: store.state(ONE), lambda: store.insert(ONE, NOBODY, *documents({}))):
            with pytest.raises(StoreError, match=r"kvstore.db: file is not a database"):
                work()


def test_the_database_of_events_is_another_one(tmp_path: Path):
    other = sqlite3.connect(tmp_path / "kvstore.db")
    other.executescript("CREATE TABLE t (x); PRAGMA application_id = 0x4D53504C")
    other.close()
    with KvStore(tmp_path) as store, pytest.raises(StoreError, match="not one of minisplunk's"):
        store.state(ONE)


def test_a_store_that_is_closed():
    store = KvStore.memory()
    store.close()
    with pytest.raises(StoreError, match="The KV store is closed"):
        store.state(ONE)
    assert not store.ready()
