"""The app's own risk action, end to end: splunkd runs its script, which asks and writes back over TLS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import splunklib.client

from minisplunk.alerts.host import Server
from minisplunk.times import TimeRange
from tests.detection.records import record
from tests.detection.staging import APP, NOW, SEARCH
from tests.rest.outside import Client, connected

ACTION = "mfa_challenge_risk"
CASE = {"events": [{"record": "iam_user_failed_mfa"}, {"record": "root_failed_mfa"}]}
LOG = f"search index=_internal component=sendmodalert action={ACTION} STDERR"


def told(job: splunklib.client.Job) -> list[str]:
    """What the job tells of the action."""
    document = json.loads(job.get(output_mode="json").body.read())
    return [m["text"] for m in document["entry"][0]["content"]["messages"] if ACTION in m["text"]]


@contextmanager
def without_es(spl: Path, index: str = "risk") -> Iterator[Client]:
    with connected({**CASE, "enterprise_security": False}, spl) as client:
        client.service.indexes.create(index)
        yield client


OWN = re.compile(r'^\d+|, (?:risk_event_id|orig_sid|info_search_time)="[^"]*"')
"""Of a risk event what differs from run to run, and the id that only the app's action writes."""


def body(event: dict[str, Any]) -> str:
    return OWN.sub("", event["_raw"])


def said(client: Client) -> list[str]:
    """What the script has said in splunkd.log, oldest first, without which alert it is about."""
    lines = client.search(LOG)[::-1]
    assert all(f'search_name="{SEARCH}"' in line["event_message"] for line in lines)
    texts = (line["event_message"].partition(f"action={ACTION} STDERR -  ")[2] for line in lines)
    return [
        f"{line['log_level']} {text.partition(' search_name=')[0]}" for line, text in zip(lines, texts, strict=True)
    ]


def test_the_events_are_those_of_enterprise_security(spl: Path) -> None:
    with without_es(spl) as alone:
        assert told(alone.run()) == []
        ours = alone.of_index("risk")
        assert said(alone) == ["INFO 2 risk events of 2 results were written to index=risk"]
    with connected(CASE, spl) as beside:
        beside.run()
        theirs = beside.of_index("risk")
        assert said(beside) == [
            "INFO Left to Enterprise Security: its alert action risk is enabled and writes the risk events. "
            "No risk events were written."
        ]
    assert [body(row) for row in ours] == [body(row) for row in theirs]
    assert len(ours) == len({row["risk_event_id"] for row in ours}) == 2
    assert [(row["index"], row["source"], row["sourcetype"]) for row in ours] == [("risk", SEARCH, "stash")] * 2


def test_the_events_tell_when_their_search_was_started(spl: Path) -> None:
    with without_es(spl) as client:
        entry = json.loads(client.run().get(output_mode="json").body.read())["entry"][0]
        started = datetime.fromisoformat(entry["published"]).timestamp()
        assert {float(row["info_search_time"]) for row in client.of_index("risk")} == {started}


def test_repeats_carry_the_same_id(spl: Path) -> None:
    with without_es(spl) as client:
        client.run()
        first = {row["risk_event_id"] for row in client.of_index("risk")}
        client.run()
        both = [row["risk_event_id"] for row in client.of_index("risk")]
        kept = client.search("search index=risk | dedup risk_event_id")
    assert (len(first), len(both), set(both), len(kept)) == (2, 4, first, 2)


def test_where_enterprise_security_s_action_is_disabled_it_writes(spl: Path) -> None:
    with connected(CASE, spl) as client:
        client.service.post(
            "configs/conf-alert_actions/risk", owner="nobody", app="SplunkEnterpriseSecuritySuite", disabled="1"
        )
        client.run()
        assert said(client) == ["INFO 2 risk events of 2 results were written to index=risk"]
        assert len(client.of_index("risk")) == 2


def test_another_index(spl: Path) -> None:
    with without_es(spl, "aws_risk") as client:
        client.service.post(
            f"saved/searches/{SEARCH}", owner="nobody", app=APP, **{f"action.{ACTION}.param.index": "aws_risk"}
        )
        client.run()
        assert [row["risk_object"] for row in client.of_index("aws_risk")] == ["dana.reyes", "root"]


def test_an_index_that_is_not_there(spl: Path) -> None:
    with without_es(spl, "rsik") as client:
        assert told(client.run()) == [f'Alert action "{ACTION}" failed: Alert script returned error code 2.']
        fault, count = said(client)
        assert fault.startswith(
            "ERROR splunkd answered POST /services/receivers/simple with HTTP 400: supplied index 'risk' missing. "
            "Is there an index risk? Create it (Settings > Indexes > New Index"
        )
        assert count.startswith("ERROR 0 risk events of 2 results were written to index=risk, 2 were not. ")


def test_an_owner_without_the_capability(spl: Path) -> None:
    with without_es(spl) as client:
        client.service.users.create("ann", "a long password", roles=["power"])
        client.saved().acl_update(sharing="app", owner="ann")
        client.run()
        fault, count = said(client)
        assert "HTTP 403" in fault
        assert "The capability edit_tcp is missing: give it to a role of ann, who owns the saved search" in fault
        assert count.startswith("ERROR 0 risk events of 2 results were written to index=risk, 2 were not. ")
        assert client.of_index("risk") == []


def changed(client: Client, **server: object) -> None:
    host = client.address.splunk.host
    assert isinstance(host.server, Server)
    host.server = replace(host.server, **server)


def test_a_session_that_has_ended(spl: Path) -> None:
    with without_es(spl) as client:
        sessions = client.address.splunkd.sessions

        @contextmanager
        def ended(owner: str) -> Iterator[str]:
            key = sessions.begin(owner)
            assert sessions.end(key)
            yield key

        changed(client, session=ended)
        client.run()
        (fault,) = said(client)
        assert fault.startswith("ERROR No risk events were written: splunkd answered GET ")
        assert "HTTP 401" in fault


def test_a_splunkd_that_cannot_be_reached(spl: Path) -> None:
    with without_es(spl) as client:
        changed(client, uri="https://127.0.0.1:1")
        script = client.address.splunk.folder / "etc" / "apps" / APP / "bin" / "splunkd.py"
        script.write_text(script.read_text().replace("PAUSES = (0.5, 1.0, 2.0)", "PAUSES = (0.0, 0.0, 0.0)"))
        client.run()
        *tries, fault = said(client)
        assert [line.partition(" ")[0] for line in tries] == ["WARN"] * 3
        assert fault.startswith("ERROR No risk events were written: splunkd at https://127.0.0.1:1 cannot be reached")
        assert client.of_index("risk") == []


@pytest.mark.slow
def test_fifty_thousand_results(spl: Path) -> None:
    many = 50_000
    made = json.dumps(record({"record": "root_failed_mfa", "set": {"eventID": "event-"}}))
    event = made.replace('"event-"', '"event-%d"')
    time = round((NOW - 900) * 1_000_000)
    with without_es(spl) as client:
        raws = ((time, event % number) for number in range(many))
        client.address.splunk.ingest(raws, index="main", sourcetype="aws:cloudtrail", source="test", host="test")
        client.run()
        results = many + len(CASE["events"])
        assert said(client) == [f"INFO {results} risk events of {results} results were written to index=risk"]
        store = client.address.splunk.store
        risk = [number for number, (meta, _) in store.kinds().items() if meta.index == "risk"]
        raws = [raw for *_, raw in store.events(TimeRange.ALL, risk)]
    assert len(raws) == len({re.findall(r'risk_event_id="(\w+)"', raw)[0] for raw in raws}) == results
