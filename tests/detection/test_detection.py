"""The installed detection over single records: it fires with the right fields and risk, or stays silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minisplunk.engine import Dispatched
from minisplunk.explain import explain, look_alikes
from minisplunk.spl.fields import Fields
from tests.detection.records import Case, cases
from tests.detection.staging import APP, SEARCH, dispatched, of_index, prepared, shown

STAND_ALONE = "mfa_challenge_risk"
"""The app's own alert action, whose script needs a Splunk that serves; it has tests of its own."""


def messages(done: Dispatched) -> list[str]:
    return [message.text for message in done.job.messages if STAND_ALONE not in message.text]


@pytest.mark.parametrize("case", cases("fires"), ids=lambda case: case["name"])
def test_fires(case: Case, spl: Path) -> None:
    with prepared(case, spl) as splunk:
        done = dispatched(splunk)
        assert done.triggered
        assert shown(done.job.results, case["results"]) == case["results"]
        assert done.job.fields == case.get("columns", done.job.fields)
        assert shown(of_index(splunk, "risk"), case["risk"]) == case["risk"]
        notables = case.get("notable", [])
        assert {run.action for run in done.actions} == {"risk", STAND_ALONE, *(["notable"] if notables else [])}
        assert shown(of_index(splunk, "notable"), notables) == notables
        assert messages(done) == case.get("messages", [])


@pytest.mark.parametrize("case", cases("silent"), ids=lambda case: case["name"])
def test_stays_silent(case: Case, spl: Path) -> None:
    with prepared(case, spl) as splunk:
        done = dispatched(splunk)
        assert (done.triggered, done.job.results, of_index(splunk, "risk")) == (False, [], [])
        failed = [look.field for look in look_alikes(done.run, Fields())]
        assert failed == ([case["because"]] if "because" in case else [])
        reasons = " ".join(explain(done.run).reasons)
        assert reasons
        assert case.get("reason", "") in reasons


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
