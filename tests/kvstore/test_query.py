"""Queries: what they find, what they refuse, and that the worst of them end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf.objects import NOBODY
from minisplunk.errors import UnsupportedSpl
from minisplunk.kvstore.collection import Collection
from minisplunk.kvstore.document import Document
from minisplunk.kvstore.find import Find
from minisplunk.kvstore.limits import KvLimits
from minisplunk.kvstore.query import InvalidQuery, Query
from minisplunk.kvstore.store import KvStore

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "queries.yaml").read_text())
COLLECTION = Collection("a", "c")


@pytest.fixture(scope="module")
def store():
    with KvStore.memory() as store:
        store.save(COLLECTION, NOBODY, [Document.of(tree, COLLECTION) for tree in CASES["documents"]])
        yield store


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_case(store, case):
    if "finds" not in case:
        with pytest.raises(UnsupportedSpl if "unsupported" in case else InvalidQuery) as caught:
            Query.of(case["query"])
        assert caught.value.message == case.get("error", case.get("unsupported"))
        return
    assert found(store, json.dumps(case["query"])) == case["finds"]
    assert found(store, json.dumps({"$and": [case["query"] or {}]})) == case["finds"]  # no key is looked up for this


def found(store, query):
    documents = store.find(COLLECTION, NOBODY, Find.of_parameters({"query": query}), KvLimits())
    return [json.loads(document)["_key"] for document in documents]


@pytest.mark.parametrize("text", ["{", "nonsense", '{"a": NaN}', '{"a": "\\ud800"}', "[" * 100_000])
def test_what_is_no_json(text):
    with pytest.raises(InvalidQuery, match="The query is no JSON"):
        Query.read(text)


def test_a_blank_query_asks_for_everything():
    assert Query.read(" ").everything


def test_a_deep_query_is_refused():
    inner = {"n": 1}
    for _ in range(300):
        inner = {"$and": [inner]}
    with pytest.raises(InvalidQuery, match="at most 100 deep"):
        Query.of(inner)
    negated = {"$gt": 1}
    for _ in range(300):
        negated = {"$not": negated}
    with pytest.raises(InvalidQuery, match="at most 100 deep"):
        Query.of({"n": negated})


def test_a_pattern_that_backtracks_without_end_is_refused():
    with KvStore.memory() as store:
        store.save(COLLECTION, NOBODY, [Document.of({"s": "a" * 5000 + "!"}, COLLECTION)])
        with pytest.raises(InvalidQuery, match="exceeded the configured match_limit"):
            found(store, json.dumps({"s": {"$regex": "^(a+)+$"}}))


def test_a_path_of_many_dots_leads_nowhere(store):
    assert found(store, json.dumps({"." * 100_000: 1})) == []


SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-3, 3) | st.sampled_from(["", "a", "b"])
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner)
)
OPERATORS = st.dictionaries(
    st.sampled_from(["$gt", "$lte", "$eq", "$ne", "$in", "$exists", "$regex"]), TREES, max_size=2
)
QUERIES = st.recursive(
    st.dictionaries(st.sampled_from(["a", "a.b", "a.0", "c"]), TREES | OPERATORS, max_size=2),
    lambda inner: st.dictionaries(st.sampled_from(["$and", "$or", "$nor"]), st.lists(inner, min_size=1, max_size=2)),
)


@given(QUERIES, st.dictionaries(st.sampled_from("abc"), TREES))
def test_each_query_is_answered_or_refused(query, document):
    try:
        test = Query.of(query).test
    except InvalidQuery:
        return
    assert test(document) in (True, False)


@given(st.dictionaries(st.sampled_from(["a", "b"]), TREES, max_size=2), st.dictionaries(st.sampled_from("ab"), TREES))
def test_not_equal_is_the_opposite_of_equal(wanted, document):
    for name, value in wanted.items():
        equal, other = (Query.of({name: {operator: value}}).test(document) for operator in ("$eq", "$ne"))
        assert equal is not other
        assert equal is Query.of({name: {"$in": [value]}}).test(document)
