"""The detection's stanza: its SPL word by word, when it runs, what fires, and what Enterprise Security is told."""

from __future__ import annotations

import json
import re

import pytest

SPL = """
`cloudtrail` eventName= ConsoleLogin errorMessage="Failed authentication" additionalEventData.MFAUsed = "Yes"
| stats count min(_time) as firstTime max(_time) as lastTime
  by src eventName eventSource aws_account_id errorCode errorMessage userAgent eventID awsRegion user_name
     userIdentity.arn
| `security_content_ctime(firstTime)`
| `security_content_ctime(lastTime)`
| `aws_console_login_failed_during_mfa_challenge_filter`
"""
BY = SPL[SPL.index(" by ") + 4 : SPL.index("| `security_content_ctime(firstTime)`")].split()
OUTPUT = {*BY, "count", "firstTime", "lastTime"}
MESSAGE = "User $user_name$ failed to pass MFA challenge while logging into console from $src$"
TOKEN = re.compile(r"\$([^$ ]+)\$")


def test_spl_is_the_specification_s_token_by_token(stanza):
    assert stanza.get("search").split() == SPL.split()


@pytest.mark.parametrize(
    ("key", "value"),
    {
        # off as shipped, scheduled once it is on, to be seen in the lists of Splunk Web
        "disabled": "1",
        "enableSched": "1",
        "is_visible": "1",
        # each hour, continuously (no run is skipped), late events waited for
        "cron_schedule": "0 * * * *",
        "dispatch.earliest_time": "-70m@m",
        "dispatch.latest_time": "-10m@m",
        "realtime_schedule": "0",
        "schedule_window": "auto",
        "allow_skew": "100%",
        # one alert for all results of a run
        "counttype": "number of events",
        "relation": "greater than",
        "quantity": "0",
        "alert.digest_mode": "1",
        "alert.track": "1",
        # Enterprise Security
        "action.correlationsearch.enabled": "1",
        "action.correlationsearch.label": "AWS Console Login Failed During MFA Challenge",
        "action.correlationsearch.detection_type": "ebd",
        "action.risk": "1",
        "action.risk.param._risk_message": MESSAGE,
        "action.risk.param._risk_score": "0",
        "action.risk.param.verbose": "0",
        "action.notable": "0",
        "action.notable.param.nes_fields": "user_name,src",
        "action.notable.param.security_domain": "threat",
        "action.notable.param.severity": "high",
        "action.escu": "0",
        "action.escu.enabled": "1",
    }.items(),
)
def test_setting(stanza, key, value):
    assert stanza.get(key) == value


def test_windows_of_two_runs_meet_without_gap_or_overlap(stanza):
    earliest, latest = (int(stanza.get(f"dispatch.{end}_time").removesuffix("m@m")) for end in ("earliest", "latest"))

    assert latest - earliest == 60


def test_name_is_short_enough_for_enterprise_security_to_clone(stanza):
    assert stanza.name.endswith(" - Rule")
    assert len(stanza.name) <= 81


def test_risk_is_scored_on_the_user_with_its_message_for_es_7_and_8(stanza):
    user, src = json.loads(stanza.get("action.risk.param._risk"))

    assert user == {
        "risk_object_field": "user_name",
        "risk_object_type": "user",
        "risk_score": 80 * 80 / 100,
        "risk_message": stanza.get("action.risk.param._risk_message"),
    }
    assert src == {"threat_object_field": "src", "threat_object_type": "ip_address"}


def test_the_finding_names_the_entity_that_the_risk_is_scored_on(stanza):
    (entity,) = json.loads(stanza.get("action.notable.param._entities"))
    risk = json.loads(stanza.get("action.risk.param._risk"))[0]

    assert entity == {key: risk[key] for key in ("risk_object_field", "risk_object_type", "risk_score")}


def test_annotations(stanza):
    assert json.loads(stanza.get("action.correlationsearch.annotations")) == {
        "analytic_story": ["AWS Identity and Access Management Account Takeover"],
        "cis20": ["CIS 3", "CIS 5", "CIS 16"],
        "confidence": 80,
        "data_source": ["AWS CloudTrail ConsoleLogin"],
        "impact": 80,
        "kill_chain_phases": ["Exploitation"],
        "mitre_attack": ["T1586", "T1586.003", "T1621"],
        "nist": ["DE.CM"],
        "type": "TTP",
        "type_list": ["TTP"],
    }


def test_what_is_said_twice_is_said_the_same(stanza):
    annotations = json.loads(stanza.get("action.correlationsearch.annotations"))
    mappings = json.loads(stanza.get("action.escu.mappings"))
    enrichments = json.loads(stanza.get("action.escu.mitre_attack_enrichments"))

    assert mappings == {key: annotations[key] for key in ("cis20", "kill_chain_phases", "mitre_attack", "nist")}
    assert json.loads(stanza.get("action.escu.analytic_story")) == annotations["analytic_story"]
    assert [technique["mitre_attack_id"] for technique in enrichments] == annotations["mitre_attack"]


def test_metadata(stanza):
    assert json.loads(stanza.get("action.correlationsearch.metadata")) == {
        "deprecated": "0",
        "detection_id": "55349868-5583-466f-98ab-d3beb321961e",
        "detection_version": "1",
        "publish_time": 1664755200,  # 2022-10-03T00:00:00Z
    }
    assert stanza.get("action.escu.modification_date") == "2022-10-03"


def test_required_fields_are_those_that_the_search_groups_by(stanza):
    assert json.loads(stanza.get("action.escu.fields_required")) == BY


def texts_with_tokens(stanza):
    entries = json.loads(stanza.get("action.risk.param._risk"))
    yield from (entry["risk_message"] for entry in entries if "risk_message" in entry)
    yield from (stanza.get(f"action.notable.param.{key}") for key in ("rule_title", "rule_description"))
    for drilldown in json.loads(stanza.get("action.notable.param.drilldown_searches")):
        yield from (drilldown["name"], drilldown["search"])


def test_every_token_is_a_field_of_the_results(stanza):
    tokens = {token for text in texts_with_tokens(stanza) for token in TOKEN.findall(text)}

    assert tokens == {"user_name", "src", "eventID", "aws_account_id"}
    assert tokens <= OUTPUT


def test_every_field_named_in_an_action_is_a_field_of_the_results(stanza):
    entries = json.loads(stanza.get("action.risk.param._risk"))
    named = {value for entry in entries for key, value in entry.items() if key.endswith("_object_field")}

    assert named == {"user_name", "src"}
    assert set(stanza.get("action.notable.param.nes_fields").split(",")) <= OUTPUT


def test_drilldowns(stanza):
    attempt, risk = json.loads(stanza.get("action.notable.param.drilldown_searches"))

    assert attempt["search"] == '`cloudtrail` eventID="$eventID$"'
    assert attempt["earliest_offset"] == "$info_min_time$"
    assert attempt["latest_offset"] == "$info_max_time$"
    # the last 7 days by times of its own, which outrank the offsets
    assert risk["search"].startswith('search index=risk earliest=-7d latest=now risk_object="$user_name$" ')
    assert "starthoursago" not in risk["search"]


def test_tokens_in_searches_are_quoted(stanza):
    for drilldown in json.loads(stanza.get("action.notable.param.drilldown_searches")):
        unquoted = re.sub(r'"\$[^$"]+\$"', "", drilldown["search"])
        assert "$" not in unquoted


def test_next_steps_are_numbered_text_in_enterprise_security_s_form(stanza):
    steps = json.loads(stanza.get("action.notable.param.next_steps"))

    assert steps.keys() == {"version", "data"}
    assert steps["version"] == 1
    lines = steps["data"].splitlines()
    assert [line.partition(". ")[0] for line in lines] == [str(number) for number in range(1, len(lines) + 1)]


@pytest.mark.parametrize("key", ["description", "action.escu.known_false_positives", "action.notable.param.next_steps"])
def test_prose_promises_no_correct_password_and_no_push_prompt(stanza, key):
    text = stanza.get(key).lower()

    assert "correct password" not in text
    assert "compromised credentials" not in text
    assert "push" not in text or "no push" in text
