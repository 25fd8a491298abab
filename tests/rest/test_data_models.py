"""Data models that splunk-sdk writes, and what searches have of them: at once, and when the server starts again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import splunklib.client

from minisplunk.engine import Splunk
from minisplunk.rest.server import Address, serve
from tests.rest.conftest import Reply

MODEL = {
    "displayName": "Our doors",
    "objects": [
        {
            "objectName": "Door",
            "displayName": "Door",
            "parentName": "BaseEvent",
            "constraints": [{"search": "sourcetype=doors", "owner": "Door"}],
            "fields": [
                {"fieldName": "room", "owner": "Door", "type": "string"},
                {"fieldName": "seconds", "owner": "Door", "type": "number"},
            ],
        }
    ],
}
EVENTS = ("room=hall seconds=3", "room=attic seconds=8", "room=hall seconds=5")
BY_ROOM = [{"Door.room": "attic", "count": "1"}, {"Door.room": "hall", "count": "2"}]
Ask = Callable[..., Reply]


@pytest.fixture
def doors(server: Address, service: splunklib.client.Service) -> Iterator[str]:
    """The name of a model of three events."""
    splunk = server.splunkd.splunk
    now = splunk.clock.now()
    events = [(round((now - 60) * 1_000_000), text) for text in EVENTS]
    splunk.ingest(events, index="main", sourcetype="doors", source="x", host="h")
    service.post("datamodel/model", name="doors", description=json.dumps(MODEL), app="search", owner="nobody")
    yield "doors"
    service.delete("datamodel/model/doors", app="search", owner="nobody")
    splunk.search("sourcetype=doors | delete", roles=("admin", "can_delete"))


def found(service: splunklib.client.Service, spl: str, **given: Any) -> list[dict[str, Any]]:
    answer = service.jobs.oneshot(spl, output_mode="json", **given)
    rows: list[dict[str, Any]] = json.loads(answer.read())["results"]
    return rows


def test_a_model_is_searched_as_soon_as_it_is_there(doors: str, service: splunklib.client.Service) -> None:
    assert found(service, f"| tstats count from datamodel={doors} by Door.room") == BY_ROOM
    assert found(service, f"| datamodel {doors} Door search | stats count by Door.room") == BY_ROOM
    assert found(service, f"| from datamodel:{doors}.Door | stats sum(seconds) as s") == [{"s": "16"}]


def test_an_accelerated_model_has_summaries(doors: str, service: splunklib.client.Service) -> None:
    count = f"| tstats summariesonly=t count from datamodel={doors}"
    assert found(service, count) == [{"count": "0"}]
    service.post(f"datamodel/model/{doors}", acceleration='{"enabled": true}', app="search", owner="nobody")
    assert found(service, count) == [{"count": "3"}]


PIVOT = {
    "dataModel": "doors",
    "baseClass": "Door",
    "rows": [{"fieldName": "room", "owner": "Door", "type": "string", "label": "Room"}],
    "columns": [],
    "cells": [{"fieldName": "seconds", "owner": "Door", "type": "number", "label": "Longest", "value": "max"}],
    "filters": [{"fieldName": "seconds", "type": "number", "rule": {"comparator": ">", "compareTo": 3}}],
}


def test_each_search_of_a_pivot_finds_the_same(doors: str, service: splunklib.client.Service, rest: Ask) -> None:
    job = service.jobs.create(f"| datamodel {doors} Door search | tscollect", exec_mode="blocking")
    for namespace in (doors, f"sid={job.sid}"):
        given = {"pivot_json": json.dumps(PIVOT), "namespace": namespace, "output_mode": "json"}
        [entry] = rest("GET", f"/servicesNS/nobody/search/datamodel/pivot/{doors}", **given).json["entry"]
        for name in ("search", "open_in_search", "drilldown_search", "pivot_search", "tstats_search"):
            rows = found(service, entry["content"][name])
            assert rows == [{"Room": "attic", "Longest": "8"}, {"Room": "hall", "Longest": "5"}], name


def test_rows_that_a_job_has_kept_are_its_own(doors: str, service: splunklib.client.Service) -> None:
    job = service.jobs.create(f"| datamodel {doors} Door search | tscollect", exec_mode="blocking")
    count = f"| tstats count from sid={job.sid}"
    assert job["resultCount"] == "0"
    assert found(service, f"{count} by Door.room") == BY_ROOM
    assert found(service, count, earliest_time="-30s") == [{"count": "0"}]
    job.cancel()
    after = service.jobs.create(count, exec_mode="blocking")
    assert after["dispatchState"] == "FAILED"
    assert f"Cannot find artifacts for search_id '{job.sid}'." in str(after["messages"])


def test_a_model_is_there_when_the_server_starts_again(tmp_path: Any) -> None:
    for start in range(2):
        with Splunk(tmp_path) as splunk, serve(splunk) as address:
            service = splunklib.client.connect(
                host=address.host,
                port=address.management_port,
                username=address.username,
                password=address.password,
                owner="nobody",
                app="search",
            )
            if start == 0:
                service.post("data/models", name="doors", acceleration="1", **{"eai:data": json.dumps(MODEL)})
            assert found(service, "| tstats summariesonly=t count from datamodel=doors") == [{"count": "0"}]
            entry = json.loads(service.get("datamodel/model/doors", output_mode="json").body.read())["entry"][0]
            assert json.loads(entry["content"]["acceleration"])["enabled"] is True


def test_lookups_are_left_out_where_a_job_asks_for_that(server: Address, service: splunklib.client.Service) -> None:
    splunk = server.splunkd.splunk
    splunk.ingest([(1_000_000, "ip=1.1.1.1")], index="main", sourcetype="looked_up", source="x", host="h")
    folder = splunk.folder / "etc/apps/search/lookups"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sites.csv").write_text("ip,site\n1.1.1.1,hall\n")
    splunk.reload()
    splunk.change("search", "transforms", "sites", {"filename": "sites.csv"})
    splunk.change("search", "props", "looked_up", {"LOOKUP-site": "sites ip OUTPUT site"})
    spl = "search sourcetype=looked_up | table ip site"
    assert found(service, spl) == [{"ip": "1.1.1.1", "site": "hall"}]
    assert found(service, spl, enable_lookups=False) == [{"ip": "1.1.1.1"}]
    assert found(service, f"{spl} | lookup sites ip", enable_lookups=False) == [{"ip": "1.1.1.1", "site": "hall"}]
