"""The installed detection over single records: it fires with the right fields and risk, or stays silent."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from minisplunk.testing.case import Case
from minisplunk.testing.reading import read
from minisplunk.testing.report import lines
from minisplunk.testing.running import run
from minisplunk.testing.snapshot import Snapshots
from minisplunk.testing.verdict import Verdict
from tests.detection.records import FILES
from tests.detection.staging import APP, SEARCH, dispatched, of_index, prepared

CASES = {name: read(FILES[name]).cases for name in ("fires", "silent")}


def verdict(case: Case, spl: Path) -> Verdict:
    with Snapshots() as snapshots:
        return run(case, snapshots.of(case.setup((spl,))))


@pytest.mark.parametrize("case", CASES["fires"], ids=lambda case: case.name)
def test_fires(case: Case, spl: Path) -> None:
    """With no message but those that the case tells of, and no finding unless it does."""
    said = msgspec.structs.replace(case.said, messages=case.said.messages or [], findings=case.said.findings or [])
    assert case.said.results and case.said.risk is not None
    assert lines(verdict(replace(case, said=said), spl)) == []


@pytest.mark.parametrize("case", CASES["silent"], ids=lambda case: case.name)
def test_stays_silent(case: Case, spl: Path) -> None:
    """By the clause that the case names; where it names none the search never saw the event. It is said why."""
    found = verdict(replace(case, said=msgspec.structs.replace(case.said, risk=[])), spl)
    assert lines(found) == []
    assert found.reasons
    assert bool(case.said.because) == bool(found.nearest)


def test_each_case_is_read() -> None:
    assert [fault for file in CASES for fault in read(FILES[file]).faults] == []


@pytest.mark.parametrize("app", ["search", "DA-ESS-AwsConsoleMfa", "SplunkEnterpriseSecuritySuite"])
def test_the_savedsearch_command_runs_it_from_any_app(app: str, spl: Path) -> None:
    with prepared({"events": [{"record": "iam_user_failed_mfa"}]}, spl) as splunk:
        results = splunk.search(f'| savedsearch "{SEARCH}"', app=app).results
        assert [row["user_name"] for row in results] == ["dana.reyes"]


@pytest.mark.parametrize("version", [7, 8])
def test_each_version_of_enterprise_security_has_a_message(version: int, spl: Path) -> None:
    """7 knows no message of a risk object, and reads that of the action; 8 reads that of the risk object alone."""
    with prepared({"events": [{"record": "iam_user_failed_mfa"}]}, spl) as splunk:
        key = "action.risk.param._risk"
        entities = json.loads(splunk.saved_search(SEARCH, APP).settings[key])
        silenced = [{name: value for name, value in each.items() if name != "risk_message"} for each in entities]
        unread = {f"{key}_message": ""} if version == 8 else {key: json.dumps(silenced)}
        splunk.change(APP, "savedsearches", SEARCH, unread)
        dispatched(splunk)
        (event,) = of_index(splunk, "risk")
    message = "User dana.reyes failed to pass MFA challenge while logging into console from 198.51.100.23"
    assert (event["risk_message"], event["risk_score"]) == (message, "64")
