"""search/parser: searches taken apart, wrong ones refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import splunklib.client
import yaml
from splunklib.binding import HTTPError

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "parser.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES if "refused" not in case])
def test_parsed(sdk: splunklib.client.Service, case: dict[str, Any]) -> None:
    parsed = json.loads(sdk.parse(case["q"], output_mode="json", parse_only=True).body.read())
    if "parsed" in case:
        assert parsed == case["parsed"]
    if "parts" in case:
        assert {key: parsed[key] for key in case["parts"]} == case["parts"]
    if "commands" in case:
        assert [[c["command"], c["rawargs"], c["pipeline"]] for c in parsed["commands"]] == case["commands"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES if "refused" in case])
def test_refused(sdk: splunklib.client.Service, case: dict[str, Any]) -> None:
    with pytest.raises(HTTPError) as caught:
        sdk.parse(case["q"], output_mode="json")
    assert caught.value.status == 400
    (message,) = json.loads(caught.value.body)["messages"]
    assert case["refused"] in message["text"]


def test_xml(sdk: splunklib.client.Service) -> None:
    root = ElementTree.fromstring(sdk.parse("search a<b | stats count").body.read())
    assert root.findtext("dict/key[@name='eventsSearch']") == "search a<b "
    assert [key.text for key in root.findall("list/item/dict/key[@name='command']")] == ["search", "stats"]


def test_versions(sdk: splunklib.client.Service) -> None:
    assert sdk.get("search/parser", q="search x").status == 200
    assert sdk.post("search/parser", q="search x").status == 200
    with pytest.raises(HTTPError) as caught:
        sdk.get("search/v2/parser", q="search x")
    assert caught.value.status == 405
    assert ("Allow", "POST") in caught.value.headers


def test_a_parameter_that_nobody_knows(sdk: splunklib.client.Service) -> None:
    with pytest.raises(HTTPError) as caught:
        sdk.parse("search x", colour="red")
    assert caught.value.status == 400
