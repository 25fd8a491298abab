"""Saved searches as their schedules would have run them: which run finds what, what acts, and what it adds in risk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone, tzinfo
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.backtest.findings import Found
from minisplunk.backtest.report import Finding
from minisplunk.backtest.scheduled import DELAY, as_scheduled
from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError
from minisplunk.times import TimeRange, zone

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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: Mapping[str, Any], tried: Callable[[Mapping[str, Any]], tuple[Splunk, TimeRange]]) -> None:
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
