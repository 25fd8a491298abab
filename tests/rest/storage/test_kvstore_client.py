"""splunk-sdk as a client of the KV store, as its own tests have it; and what other clients send."""

from __future__ import annotations

import json

import pytest
from splunklib.client import HTTPError

from minisplunk.kvstore.store import KvStore
from tests.rest.conftest import send

MANY = 100


@pytest.fixture
def kvstore(service):
    """The collections of the search app, without those that a test leaves there."""
    service.namespace["app"] = "search"
    yield service.kvstore
    service.namespace.update(owner="nobody", app="search")
    for name in ("sdk", "other"):
        if name in service.kvstore:
            service.kvstore[name].delete()


@pytest.fixture
def data(kvstore):
    kvstore.create("sdk")
    return kvstore["sdk"].data


def refused(status, work, *given):
    with pytest.raises(HTTPError) as caught:
        work(*given)
    assert caught.value.status == status
    return str(caught.value)


def test_collections_are_made_and_removed(kvstore):
    assert "sdk" not in kvstore
    kvstore.create("sdk", accelerated_fields={"one": {"a": 1}}, fields={"a": "number1"})
    assert "sdk" in kvstore
    assert kvstore["sdk"]["field.a"] == "number1"
    assert kvstore["sdk"]["accelerated_fields.one"] == {"a": 1}
    assert kvstore["sdk"]["eai:appName"] == "search"
    refused(409, kvstore.create, "sdk")
    kvstore["sdk"].delete()
    assert "sdk" not in kvstore


def test_collections_are_changed(kvstore):
    kvstore.create("sdk", accelerated_fields={"one": {"a": 1}})
    kvstore["sdk"].update_accelerated_field("one", {"a": -1})
    kvstore["sdk"].update_field("a", "number")
    assert kvstore["sdk"]["accelerated_fields.one"] == {"a": -1}
    assert kvstore["sdk"]["field.a"] == "number"
    kvstore["sdk"].post(**{"field.a": "string"})
    assert kvstore["sdk"]["field.a"] == "string"


def test_a_collection_of_the_system_and_one_of_an_app(kvstore):
    kvstore.service.namespace["app"] = "system"
    kvstore.create("sdk")
    kvstore.service.namespace["app"] = "search"
    kvstore.create("sdk")
    assert kvstore["sdk"]["eai:appName"] == "search"
    kvstore["sdk"].delete()
    assert kvstore["sdk"]["eai:appName"] == "system"
    kvstore["sdk"].delete()
    assert "sdk" not in kvstore


def test_collections_are_nobody_s(kvstore):
    kvstore.service.namespace["owner"] = "admin"
    assert "Must use user context of 'nobody'" in refused(400, kvstore.list)


def test_documents_one_by_one(data):
    for number in range(MANY):
        assert data.insert(json.dumps({"_key": str(number), "data": f"#{number}", "num": number})) == {
            "_key": str(number)
        }
    assert len(data.query()) == MANY
    assert [one["data"] for one in data.query(query={"num": 10})] == ["#10"]
    data.delete(json.dumps({"num": {"$gt": 39}}))
    assert len(data.query()) == 40
    assert data.update("9", {"num": 90}) == {"_key": "9"}
    assert data.query_by_id(9) == {"num": 90, "_user": "nobody", "_key": "9"}
    data.delete_by_id(9)
    assert "Could not find object." in refused(404, data.query_by_id, "9")
    data.delete()
    assert data.query() == []


def test_documents_in_order(data):
    data.batch_save(*({"_key": str(number), "data": f"#{number}", "num": number} for number in range(10)))
    assert data.query(sort="data:-1", skip=9) == [{"data": "#0", "num": 0, "_user": "nobody", "_key": "0"}]
    assert data.query(sort="data:1")[0]["data"] == "#0"
    assert len(data.query(limit=2, skip=9)) == 1


def test_what_is_no_json_changes_nothing(data):
    refused(400, data.insert, "NOT VALID DATA")
    key = data.insert({"foo": "bar"})["_key"]
    refused(400, data.update, key, "NOT VALID DATA")
    assert data.query_by_id(key)["foo"] == "bar"


def test_numbers_that_are_sent_as_text(kvstore):
    kvstore.create("sdk", fields={"data": "number"}, accelerated_fields={"data": {"data": -1}})
    data = kvstore["sdk"].data
    data.batch_save(*({"_key": str(number), "data": str(number), "ignore": number} for number in range(50)))
    found = data.query(sort="data:-1", limit=20, fields="data,_id:0", skip=10)
    assert found == [{"data": 39 - number} for number in range(20)]


def test_batches(data):
    saved = data.batch_save(*({"_key": str(number), "num": number} for number in range(1000)))
    assert saved == [str(number) for number in range(1000)]
    data.batch_save(*({"_key": str(number), "num": number + 1} for number in range(1000)))
    assert [one["num"] for one in data.query(sort="num")] == list(range(1, 1001))
    found = data.batch_find(*({"query": {"num": number + 1}} for number in range(MANY)))
    assert found == [[{"num": number + 1, "_user": "nobody", "_key": str(number)}] for number in range(MANY)]
    too_many = "Too many documents for a single batch save, max_documents_per_batch_save=1000"
    assert too_many in refused(400, data.batch_save, *({} for _ in range(1001)))


KEYS = ["a/b", "a b", "a+b", "%2F", "%", "?&#=", "..", ".", "ß€", '"', "\\", "\t", "x" * 5000, "batch_save"]


@pytest.mark.parametrize("key", KEYS, ids=range(len(KEYS)))
def test_keys_with_odd_characters(data, key):
    assert data.insert({"_key": key, "n": 1}) == {"_key": key}
    assert data.query(query={"_key": key}) == [{"n": 1, "_user": "nobody", "_key": key}]
    if key not in ("%2F", "batch_save"):  # the paths of these are those of "/", and of another endpoint
        assert data.query_by_id(key)["n"] == 1
        data.update(key, {"n": 2})
        assert data.query_by_id(key)["n"] == 2
        data.delete_by_id(key)
        assert data.query() == []


def test_a_body_that_is_not_called_json(server, data):
    headers = {"Authorization": f"Splunk {server.splunkd.sessions.begin(server.username)}"}
    path = f"{server.management}/servicesNS/nobody/search/storage/collections/data/sdk"
    for number, kind in enumerate(("", "application/x-www-form-urlencoded", "text/plain")):
        answer = send(path, b'{"a": "b&c=d"}', {**headers, "Content-type": kind})
        assert (answer.status, len(data.query())) == (201, number + 1)
        assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    refusal = send(f"{path}?output_mode=json", b"no", headers)
    assert refusal.status == 400
    assert "JSON in the request is invalid" in refusal.json["messages"][0]["text"]


def test_a_search_sees_what_a_client_saves(kvstore, data):
    data.insert({"_key": "k", "ip": "i"})
    transforms = kvstore.service.confs["transforms"]
    transforms.create("sdk_lookup", external_type="kvstore", collection="sdk", fields_list="_key, ip")
    reader = kvstore.service.jobs.oneshot('| makeresults | eval ip="i" | lookup sdk_lookup ip', output_mode="json")
    assert json.loads(reader.read())["results"][0]["ip"] == "i"
    kvstore.service.jobs.oneshot("| makeresults | eval ip=7 | outputlookup key_field=ip sdk_lookup")
    assert data.query_by_id("7") == {"ip": "7", "_user": "nobody", "_key": "7"}
    transforms["sdk_lookup"].delete()


def test_a_store_that_cannot_be_used(server, data, monkeypatch, tmp_path):
    (tmp_path / "kvstore.db").write_bytes(b"no database" * 100)
    with KvStore(tmp_path) as broken:
        monkeypatch.setattr(server.splunkd.splunk, "kvstore", broken)
        assert "file is not a database" in refused(503, data.query)
        assert "file is not a database" in refused(503, data.insert, {})
        status = data.service.get("kvstore/status", output_mode="json").body.read()
        assert json.loads(status)["entry"][0]["content"]["current"]["status"] == "failed"
        monkeypatch.undo()
    assert data.query() == []


def test_great_documents(data):
    great = {"a": "x" * 1_000_000}
    key = data.insert(great)["_key"]
    assert data.query_by_id(key)["a"] == great["a"]
    assert "at most 16 MB" in refused(400, data.insert, {"a": "x" * (17 << 20)})
    deep: object = 1
    for _ in range(200):
        deep = [deep]
    assert "at most 100 deep" in refused(400, data.insert, {"a": deep})
    assert len(data.query()) == 1
