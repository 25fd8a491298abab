"""The reports' stanzas: enabled, bounded in time, without schedule or action, and told apart from detections."""

from __future__ import annotations

import re

CTIME = re.compile(r"`security_content_ctime\((\w+)\)`")
NAMES = [
    "AWS MFA Prompts Left Unanswered",
    "AWS MFA Failures in IAM Identity Center",
    "AWS MFA Codes Refused by STS",
    "AWS MFA Failures Followed by a Sign-In Token",
]
SAME = {
    "disabled": "0",
    "is_visible": "1",
    "dispatch.earliest_time": "-24h@h",
    "display.general.type": "statistics",
    "display.page.search.tab": "statistics",
    "request.ui_dispatch_app": "DA-ESS-AwsConsoleMfa",
    "request.ui_dispatch_view": "search",
}
OWN = {"description", "search", "dispatch.latest_time"}


def test_the_detection_is_the_first_and_reports_follow_it(confs, stanza):
    assert list(confs["savedsearches"].stanzas) == [stanza.name, *NAMES]


def test_settings_are_these_alone_so_no_schedule_and_no_action(reports):
    for report in reports:
        assert report.settings.keys() == SAME.keys() | OWN
        assert {key: report.get(key) for key in SAME} == SAME


def test_prompts_end_when_records_have_arrived_as_the_detection_does(stanza, reports):
    first, *others = [report.get("dispatch.latest_time") for report in reports]

    assert first == stanza.get("dispatch.latest_time")
    assert set(others) == {"now"}


def test_each_begins_with_the_macro_that_says_where_the_events_are(reports):
    assert all(report.get("search").startswith("`cloudtrail` ") for report in reports)


def test_every_time_that_is_shown_is_readable(reports):
    for report in reports:
        last = report.get("search").rpartition("| stats ")[2]
        shown = set(re.findall(r" as (\w+Time)\b", last))

        assert shown >= {"firstTime", "lastTime"}
        assert shown == set(CTIME.findall(last))


def test_none_joins_or_makes_transactions(reports):
    """They read the events once, however many there are."""
    commands = {command for report in reports for command in re.findall(r"(?m)^\s*\| (\w+)", report.get("search"))}

    assert commands == {"stats", "sort", "eval", "streamstats", "addinfo", "where"}


def test_descriptions_promise_no_correct_password(reports):
    assert not any("correct password" in report.get("description").lower() for report in reports)
