"""The reports beside the detection: what each finds under every add-on, and that they are no detections."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.conf.parser import read
from minisplunk.engine import Splunk
from minisplunk.testing.moments import moment
from minisplunk.times import TimeRange
from minisplunk.values import Row
from tests.detection.matrix import ADD_ONS
from tests.detection.records import Case, Event, cases
from tests.detection.staging import APP, ES, SEARCH, ingest, of_index, prepared, shown, staged

ROOT = Path(__file__).parents[2]
CASES = cases("reports")
REPORTS = [name for name in read(ROOT / "default" / "savedsearches.conf").stanzas if name != SEARCH]
USERS = {"AWS MFA Failures in IAM Identity Center": "user"}
over_add_ons = pytest.mark.parametrize("add_on", ADD_ONS)
over_reports = pytest.mark.parametrize("report", REPORTS)


def found(splunk: Splunk, case: Case) -> list[Row]:
    window = TimeRange.ALL if case.get("over_all_time") else None
    return splunk.dispatch(case["report"], app=APP, trigger_actions=True, window=window).job.results


@over_add_ons
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_it_finds(case: Case, add_on: str, spl: Path) -> None:
    with prepared({**case, "apps": ADD_ONS[add_on]}, spl) as splunk:
        assert shown(found(splunk, case), case["rows"]) == case["rows"]


@over_reports
def test_each_finds_something_and_leaves_something_out(report: str) -> None:
    assert {bool(case["rows"]) for case in CASES if case["report"] == report} == {True, False}


@over_reports
@pytest.mark.parametrize("app", ["search", ES])
def test_it_runs_in_other_apps(report: str, app: str, spl: Path) -> None:
    case = next(case for case in CASES if case["report"] == report and case["rows"])
    with prepared(case, spl) as splunk:
        rows = splunk.search(f'| savedsearch "{report}"', app=app, earliest="-24h", latest="-10m").results
        assert shown(rows, case["rows"]) == case["rows"]


@over_reports
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param((), id="no event"),
        pytest.param(('{"eventTime":"2026-03-03T09:00:00Z"', "{}", "[]", "null", "no JSON"), id="no records"),
        pytest.param(
            ('{"eventName":"CheckMfa","eventSource":"signin.amazonaws.com"}',), id="a record without identity"
        ),
    ],
)
def test_what_holds_no_record_gives_nothing(report: str, raw: tuple[str, ...], spl: Path) -> None:
    with staged({}, spl) as splunk:
        ingest(splunk, {}, (Event(moment("2026-03-03T09:00:00Z"), text) for text in raw))
        done = splunk.dispatch(report, app=APP)
        assert (done.job.results, done.job.messages) == ([], [])


@over_reports
def test_columns(report: str, spl: Path) -> None:
    case = next(case for case in CASES if case["report"] == report and case["rows"])
    with prepared(case, spl) as splunk:
        fields = splunk.dispatch(report, app=APP).job.fields
    assert set(fields) >= {"src", "aws_account_id", USERS.get(report, "user_name"), "count", "firstTime", "lastTime"}
    assert set(fields) == set(case["rows"][0])


@over_reports
def test_it_writes_no_risk_and_no_finding(report: str, spl: Path) -> None:
    case = next(case for case in CASES if case["report"] == report and case["rows"])
    with prepared(case, spl) as splunk:
        assert found(splunk, case)
        assert [of_index(splunk, index) for index in ("risk", "notable")] == [[], []]
