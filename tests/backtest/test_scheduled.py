"""Saved searches as their schedules would have run them: which run finds what, what acts, and what it adds in risk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone, tzinfo
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.backtest.findings import Found
from minisplunk.backtest.report import Finding
from minisplunk.backtest.scheduled import DELAY, as_scheduled
from minisplunk.engine import Dispatched, Splunk
from minisplunk.errors import MinisplunkError
from minisplunk.times import zone
from tests.backtest.conftest import Tried, at

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "scheduled.yaml").read_text())


def told(finding: Finding) -> str:
    """`RAN found TIME: field=value ..., and what it adds`"""
    values = " ".join(f"{name}={value}" for name, value in finding.fields.items())
    risk = "".join(f", {one.score:g} to {one.type} {one.object}" for one in finding.risk)
    ran = finding.ran
    assert ran is not None
    return f"{shown(ran)} found {shown(finding.time)}: {values}{', suppressed' * finding.suppressed}{risk}"


def shown(time: int) -> str:
    return datetime.fromtimestamp(time / 1e6, timezone.utc).strftime("%d %H:%M:%S").removesuffix(":00")


class _Interrupted(Found):
    """After its second run somebody presses ^C."""

    def add(self, splunk: Splunk, dispatched: Dispatched, ran: int | None = None) -> None:
        super().add(splunk, dispatched, ran)
        if len(self.findings) == 2:
            raise KeyboardInterrupt


def test_what_was_found_stays_when_it_is_broken_off(tried: Tried) -> None:
    settings = {"enableSched": "1", "cron_schedule": "*/10 * * * *", "dispatch.earliest_time": "-10m"}
    events = {"10:05": "a", "10:15": "b", "10:25": "c"}
    splunk, window = tried({"search": "sourcetype=acme | stats count", "set": settings, "events": events})
    found = _Interrupted()
    with pytest.raises(KeyboardInterrupt):
        as_scheduled(splunk, "acme", "alert", window, found, delay=0)
    assert (found.runs, [finding.ran for finding in found.findings]) == (2, [at("10:10"), at("10:20")])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: Mapping[str, Any], tried: Tried) -> None:
    splunk, window = tried(case)
    found = Found()
    owners: tzinfo | None = zone(case["zone"]) if "zone" in case else None

    def run() -> None:
        as_scheduled(splunk, "acme", "alert", window, found, delay=case.get("delay", DELAY), zone=owners)

    if "error" in case:
        with pytest.raises(MinisplunkError) as error:
            run()
        assert case["error"] in str(error.value)
        return
    run()
    assert (found.runs, [told(finding) for finding in found.findings]) == (case["runs"], case["findings"])
    assert found.notes == case.get("notes", [])
