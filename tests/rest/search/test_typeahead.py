"""search/typeahead: what a user is offered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from minisplunk.engine import Splunk
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.instance import Splunkd
from minisplunk.rest.instance.users import User, Users
from minisplunk.rest.management.port import ManagementPort

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "typeahead.yaml").read_text())
EVENTS = (("jobs", "host", 100), ("sales", 'a "b"\\c', 5), ("secret", "h2", 1))


@pytest.fixture(scope="module")
def management() -> Iterator[ManagementPort]:
    users = Users()
    users.put(User("admin", ("admin",), ""), "secret")
    users.put(User("bob", ("seller",), ""), "secret")
    with Splunk() as splunk:
        splunk.change(
            "system", "authorize", "role_seller", {"srchIndexesAllowed": "jobs;sales;empty", "search": "enabled"}
        )
        splunk.store.create_index("empty")
        for index, host, count in EVENTS:
            splunk.store.create_index(index)
            events = ((number, "{}") for number in range(count))
            sourcetype = "json" if index != "secret" else "hidden"
            splunk.ingest(events, index=index, sourcetype=sourcetype, source=f"of {index}", host=host)
        yield ManagementPort(Splunkd(splunk, users))


def ask(management: ManagementPort, user: str, **given: str) -> tuple[int, str]:
    key = management.splunkd.sessions.begin(user)
    target = f"/services/search/typeahead?{urlencode(given)}"
    answer = management.respond(Incoming("GET", target, {"authorization": f"Splunk {key}"}))
    return answer.status, answer.body.decode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(management: ManagementPort, case: dict[str, Any]) -> None:
    given = {"prefix": case.get("prefix", ""), "count": case.get("count", "50"), "output_mode": "json"}
    if given["prefix"] == "HUGE":
        given["prefix"] = '"x | (' * 5001
    asked = {name: value for name, value in {**given, **case.get("more", {})}.items() if value}
    status, body = ask(management, case.get("as", "admin"), **asked)
    assert status == case.get("status", 200), body
    if "offered" in case:
        results = json.loads(body)["results"]
        assert [(one["content"], one["count"]) for one in results] == list(case["offered"].items())
        assert not any(one["operator"] for one in results)
    else:
        assert [message["text"] for message in json.loads(body)["messages"]] == [case["text"]]


def test_csv_without_another_form(management: ManagementPort) -> None:
    _, body = ask(management, "admin", prefix="sourcetype=j", count="5")
    assert body == 'content,count,operator\n"sourcetype=""json""",105,0\n'


def test_xml(management: ManagementPort) -> None:
    _, body = ask(management, "admin", prefix="sourcetype=j", count="5", output_mode="xml")
    assert "<text>sourcetype=&quot;json&quot;</text>" in body
