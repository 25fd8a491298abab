"""receivers/simple, with splunk-sdk and without."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from splunklib.binding import HTTPError

from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.management.port import ManagementPort
from minisplunk.times import TimeRange


def stored(server, index):
    metas = {number: meta for number, (meta, _) in server.splunk.store.kinds().items()}
    wanted = [number for number, meta in metas.items() if meta.index == index]
    events = server.splunk.store.events(TimeRange.ALL, wanted)
    return [(*metas[event.kind][1:], event.raw) for event in events][::-1]


def test_what_splunk_says_of_what_it_took(service, server):
    index = service.indexes.create("sdk_receive")
    reply = service.post(
        "receivers/simple", body="a b", index="sdk_receive", host="h", source="s", sourcetype="t", output_mode="json"
    )
    assert reply.body.read() == b'{"index":"sdk_receive","bytes":3,"host":"h","source":"s","sourcetype":"t"}'
    index.submit("one\ntwo", host="x")
    assert stored(server, "sdk_receive") == [
        ("h", "s", "t", "a b"),
        ("x", "http-simple", "unknown-too_small", "one\ntwo"),
    ]
    index.delete()


def test_without_any_metadata(service):
    answer = ElementTree.fromstring(service.post("receivers/simple", body="x").body.read())
    assert {field.get("k"): field.findtext("value/text") for field in answer.iter("field")} == {
        "_index": "default",
        "bytes": "1",
        "host": "127.0.0.1",
        "source": "http-simple",
        "sourcetype": "unknown-too_small",
    }
    assert answer.tag == "response"


def test_the_rules_of_the_source_type(service, server):
    index = service.indexes.create("sdk_rules")
    server.splunk.change("search", "props", "sdk_lines", {"SHOULD_LINEMERGE": "false"})
    index.submit("one\ntwo\n", sourcetype="sdk_lines", host="h", source="s")
    assert stored(server, "sdk_rules") == [("h", "s", "sdk_lines", "one"), ("h", "s", "sdk_lines", "two")]
    index.delete()


def test_events_are_changed_as_props_conf_says(service, server):
    index = service.indexes.create("sdk_masked")
    server.splunk.change("search", "props", "sdk_masked", {"SEDCMD-x": "s/e+$/E/"})
    index.submit("three", sourcetype="sdk_masked", host="h", source="s")
    assert stored(server, "sdk_masked") == [("h", "s", "sdk_masked", "thrE")]
    index.delete()


def test_a_form_is_text_like_any_other(rest, server, service):
    index = service.indexes.create("sdk_form")
    assert rest("POST", "/services/receivers/simple?index=sdk_form", index="main", a="b c").status == 200
    assert [raw for *_, raw in stored(server, "sdk_form")] == ["index=main&a=b+c"]
    index.delete()


def test_the_host_is_the_client(server):
    key = server.splunkd.sessions.begin("admin")
    headers = {"authorization": f"Splunk {key}"}
    sent = Incoming("POST", "/services/receivers/simple?output_mode=json", headers, b"x", "198.51.100.7")
    assert json.loads(ManagementPort(server.splunkd).respond(sent).body)["host"] == "198.51.100.7"


def test_directives_say_what_each_part_is(service, server):
    index = service.indexes.create("sdk_directives")
    server.splunk.change("search", "props", "sdk:directives", {"HEADER_MODE": "always", "SHOULD_LINEMERGE": "false"})
    index.submit("a\n***SPLUNK*** host=h2 source=s2\nb", host="h", source="s", sourcetype="sdk:directives")
    assert stored(server, "sdk_directives") == [("h", "s", "sdk:directives", "a"), ("h2", "s2", "sdk:directives", "b")]
    with pytest.raises(HTTPError, match="supplied index 'nosuch' missing"):
        index.submit("a\n***SPLUNK*** index=nosuch\nb", sourcetype="sdk:directives")
    index.submit("***SPLUNK*** host=h3", sourcetype="sdk:directives")
    assert len(stored(server, "sdk_directives")) == 2
    index.delete()
