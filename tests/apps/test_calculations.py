"""What the calculations of our data models make of events, run as the SPL that they stand for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from minisplunk.engine import Splunk
from minisplunk.times import ManualClock
from tests.apps.shipped import datasets, plain, spl

CASES = yaml.safe_load((Path(__file__).parent / "cases/calculations.yaml").read_text())
TIME = 1_772_532_000  # 2026-03-03 10:00:00 UTC


@pytest.fixture(scope="module")
def splunk() -> Iterator[Splunk]:
    with Splunk(clock=ManualClock(TIME + 1)) as splunk:
        splunk.install_common_information_model()
        for number, case in enumerate(CASES):
            raw = json.dumps({"number": number, **case["event"]})
            meta = {"sourcetype": case.get("sourcetype", "made_up"), "source": case.get("source", "test"), "host": "pc"}
            splunk.ingest([(TIME * 1_000_000, raw)], index="main", **meta)
        yield splunk


@pytest.mark.parametrize(("number", "case"), [*enumerate(CASES)], ids=[case["name"] for case in CASES])
def test_calculations(splunk, number, case):
    made = "".join(f" | {spl(each)}" for each in datasets()[case["dataset"]].calculations)
    lists = "".join(
        f' | rename "{name}{{}}" as {name}' for name, value in case["event"].items() if isinstance(value, list)
    )
    (row,) = splunk.search(f"search index=main number={number}{lists}{made}").results
    assert {name: plain(row.get(name)) for name in case["makes"]} == case["makes"]
