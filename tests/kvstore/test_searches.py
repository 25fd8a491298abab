"""Lookups over collections, as searches use them: read, matched, filtered, written, and what is wrong with them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
import yaml

from minisplunk.conf import Level
from minisplunk.conf.objects import NOBODY
from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError
from minisplunk.kvstore.collection import Collection
from minisplunk.kvstore.document import Document
from minisplunk.kvstore.find import Find
from minisplunk.kvstore.limits import KvLimits
from minisplunk.values import multivalue, texts

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "searches.yaml").read_text())


@pytest.fixture
def app(tmp_path):
    for name, text in CASES["app"].items():
        path = tmp_path / "source" / "kv" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "source" / "kv"


@pytest.fixture
def splunk(app):
    with Splunk() as splunk:
        splunk.install(app)
        splunk.ingest(
            [(round(splunk.clock.now() * 1e6), "ip=10.0.0.1")], index="main", sourcetype="st", source="s", host="h"
        )
        yield splunk


def collection(splunk, name):
    return Collection.named(name, splunk.context("kv", NOBODY)[0])


def save(splunk, name, trees, user=NOBODY):
    of = collection(splunk, name)
    splunk.kvstore.save(of, user, [Document.of(tree, of) for tree in trees])


def kept(splunk, name):
    found = splunk.kvstore.find(collection(splunk, name), NOBODY, Find(), KvLimits())
    trees = [json.loads(one) for one in found]
    return {tree["_key"]: {key: tree[key] for key in tree if key not in ("_key", "_user")} for tree in trees}


def run(splunk, spl, user="admin"):
    return splunk.search(spl, app="kv", user=user, roles=("admin",) if user == "admin" else ("user",))


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_case(splunk, case):
    for user, given in ((NOBODY, case.get("documents", {})), ("admin", case.get("own", {}))):
        for name, trees in given.items():
            save(splunk, name, trees, user)
    for step in case["steps"]:
        if "error" in step:
            with pytest.raises(MinisplunkError) as caught:
                run(splunk, step["search"], step.get("as", "admin"))
            assert splunk.shown(str(caught.value)) == step["error"]
            continue
        job = run(splunk, step["search"], step.get("as", "admin"))
        if step["rows"] != "any":
            shown = [
                {key: multivalue(texts(value)) for key, value in row.items() if value is not None}
                for row in job.results
            ]
            assert shown == step["rows"], step["search"]
        messages = [f"{message.kind} {message.text}" for message in job.messages]
        assert step.get("messages", []) in ("any", messages)
    for name, documents in case.get("kept", {}).items():
        assert kept(splunk, name) == documents


def test_a_collection_is_read_once_in_each_of_its_states(splunk, monkeypatch):
    reads = []
    contents = splunk.kvstore.contents
    monkeypatch.setattr(splunk.kvstore, "contents", lambda of: reads.append(of.name) or contents(of))
    save(splunk, "hosts", [{"ip": "i", "n": n} for n in range(3)])
    for _ in range(3):
        run(splunk, '| makeresults count=5 | eval ip="i" | lookup hosts ip | inputlookup append=t hosts')
    assert reads == ["hosts"]
    save(splunk, "open", [{"a": 1}])
    run(splunk, "| inputlookup hosts")
    assert reads == ["hosts"]
    save(splunk, "hosts", [{"ip": "i"}])
    assert len(run(splunk, "| inputlookup hosts").results) == 4
    assert reads == ["hosts", "hosts"]


def test_a_collection_that_is_removed_while_a_search_goes_on(splunk):
    splunk.change("kv", "collections", "mine", {})
    splunk.change("kv", "transforms", "mine", {"external_type": "kvstore", "fields_list": "a"})
    save(splunk, "mine", [{"a": 1}])
    writing, reading = (
        splunk.run(splunk.request(spl, app="kv"))
        for spl in ("| makeresults | eval a=2 | outputlookup mine", "| inputlookup mine")
    )
    with splunk.kvstore.dropping("kv", "mine"):
        splunk.update(lambda layers: layers.without_stanza(Level("kv"), "collections", "mine"))
    with pytest.raises(MinisplunkError, match="The collection 'mine' does not exist or is not available"):
        list(writing.rows())
    assert list(reading.rows()) == []


def broken(app, tmp_path):
    """A Splunk whose KV store has a page in the middle that holds nonsense."""
    with Splunk(tmp_path / "home") as splunk:
        splunk.install(app)
        save(splunk, "hosts", [{"ip": "10.0.0.1", "n": n, "tags": "x" * 3000} for n in range(200)])
        splunk.ingest(
            [(round(splunk.clock.now() * 1e6), "ip=10.0.0.1")], index="main", sourcetype="st", source="s", host="h"
        )
    file = tmp_path / "home" / "var" / "kvstore.db"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    pages = bytearray(file.read_bytes())
    pages[len(pages) // 2 :] = b"\xff" * (len(pages) - len(pages) // 2)
    file.write_bytes(pages)
    return Splunk(tmp_path / "home")


def test_a_broken_store_costs_its_lookups_and_no_more(app, tmp_path):
    with broken(app, tmp_path) as splunk:
        with pytest.raises(MinisplunkError, match=r"The collection 'hosts' cannot be read: .*kvstore\.db: "):
            run(splunk, "| inputlookup hosts")
        job = run(splunk, "sourcetype=st | table ip n")
        assert [dict(row) for row in job.results] == [{"ip": "10.0.0.1"}]
        assert any(
            "Could not load lookup=LOOKUP-a: The collection 'hosts' cannot be read" in m.text for m in job.messages
        )
        assert len(run(splunk, "| inputlookup codes").results) == 1


def test_a_store_that_cannot_be_opened_costs_its_lookups_and_no_more(app, tmp_path):
    (tmp_path / "home" / "var").mkdir(parents=True)
    (tmp_path / "home" / "var" / "kvstore.db").write_bytes(b"no database" * 100)
    with Splunk(tmp_path / "home") as splunk:
        splunk.install(app)
        for spl in ("| inputlookup hosts", "| makeresults | outputlookup hosts"):
            with pytest.raises(MinisplunkError, match=r"kvstore\.db: file is not a database"):
                run(splunk, spl)
        assert len(run(splunk, "| inputlookup codes").results) == 1
