"""From CloudTrail to a finding over a user's risk: single failures add up, within a day, to one notable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from minisplunk.engine import Splunk
from tests.detection.records import Case, events
from tests.detection.staging import ES, NOW, dispatched, ingest, of_index, plain, set_clock, staged

RULE = "Risk - User Above 100 In 24 Hours - Rule"
MINUTE, HOUR = 60, 3600


def failure(user: str, address: str, event: str) -> dict[str, Any]:
    return {
        "record": "iam_user_failed_mfa",
        "set": {"userIdentity.userName": user, "sourceIPAddress": address, "eventID": event},
    }


TWO_ADDRESSES = [failure("dana.reyes", "198.51.100.23", "a"), failure("dana.reyes", "203.0.113.9", "b")]


def judged(splunk: Splunk, time: float) -> list[dict[str, Any]]:
    """The notables after the rule has run at a time."""
    set_clock(splunk, time)
    splunk.dispatch(RULE, app=ES, trigger_actions=True)
    return [{name: plain(value) for name, value in row.items()} for row in of_index(splunk, "notable")]


def after_detection(case: Case, splunk: Splunk, time: float = NOW) -> None:
    set_clock(splunk, time)
    ingest(splunk, case, events(case))
    dispatched(splunk)


def test_two_failed_challenges_from_two_addresses_become_a_risk_notable(spl: Path) -> None:
    case = {"events": TWO_ADDRESSES}
    with staged(case, spl) as splunk:
        splunk.enable(RULE, ES)
        after_detection(case, splunk)
        (notable,) = judged(splunk, NOW + 15 * MINUTE)
    assert notable["rule_title"] == "The risk of dana.reyes has passed 100 within 24 hours"
    assert notable["source_searches"] == "Threat - AWS Console Login Failed During MFA Challenge - Rule"
    assert notable["threat_object"] == ["198.51.100.23", "203.0.113.9"]
    assert (notable["risk_object"], notable["risk_object_type"], notable["risk_score"]) == ("dana.reyes", "user", "128")
    assert (notable["severity"], notable["security_domain"]) == ("critical", "threat")
    assert (notable["search_name"], notable["risk_event_count"]) == (RULE, "2")


def test_the_root_users_of_two_accounts_are_one_risk_object(spl: Path) -> None:
    accounts = ("123456789012", "210987654321")
    roots = [{"record": "root_failed_mfa", "set": {"userIdentity.accountId": a, "eventID": a}} for a in accounts]
    with staged({}, spl) as splunk:
        after_detection({"events": roots}, splunk)
        (notable,) = judged(splunk, NOW + 15 * MINUTE)
    assert (notable["risk_object"], notable["risk_score"]) == ("root", "128")


@pytest.mark.parametrize(
    ("events", "later"),
    [
        ([failure("dana.reyes", "198.51.100.23", "a")], 15 * MINUTE),
        ([failure("dana.reyes", "198.51.100.23", "a"), failure("m.okafor", "198.51.100.23", "b")], 15 * MINUTE),
        (TWO_ADDRESSES, 24 * HOUR + MINUTE),
    ],
    ids=["one failure", "two users from one address", "more than a day ago"],
)
def test_no_risk_notable(events: list[Case], later: float, spl: Path) -> None:
    case = {"events": events}
    with staged(case, spl) as splunk:
        after_detection(case, splunk)
        assert judged(splunk, NOW + later) == []


def test_it_is_one_notable_for_a_user_and_day(spl: Path) -> None:
    case = {"events": TWO_ADDRESSES}
    with staged(case, spl) as splunk:
        after_detection(case, splunk)
        assert [len(judged(splunk, NOW + n * HOUR)) for n in (1, 2, 12)] == [1, 1, 1]


def test_as_shipped_it_is_off(spl: Path) -> None:
    with staged({}, spl) as splunk:
        assert splunk.saved_search(RULE, ES).disabled
