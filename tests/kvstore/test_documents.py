"""Documents: what is stored of them, what collections.conf says of it, and what is no document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from minisplunk.errors import NotFound
from minisplunk.kvstore.collection import Collection
from minisplunk.kvstore.document import MAX_BYTES, Document, InvalidDocument, read

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "documents.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(make_view, case):
    collection = Collection.named("c", make_view({"collections": f"[c]\n{case.get('conf', '')}\n"}))
    before = json.dumps(case["save"])
    if "error" in case:
        with pytest.raises(InvalidDocument) as caught:
            Document.of(case["save"], collection)
        assert caught.value.message == case["error"]
        return
    document = Document.of(case["save"], collection)
    assert json.dumps(json.loads(document.text)) == json.dumps(case["stored"])
    assert document.key == case["key"] if "key" in case else len(document.key) == 24
    assert json.dumps(case["save"]) == before


def test_keys_are_new_each_time():
    collection = Collection("a", "c")
    assert len({Document.of({"_key": ""}, collection).key for _ in range(1000)}) == 1000
    assert Document.of({"_key": "own"}, collection, "given").key == "given"


def test_the_greatest_document():
    collection = Collection("a", "c")
    room = MAX_BYTES - len('{"a":""}')
    assert Document.of({"a": "x" * room}, collection)
    for text in ("x" * (room + 1), "ß" * (room // 2 + 1)):
        with pytest.raises(InvalidDocument, match="A document has at most 16 MB"):
            Document.of({"a": text}, collection)


def test_the_deepest_document():
    collection = Collection("a", "c")
    tree = 1
    for _ in range(50):
        tree = {"a": [tree]}
    assert Document.of(tree, collection)
    with pytest.raises(InvalidDocument, match="at most 100 deep"):
        Document.of({"a": tree}, collection)


@pytest.mark.parametrize(
    "body", [b"", b"NOT VALID DATA", b'{"a": NaN}', b'{"a": "\xff"}', b'{"a": 1} x', b"[" * 100_000]
)
def test_what_is_no_json(body):
    with pytest.raises(InvalidDocument, match="JSON in the request is invalid"):
        read(body)


def test_collections_that_are_not_there(make_view):
    view = make_view({"collections": "[off]\ndisabled = 1\n[on]\n"})
    assert Collection.named("on", view).app == "cases"
    for name in ("off", "none", "default"):
        with pytest.raises(NotFound, match=rf"The collection '{name}' does not exist or is not available\."):
            Collection.named(name, view)
