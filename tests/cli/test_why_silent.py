"""`minisplunk explain` on the installed detection: why it is silent, in plain words."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.engine import Splunk
from minisplunk.times import ManualClock
from tests.detection.records import events
from tests.detection.staging import APP, NOW, SEARCH, STAND_INS, change, dispatched, ingest
from tests.detection.variants import without_fields

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "why_silent.yaml").read_text())


def stored(case: dict[str, Any], app: Path, folder: Path) -> None:
    """The folder of a Splunk that has run, and has ended."""
    with Splunk(folder, clock=ManualClock(NOW)) as splunk:
        splunk.install(app)
        for name in case.get("apps", ()):
            splunk.install(STAND_INS / name)
        splunk.enable(SEARCH, APP)
        change(splunk, case.get("settings", ()))
        ingest(splunk, case, events(case))
        if case.get("alerted"):
            assert dispatched(splunk).triggered


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, cli, spl, tmp_path, monkeypatch):
    app = spl if case.get("fields", True) else without_fields(spl, tmp_path / "bare")
    folder = tmp_path / "splunk"
    stored(case, app, folder)
    monkeypatch.setattr(time, "time", lambda: NOW)
    beside = [part for name in case.get("apps", ()) for part in ("--app", STAND_INS / name)]

    told = cli("explain", "--app", app, *beside, "--data-dir", folder)
    found = cli("explain", "--app", app, *beside, "--data-dir", folder, "--json")

    results = case.get("found", 0)
    assert (found.code, found.json["results"], found.json["reasons"]) == (0 if results else 1, results, case["says"])
    lines = [" ".join(line.split()) for line in told.out.splitlines()]
    assert [line for line in (*case["says"], *case.get("holds", ())) if line not in lines] == []
