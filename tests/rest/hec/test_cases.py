"""What HEC takes and what it refuses, case by case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

CASES = Path(__file__).parent / "cases"


def cases(name):
    return [pytest.param(case, id=case["name"]) for case in yaml.safe_load((CASES / name).read_text())]


def sent(local, case):
    for stanza, settings in case.get("props", {}).items():
        local.splunk.change("search", "props", stanza, settings)
    path = case.get("path", "/services/collector/event") + ("?" + case["query"] if "query" in case else "")
    body = bytes.fromhex(case["hex"]) if "hex" in case else case.get("body", "")
    return local.send(
        path, body, token=case.get("token", "plain"), headers=case.get("headers"), method=case.get("method", "POST")
    )


@pytest.mark.parametrize("case", cases("refusals.yaml"))
def test_refused(local, case):
    response = sent(local, case)
    expected = {"text": case["text"], "code": case["code"]}
    if "event" in case:
        expected["invalid-event-number"] = case["event"]
    if "ack" in case:
        expected["ackId"] = case["ack"]
    assert (response.status, json.loads(response.body)) == (case["status"], expected)
    assert response.media_type.startswith("application/json")
    assert response.headers.get("Allow") == case.get("allow")
    assert [event["raw"] for event in local.stored()] == case.get("stored", [])


@pytest.mark.parametrize("case", [*cases("events.yaml"), *cases("metrics.yaml")])
def test_taken(local, case):
    response = sent(local, case)
    assert (response.status, json.loads(response.body)) == (200, case.get("reply", {"text": "Success", "code": 0}))
    stored = local.stored()
    assert [{key: event[key] for key in wanted} for event, wanted in zip(stored, case["stored"], strict=True)] == case[
        "stored"
    ]
    messages = local.port.collector.bulletins.visible((), frozenset())
    told = ["hec_unknown_key"] if "unknown" in case else []
    assert all(f"'{case['unknown']}'" in message.text for message in messages if message.name in told)
    told += [f"missing_index_{name}" for name in case.get("missing", [])]
    assert [message.name for message in messages] == told + [
        f"malformed_metric_data_{name}" for name in case.get("malformed", [])
    ]
