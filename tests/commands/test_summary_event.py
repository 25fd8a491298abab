"""Runs the cases of summary_events.yaml: a row in, the text and time that collect writes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from minisplunk.commands.collect import summary_event, summary_time
from minisplunk.times import TimeRange

CASES = yaml.safe_load(Path(__file__).with_name("summary_events.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    window = TimeRange.between(*case["window"]) if "window" in case else TimeRange.ALL
    now, zone = 1_700_000_000.0, ZoneInfo(case.get("zone", "UTC"))
    assert summary_event(case["row"], case.get("options", {}), window, now, zone) == case["expect"]
    assert summary_time(case["row"], window, now) == case["time"]
