"""Entries that are a name and a text: the fields of fields.conf."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import splunklib.client

ATOM = "{http://www.w3.org/2005/Atom}"
TEXT = "PropertiesMap: {INDEXED -> 'True' INDEXED_VALUE -> 'False' TOKENIZER -> ''}"


def test_in_json(sdk: splunklib.client.Service) -> None:
    document = json.loads(sdk.get("search/fields/sourcetype", output_mode="json").body.read())
    assert [(entry["name"], entry["content"]) for entry in document["entry"]] == [("sourcetype", TEXT)]
    assert not {"paging", "messages"} & document.keys()


def test_in_xml(sdk: splunklib.client.Service) -> None:
    root = ET.fromstring(sdk.get("search/fields/sourcetype").body.read())
    assert root.findtext(f"{ATOM}entry/{ATOM}content") == TEXT
