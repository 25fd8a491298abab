"""The installed detection over single records: it fires with the right fields and risk, or stays silent."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.engine import Dispatched, Splunk
from minisplunk.explain import explain, look_alikes
from minisplunk.spl.ast import Fields
from minisplunk.times import ManualClock
from minisplunk.values import texts

HERE = Path(__file__).parent
RECORDS = yaml.safe_load((HERE / "records.yaml").read_text())
FIRES = yaml.safe_load((HERE / "cases" / "fires.yaml").read_text())
SILENT = yaml.safe_load((HERE / "cases" / "silent.yaml").read_text())
NOW = datetime.fromisoformat("2026-03-03T09:45:00+00:00").timestamp()

APP = "DA-ESS-AwsConsoleMfa"
SEARCH = "Threat - AWS Console Login Failed During MFA Challenge - Rule"
FILTER = "aws_console_login_failed_during_mfa_challenge_filter"

Case = Mapping[str, Any]


def record(event: Case) -> dict[str, Any]:
    """A record with single values set; `a.b` reaches into an object, null takes the key away."""
    found = {key: value for key, value in copy.deepcopy(RECORDS[event["record"]]).items() if value is not None}
    for path, value in event.get("set", {}).items():
        *parents, key = path.split(".")
        place = found
        for parent in parents:
            place = place.setdefault(parent, {})
        if value is None:
            place.pop(key)
        else:
            place[key] = value
    return found


def ingest(splunk: Splunk, case: Case) -> None:
    events = []
    for event in case["events"]:
        made = record(event)
        moment = datetime.fromisoformat(made["eventTime"].replace("Z", "+00:00"))
        events.append((round(moment.timestamp() * 1_000_000), json.dumps(made, separators=(",", ":"))))
    kind = {"index": case.get("index", "main"), "sourcetype": case.get("sourcetype", "aws:cloudtrail")}
    splunk.ingest(events, source="test", host="test", **kind)


@contextmanager
def prepared(case: Case, spl: Path) -> Iterator[Splunk]:
    with Splunk(clock=ManualClock(NOW)) as splunk:
        splunk.install(spl)
        if case.get("enterprise_security", True):
            splunk.install_enterprise_security()
        splunk.enable(SEARCH, APP)
        if "settings" in case:
            splunk.change(APP, "savedsearches", SEARCH, case["settings"])
        if "filter" in case:
            splunk.change(APP, "macros", FILTER, {"definition": case["filter"]})
        ingest(splunk, case)
        yield splunk


def dispatched(splunk: Splunk) -> Dispatched:
    return splunk.dispatch(SEARCH, app=APP, trigger_actions=True, observed=True)


def shown(rows: list[Any], wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each row the fields that the case names, as the REST API gives values."""
    if len(rows) != len(wanted):
        return [{name: plain(row[name]) for name in row if name[:1] != "_"} for row in rows]
    return [{name: plain(row.get(name)) for name in want} for row, want in zip(rows, wanted, strict=True)]


def plain(value: Any) -> Any:
    found = texts(value)
    return found if len(found) > 1 else (found[0] if found else None)


def of_index(splunk: Splunk, index: str) -> list[Any]:
    return splunk.search(f"search index={index} | sort 0 eventID").results


@pytest.mark.parametrize("case", FIRES, ids=lambda case: case["name"])
def test_fires(case: Case, spl: Path) -> None:
    with prepared(case, spl) as splunk:
        done = dispatched(splunk)
        assert done.triggered
        assert shown(done.job.results, case["results"]) == case["results"]
        assert shown(of_index(splunk, "risk"), case["risk"]) == case["risk"]
        notables = case.get("notable", [])
        assert shown(of_index(splunk, "notable"), notables) == notables
        assert [message.text for message in done.job.messages] == case.get("messages", [])


@pytest.mark.parametrize("case", SILENT, ids=lambda case: case["name"])
def test_stays_silent(case: Case, spl: Path) -> None:
    with prepared(case, spl) as splunk:
        done = dispatched(splunk)
        assert (done.triggered, done.job.results, of_index(splunk, "risk")) == (False, [], [])
        clauses = [look.clause for look in look_alikes(done.run, Fields())]
        assert clauses == ([case["because"]] if "because" in case else [])
        reasons = " ".join(explain(done.run).reasons)
        assert reasons
        assert case.get("reason", "") in reasons


def test_as_shipped_it_is_disabled_and_scheduled_hourly(spl: Path) -> None:
    with Splunk(clock=ManualClock(NOW)) as splunk:
        splunk.install(spl)
        saved = splunk.saved_search(SEARCH, APP)
        assert (saved.disabled, saved.scheduled) == (True, True)
        assert splunk.enable(SEARCH, APP) is True
        assert splunk.enable(SEARCH, APP) is False


def test_a_filter_survives_an_upgrade(spl: Path) -> None:
    case = {"events": [{"record": "iam_user_failed_mfa"}], "filter": 'search NOT user_name="dana.reyes"'}
    with prepared(case, spl) as splunk:
        assert dispatched(splunk).job.results == []
        splunk.install(spl)
        assert dispatched(splunk).job.results == []
        splunk.change(APP, "macros", FILTER, {"definition": None})
        assert len(dispatched(splunk).job.results) == 1


@pytest.mark.parametrize("app", ["search", "DA-ESS-AwsConsoleMfa", "SplunkEnterpriseSecuritySuite"])
def test_the_savedsearch_command_runs_it_from_any_app(app: str, spl: Path) -> None:
    with prepared({"events": [{"record": "iam_user_failed_mfa"}]}, spl) as splunk:
        results = splunk.search(f'| savedsearch "{SEARCH}"', app=app).results
        assert [row["user_name"] for row in results] == ["dana.reyes"]
