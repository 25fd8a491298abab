"""A saved search over the whole range at once: its findings, whom they name, what is behind them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.backtest.findings import Found
from minisplunk.backtest.report import Finding
from minisplunk.backtest.whole import whole
from tests.backtest.conftest import Tried

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "whole.yaml").read_text())


def shown(time: int) -> str:
    text = datetime.fromtimestamp(time // 1_000_000, timezone.utc).strftime("%H:%M:%S")
    fraction = f".{time % 1_000_000:06}".rstrip("0").rstrip(".")
    return text.removesuffix(":00") if not fraction else text + fraction


def told(finding: Finding) -> Mapping[str, Any]:
    events = [f"{shown(event.time)} {event.source} {event.raw}" for event in finding.events]
    return {
        "time": shown(finding.time),
        "fields": dict(finding.fields),
        "users": list(finding.users),
        "addresses": list(finding.addresses),
        "accounts": list(finding.accounts),
        "risk": [[one.object, one.type, one.score] for one in finding.risk],
        "events": events,
        "count": finding.count,
        "suppressed": finding.suppressed,
        "kept": len(events),
        "last": events[-1] if events else "",
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: Mapping[str, Any], tried: Tried) -> None:
    splunk, window = tried(case)
    found = Found()
    whole(splunk, "acme", "alert", window, found)
    findings = [told(finding) for finding in found.findings]
    for one, wanted in zip(findings, case["findings"], strict=True):
        assert {key: one[key] for key in wanted} == wanted
    assert found.notes == case.get("notes", [])


def test_nothing_stays_of_it(tried: Tried) -> None:
    splunk, window = tried(
        {"search": "sourcetype=acme | stats count by user", "risk": True, "events": {"10:05": "user=al"}}
    )
    for _ in range(2):
        found = Found()
        whole(splunk, "acme", "alert", window, found)
        assert [risk.score for finding in found.findings for risk in finding.risk] == [40]
    assert splunk.search("search index=risk").results == []


def test_its_stages_are_measured(tried: Tried) -> None:
    search = "sourcetype=acme user=al | eval n=1 | stats sum(n) by user | where user=lower(user)"
    events = {f"10:05:{second:02}": "user=al" if second % 2 else "user=bob" for second in range(60)}
    splunk, window = tried({"search": search, "events": events})
    found = Found()
    whole(splunk, "acme", "alert", window, found, timed=True)
    assert [(stage.rows_in, stage.rows_out) for stage in found.stages] == [(None, 30), (30, 30), (30, 1), (1, 1)]
    assert found.matched == 30
    assert found.stages[0].seconds > 0
    assert all(stage.seconds >= 0 for stage in found.stages)
