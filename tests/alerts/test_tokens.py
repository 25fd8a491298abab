"""Runs cases/tokens.yaml: a text with tokens in, what an action is told out; and the tokens of result fields."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk.alerts.tokens import replace_fields

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "tokens.yaml").read_text())
SEARCH = '| makeresults count=2 | eval user="dana", n=1, many=split("a,b", ","), token="$" . "name$"'


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, alerting):
    settings = {
        "search": SEARCH,
        "dispatch.earliest_time": "-1h",
        "dispatch.latest_time": "now",
        "description": "What it does",
        "alert.severity": "4",
        "action.probe.param.x": "y",
        "action.notable": "1",
        "action.notable.param.default_owner": case["text"],
    }
    splunk = alerting(settings)
    done = splunk.dispatch("alert", app="own", trigger_actions=True)
    (notable, _) = splunk.search("search index=notable").results
    assert notable["default_owner"] == case["expected"].replace("SID", done.job.sid)


def test_over_all_time_the_job_ends_now(alerting):
    text = "$job.earliestTime$ $job.latestTime$"
    splunk = alerting({"action.notable": "1", "action.notable.param.default_owner": text})
    splunk.dispatch("alert", app="own", trigger_actions=True)
    (notable,) = splunk.search("search index=notable").results
    assert notable["default_owner"] == "0 1772539200"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("User $user$ from $src$", "User dana from 198.51.100.23"),
        ("$userIdentity.arn$ $a{}$", "arn:aws 1, 2"),
        ("$nosuch$ and $null$ stay", "$nosuch$ and $null$ stay"),
        ("$count$", "3"),
        ("$user$$src$", "dana198.51.100.23"),
        ("no token, 5 $", "no token, 5 $"),
        ("$nested$", "$user$"),
        ("", ""),
    ],
)
def test_fields_of_a_result(text, expected):
    row = {"user": "dana", "src": "198.51.100.23", "userIdentity.arn": "arn:aws", "a{}": ["1", "2"], "count": 3}
    assert replace_fields(text, row | {"null": None, "nested": "$user$"}) == expected
