"""Which searches splunkd refuses, which fail as jobs, which run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.engine import Splunk
from minisplunk.errors import SplError, UnsupportedSpl
from minisplunk.jobs import Job
from tests.waiting import PATIENCE

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "refusals.yaml").read_text())
STARTS = ("start", "run", "oneshot")


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES if "refused" in case])
def test_refused(splunk: Splunk, case: dict[str, Any], start: str) -> None:
    with pytest.raises(UnsupportedSpl if case.get("unsupported") else SplError) as caught:
        getattr(splunk.jobs, start)(splunk.request(case["search"]))
    assert case["refused"] in caught.value.message
    assert splunk.jobs.all() == []


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES if "failed" in case])
def test_failed(splunk: Splunk, case: dict[str, Any], start: str) -> None:
    job: Job = getattr(splunk.jobs, start)(splunk.request(case["search"]))
    assert job.wait(PATIENCE)
    assert (job.state, job.is_failed, job.results) == ("FAILED", True, [])
    fatal, error = job.messages
    assert (fatal.kind, error.kind) == ("FATAL", "ERROR")
    assert case["failed"] in fatal.text
    assert error.text == fatal.text


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES if "results" in case])
def test_done(splunk: Splunk, case: dict[str, Any], start: str) -> None:
    job: Job = getattr(splunk.jobs, start)(splunk.request(case["search"]))
    assert job.wait(PATIENCE)
    assert (job.state, job.results, job.messages) == ("DONE", case["results"], [])
