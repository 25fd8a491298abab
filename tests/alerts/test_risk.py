"""Enterprise Security's risk, notable and annotations: a saved search's settings and results in, events out."""

from __future__ import annotations

import json

import pytest

USERS = '| makeresults count=2 | eval user=split("dana,li", ","), host="web-1", src="198.51.100.23", sid="x", n=1'
ONE = '| makeresults | eval user="dana", src="198.51.100.23", dest="10.0.0.1", path="C:\\\\x", say="\\"hi\\""'
USER = {"risk_object_field": "user", "risk_object_type": "user", "risk_score": 64}
SRC = {"threat_object_field": "src", "threat_object_type": "ip_address"}


@pytest.fixture
def events(alerting):
    """Settings of the action -> the events of its index, oldest first, and the messages of the job."""

    def made(action, settings, search=ONE, **more):
        parameters = {f"action.{action}.param.{key}": value for key, value in settings.items()}
        splunk = alerting({"search": search, f"action.{action}": "1", **parameters, **more})
        done = splunk.dispatch("alert", app="own", trigger_actions=True)
        found = splunk.search(f"search index={settings.get('index', action)}").results[::-1]
        return found, [message.text for message in done.job.messages]

    return made


def shown(rows, *names):
    return [tuple(row.get(name) for name in names) for row in rows]


def test_a_risk_event(events):
    (risk,), messages = events("risk", {"_risk": [USER, SRC], "_risk_message": "$user$ from $src$, $nosuch$"})
    expected = {
        "index": "risk",
        "sourcetype": "stash",
        "source": "alert",
        "_time": 1_772_539_200,
        "search_name": "alert",
        "risk_object": "dana",
        "risk_object_type": "user",
        "risk_score": "64",
        "risk_message": "dana from 198.51.100.23, $nosuch$",
        "threat_object": "198.51.100.23",
        "threat_object_type": "ip_address",
        "user": "dana",
        "dest": "10.0.0.1",
        "info_min_time": "0.000",
        "info_max_time": "+Infinity",
        "info_search_time": "1772539200.000",
        "contributing_events_search": '| savedsearch "alert" | search user="dana"',
        "orig_time": "1772539200",
    }
    assert {name: risk.get(name) for name in expected} == expected
    assert messages == []


def test_its_raw_text(events):
    (risk,), _ = events(
        "risk", {"_risk": [USER]}, search='| makeresults | eval user="da\\"na" | fields user | fields - _*'
    )
    expected = (
        '1772539200, search_name="alert"',
        'contributing_events_search="| savedsearch \\"alert\\" | search user=\\"da\\\\\\"na\\""',
        'info_max_time="+Infinity"',
        'info_min_time="0.000"',
        'info_search_time="1772539200.000"',
        f'orig_sid="{risk["orig_sid"]}"',
        'risk_object="da\\"na"',
        'risk_object_type="user"',
        'risk_score="64"',
        'user="da\\"na"',
    )
    assert risk["_raw"] == ", ".join(expected)


def test_one_event_for_each_result_object_and_value(events):
    system = {"risk_object_field": "host", "risk_object_type": "system", "risk_score": 20}
    found, _ = events("risk", {"_risk": [USER, system]}, search=USERS)
    row = [("dana", "user", "64"), ("li", "user", "64"), ("web-1", "system", "20")]
    assert shown(found, "risk_object", "risk_object_type", "risk_score") == row * 2
    assert {tuple(risk["user"]) for risk in found} == {("dana", "li")}
    assert {risk["orig_host"] for risk in found} == {"web-1"}


def test_several_threat_objects(events):
    dest = {"threat_object_field": "dest", "threat_object_type": "domain"}
    (risk,), _ = events("risk", {"_risk": [USER, SRC, dest, {"threat_object_field": "nosuch"}]})
    assert shown([risk], "threat_object", "threat_object_type") == [
        (["198.51.100.23", "10.0.0.1"], ["ip_address", "domain"])
    ]


def test_the_message_of_the_risk_object_comes_first(events):
    entity = USER | {"risk_message": "own of $user$"}
    found, _ = events("risk", {"_risk": [entity, USER], "_risk_message": "shared"})
    assert [risk["risk_message"] for risk in found] == ["own of dana", "shared"]


def test_without_any_message(events):
    (risk,), _ = events("risk", {"_risk": [USER]})
    assert "risk_message" not in risk


def test_what_a_risk_object_does_not_say(events):
    (risk,), _ = events("risk", {"_risk": [{"risk_object_field": "user", "risk_object_type": "", "risk_score": None}]})
    assert shown([risk], "risk_object_type", "risk_score") == [("other", "0")]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"_risk_object_type": "user", "_risk_score": "40"}, ("dana", "user", "40")),
        ({}, ("dana", "other", "0")),
    ],
)
def test_the_older_single_risk_object(events, more, expected):
    (risk,), _ = events("risk", {"_risk_object": "user", "_risk_message": "$user$", **more})
    assert shown([risk], "risk_object", "risk_object_type", "risk_score") == [expected]
    assert risk["risk_message"] == "dana"


def test_a_result_without_the_field_scores_nothing(events):
    found, messages = events("risk", {"_risk": [{**USER, "risk_object_field": "nosuch"}, USER]})
    assert [risk["risk_object"] for risk in found] == ["dana"]
    assert messages == ["risk: a result has no field 'nosuch', so it scores nothing."]


def test_threat_objects_alone_score_nothing(events):
    assert events("risk", {"_risk": [SRC]}) == ([], [])


def test_no_results_no_events(events):
    assert events("risk", {"_risk": [USER]}, search="| makeresults | where 1=2") == ([], [])


def test_another_index(events):
    found, _ = events("risk", {"_risk": [USER], "index": "summary"})
    assert [risk["risk_object"] for risk in found] == ["dana"]


def test_a_score_as_it_is_written(events):
    (risk,), _ = events("risk", {"_risk": [USER | {"risk_score": 12.5}]})
    assert risk["risk_score"] == "12.5"


WRONG = [
    ({"_risk": "[{"}, "action.risk.param._risk is no JSON: "),
    ({"_risk": "[" * 100_000}, "action.risk.param._risk is no JSON: "),
    ({"_risk": {}}, "action.risk.param._risk must be a JSON list of objects"),
    ({"_risk": ["user"]}, "action.risk.param._risk must be a JSON list of objects"),
    (
        {"_risk": [{"risk_object_field": ["user"]}]},
        "action.risk.param._risk: risk_object_field must be text or a number",
    ),
    ({"_risk": [USER | {"risk_message": {"a": 1}}]}, "action.risk.param._risk: risk_message must be text or a number"),
    ({"_risk": [USER | {"risk_score": True}]}, "action.risk.param._risk: risk_score must be text or a number"),
    ({}, "action.risk.param._risk is missing: it names the risk objects"),
    ({"_risk": [USER], "index": "nosuch"}, "There is no index 'nosuch'."),
]


@pytest.mark.parametrize(("settings", "message"), WRONG)
def test_what_is_wrong_is_an_error_on_the_job(alerting, settings, message):
    parameters = {f"action.risk.param.{key}": value for key, value in settings.items()}
    splunk = alerting({"search": ONE, "action.risk": "1", **parameters})
    done = splunk.dispatch("alert", app="own", trigger_actions=True)
    (text,) = [m.text for m in done.job.messages if m.kind == "ERROR"]
    assert text.startswith('Alert action "risk" failed: ')
    assert message in text
    assert [(run.action, run.outcome, run.events) for run in done.actions] == [("risk", "failed", 0)]
    assert splunk.search("search index=risk").results == []


# Notable


def test_a_notable(events):
    settings = {
        "rule_title": "$user$ from $src$",
        "rule_description": "$nosuch$",
        "security_domain": "threat",
        "severity": "high",
        "nes_fields": "user,src",
        "next_steps": {"version": 1, "data": "Ask $user$"},
        "drilldown_searches": [{"name": "$user$", "search": "$info_min_time$"}],
    }
    found, messages = events("notable", settings, search=USERS, **{"action.correlationsearch.label": "A label"})
    assert messages == []
    assert len(found) == 2
    expected = {
        "search_name": "alert",
        "rule_name": "A label",
        "rule_title": "dana, li from 198.51.100.23",
        "rule_description": "$nosuch$",
        "security_domain": "threat",
        "severity": "high",
        "nes_fields": "user,src",
        "user": ["dana", "li"],
        "orig_host": "web-1",
        "info_search_time": "1772539200.000",
        "index": "notable",
        "sourcetype": "stash",
    }
    assert {name: found[0].get(name) for name in expected} == expected
    assert "Ask dana, li" in found[0]["_raw"]
    assert "$info_min_time$" in found[0]["_raw"]


def test_the_rule_is_the_search_when_it_has_no_label(events):
    (notable,), _ = events("notable", {})
    assert notable["rule_name"] == "alert"


# Annotations


def annotated(events, annotations):
    return events("risk", {"_risk": [USER]}, **{"action.correlationsearch.annotations": annotations})


def test_annotations(events):
    annotations = {
        "mitre_attack": ["T1586", "T1621"],
        "nist": ["DE.CM"],
        "custom": ["c"],
        "cis20": [],
        "analytic_story": ["One", "Two"],
        "confidence": 80,
        "type": "TTP",
    }
    (risk,), _ = annotated(events, annotations)
    expected = {
        "annotations.mitre_attack": ["T1586", "T1621"],
        "annotations.nist": "DE.CM",
        "annotations.custom": "c",
        "annotations.cis20": None,
        "annotations.analytic_story": ["One", "Two"],
        "annotations.confidence": None,
        "annotations._frameworks": ["mitre_attack", "nist"],
        "annotations._all": ["T1586", "T1621", "DE.CM"],
        "analyticstories": ["One", "Two"],
    }
    assert {name: risk.get(name) for name in expected} == expected
    assert json.loads(risk["annotations"].replace('\\"', '"')) == annotations


@pytest.mark.parametrize("annotations", ["", {}, {"custom": []}])
def test_nothing_to_annotate(events, annotations):
    (risk,), _ = annotated(events, annotations)
    assert [name for name in risk if name.startswith("annotations.")] == []


@pytest.mark.parametrize(("annotations", "message"), [("{", "is no JSON: "), ("[1]", "must be a JSON object")])
def test_wrong_annotations(events, annotations, message):
    found, (text,) = annotated(events, annotations)
    assert found == []
    assert text.startswith(f'Alert action "risk" failed: [alert] action.correlationsearch.annotations {message}')
