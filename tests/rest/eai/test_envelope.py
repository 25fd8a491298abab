"""Feeds and messages as Atom and JSON, to the letter."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.rest.eai import Acl, Entry, Feed, envelope
from minisplunk.rest.eai.markup import escaped
from minisplunk.rest.http import Namespace, Request
from minisplunk.rest.instance.info import ServerInfo

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "envelope.yaml").read_text())
INFO = ServerInfo(version="9.4.3", build="b", guid="G", host="h", management_port=8089)
NOW = 1_791_467_314.25  # 2026-10-08 13:48:34 UTC
ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)

VALUES = st.text() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.none()


def feed_of(case):
    entries = [Entry(**{**entry, "acl": Acl(**entry["acl"])}) for entry in case.get("entries", ())]
    messages = [tuple(message) for message in case.get("messages", ())]
    return Feed(**{**case["feed"], "entries": entries, "messages": messages})


def request_of(case, output_mode):
    asked = case["request"]
    params = {**asked.get("params", {}), "output_mode": [output_mode]}
    return Request("GET", asked["endpoint"], Namespace(*asked.get("namespace", (None, None))), params)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_atom(case):
    response = envelope.render(feed_of(case), request_of(case, "xml"), INFO, NOW)
    assert response.body.decode() == case["atom"]
    assert (response.status, response.media_type) == (case["feed"].get("status", 200), "text/xml; charset=UTF-8")
    ET.fromstring(response.body)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_json(case):
    response = envelope.render(feed_of(case), request_of(case, "json"), INFO, NOW)
    shown = json.loads(response.body)
    assert shown == case["json"]
    assert list(shown) == list(case["json"])
    assert response.media_type == "application/json; charset=UTF-8"


def test_messages_alone():
    said = [("ERROR", 'a < "b"'), ("WARN", "c & d")]
    response = envelope.messages(said, Request("GET", ""), 400, {"Allow": "GET"})
    assert response.body.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<response>\n  <messages>\n'
        '    <msg type="ERROR">a &lt; &quot;b&quot;</msg>\n    <msg type="WARN">c &amp; d</msg>\n'
        "  </messages>\n</response>\n"
    )
    assert (response.status, response.headers) == (400, {"Allow": "GET"})


@pytest.mark.parametrize("mode", ["json", "json_rows", "json_cols"])
def test_messages_alone_as_json(mode):
    response = envelope.messages([("FATAL", 'a "b"')], Request("GET", "", params={"output_mode": [mode]}), 404)
    assert json.loads(response.body) == {"messages": [{"type": "FATAL", "text": 'a "b"'}]}


@given(st.text())
def test_any_text_is_xml(text):
    shown = ET.fromstring(f'<a b="{escaped(text)}">{escaped(text)}</a>')
    kept = "".join(sign for sign in text if escaped(sign))
    assert (shown.text or "").replace("\r", "\n") == kept.replace("\r", "\n")


@given(NAMES, st.dictionaries(st.text(), VALUES | st.lists(VALUES, max_size=3), max_size=5))
def test_any_entry_is_xml_and_json(name, content):
    entry = Entry(name, content, Acl(app="search"))
    for mode in ("xml", "json"):
        request = Request("GET", f"saved/searches/{name}", params={"output_mode": [mode]})
        body = envelope.render(Feed("savedsearch", [entry]), request, INFO, NOW).body
        if mode == "xml":
            links = ET.fromstring(body).findall(f"{ATOM}entry/{ATOM}link")
            assert {link.get("href") for link in links} == {json_link(entry, request)}
        else:
            assert json.loads(body)["entry"][0]["name"] == name


def json_link(entry, request):
    asked = Request("GET", request.endpoint, params={"output_mode": ["json"]})
    body = envelope.render(Feed("", [entry]), asked, INFO, NOW).body
    return json.loads(body)["entry"][0]["links"]["alternate"]
