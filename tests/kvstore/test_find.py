"""What a request finds in a collection: fields, order, pages, and whose documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from minisplunk.kvstore.collection import Collection
from minisplunk.kvstore.document import Document
from minisplunk.kvstore.find import Find
from minisplunk.kvstore.limits import ApiLimit, KvLimits
from minisplunk.kvstore.query import InvalidQuery
from minisplunk.kvstore.store import KvStore

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "finds.yaml").read_text())
COLLECTION = Collection("a", "c")


@pytest.fixture(scope="module")
def store():
    with KvStore.memory() as store:
        for user, trees in CASES["documents"].items():
            store.save(COLLECTION, user, [Document.of(tree, COLLECTION) for tree in trees])
        yield store


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_case(store, case):
    def found():
        given = {name: str(value) for name, value in case.get("given", {}).items()}
        asked = Find.of_tree(case["batch"]) if "batch" in case else Find.of_parameters(given)
        return [json.loads(one) for one in store.find(COLLECTION, case.get("user", "nobody"), asked, KvLimits())]

    if "error" in case:
        with pytest.raises(InvalidQuery) as caught:
            found()
        assert caught.value.message == case["error"]
    elif "keys" in case:
        assert [document["_key"] for document in found()] == case["keys"]
    else:
        assert json.dumps(found()) == json.dumps(case["shows"])


def test_rows_beyond_the_limit_are_left_out(store):
    def keys(**given):
        found = store.find(COLLECTION, "nobody", Find.of_parameters(given), KvLimits(max_rows_per_query=2))
        return [json.loads(one)["_key"] for one in found]

    assert keys() == keys(limit="3") == ["k1", "k2"]
    assert keys(skip="1") == ["k2", "k3"]
    assert keys(limit="1") == ["k1"]


def test_a_result_that_is_too_large_is_refused():
    limits = KvLimits(max_size_per_result_mb=1)
    with KvStore.memory() as store:
        store.save(COLLECTION, "nobody", [Document.of({"a": "x" * 400_000}, COLLECTION) for _ in range(3)])
        assert len(store.find(COLLECTION, "nobody", Find(limit=2), limits)) == 2
        assert len(store.find(COLLECTION, "nobody", Find.of_parameters({"fields": "b"}), limits)) == 3
        with pytest.raises(ApiLimit, match=r"limits.conf for details. \(Too large .*, max_size_per_result_mb=1\)"):
            store.find(COLLECTION, "nobody", Find(), limits)


def test_limits_are_those_of_limits_conf(make_view):
    view = make_view({"limits": "[kvstore]\nmax_rows_per_query = 7\nmax_documents_per_batch_save = some\n"})
    assert KvLimits.of(view) == KvLimits(max_rows_per_query=7)
    limits = KvLimits(max_documents_per_batch_save=2, max_size_per_batch_save_mb=1, max_queries_per_batch=1)
    limits.check_save(2, 1 << 20)
    limits.check_queries(1)
    for check, match in (
        (
            lambda: limits.check_save(3, 0),
            r"\(Too many documents for a single batch save, max_documents_per_batch_save=2\)",
        ),
        (lambda: limits.check_save(0, (1 << 20) + 1), "max_size_per_batch_save_mb=1"),
        (lambda: limits.check_queries(2), "max_queries_per_batch=1"),
        (lambda: limits.check_results(101 << 20), "max_size_per_batch_result_mb=100"),
    ):
        with pytest.raises(ApiLimit, match=match):
            check()
