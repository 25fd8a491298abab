"""`--json` of each verb. All that any test here prints with it is held to the schema, see conftest.py."""

from __future__ import annotations

import json
import shlex

import pytest
from jsonschema import Draft202012Validator, ValidationError

from minisplunk.cli import VERBS
from minisplunk.cli.detection import MOST_LOOK_ALIKES
from minisplunk.cli.documents import run as run_documents
from minisplunk.cli.documents import schema
from tests.schemas import hold

PRINTING = [verb for verb in VERBS if verb != "mcp"]
"""mcp speaks a protocol of its own."""
RISK = {"action.risk": "1", "action.risk.param._risk": '[{"risk_object_field": "user", "risk_object_type": "user"}]'}
NOTABLE = {"action.notable": "1", "action.notable.param.rule_title": "It is $user$"}


@pytest.mark.parametrize("verb", PRINTING)
def test_each_verb_prints_its_schema(cli, verb):
    done = cli(verb, "--json-schema")
    assert (done.code, done.err, done.json) == (0, "", schema(verb))
    Draft202012Validator.check_schema(done.json)


@pytest.mark.parametrize("verb", PRINTING)
def test_each_key_is_described(verb):
    of_types = [kind["properties"] for kind in schema(verb)["$defs"].values()]
    assert [key for keys in of_types for key, value in keys.items() if not value["description"].endswith(".")] == []


SEARCHES = {
    "fires": {"search": "user=bob", **RISK, **NOTABLE},
    "silent": {"search": "user=nobody"},
    "loses": {"search": "* | stats count by nosuch user"},
    "wrong": {"search": "* | nosuch"},
    "unsupported": {"search": "* | cluster"},
}


LINES = """
run --app own --data data.ndjson --saved-search fires
run --app own --data data.ndjson --saved-search silent
run --app own --data data.ndjson --saved-search loses
run --app own --data data.ndjson --saved-search fires --no-es
run --app own --data none.ndjson --saved-search fires
run --app own --data data.ndjson --all
run --app own --data none.ndjson --all
search * --data data.ndjson
search '| makeresults | eval a=split("x y", " "), n=1.5'
explain --app own --data data.ndjson --saved-search fires
explain --app own --data data.ndjson --saved-search silent
explain --app own --data data.ndjson --saved-search loses
explain 'user=* | where n=2' --data data.ndjson
explain * --data none.ndjson
replay data.ndjson --data-dir store
btool savedsearches list --app own
btool macros list nosuch --app own
check --app own
check own
check library
init acme
"""


@pytest.mark.parametrize("line", LINES.strip().splitlines())
def test_it_prints_a_document(cli, make_app, data, tmp_path, line):
    make_app(SEARCHES)
    (tmp_path / "none.ndjson").write_text("")
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "broken.yml").write_text("{")
    assert cli(*shlex.split(line), "--json").out


@pytest.mark.parametrize(
    "line", ["run --app own --data none.ndjson --saved-search wrong", "search 'user=nobody' --data data.ndjson"]
)
def test_an_error_and_no_result_are_no_document(cli, make_app, data, tmp_path, line):
    make_app(SEARCHES)
    (tmp_path / "none.ndjson").write_text("")
    assert cli(*shlex.split(line), "--json").out == ""


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda found: found.update(more=1), id="a key that is not documented"),
        pytest.param(lambda found: found["window"].update(more=1), id="one inside"),
        pytest.param(lambda found: found["stages"][0].update(more=1), id="one inside a list"),
        pytest.param(lambda found: found.pop("findings"), id="a key that is missing"),
        pytest.param(lambda found: found.update(events="4"), id="another kind of value"),
        pytest.param(lambda found: found.update(events=None), id="null where it is never null"),
    ],
)
def test_a_schema_refuses(cli, make_app, data, change):
    found = cli("run", "--app", make_app({"s": {"search": "user=al"}}), "--data", data, "--json").json
    hold("run", found)
    change(found)
    with pytest.raises(ValidationError):
        hold("run", found)


# What run says of silent events and of findings


def test_silent_events(cli, make_app, data):
    found = cli("run", "--app", make_app({"s": {"search": "user=al"}}), "--data", data, "--json").json
    silent = [(each["clause"], each["field"], each["found"]) for each in found["silent_events"]]
    assert silent == [("user=al", "user", ["bob"]), ("user=al", "user", ["bob"]), ("user=al", "user", [])]
    event = found["silent_events"][1]["event"]
    assert (event["_time"], event["user"]) == ("2026-03-03T09:02:00.000+00:00", "bob")
    assert json.loads(event["_raw"])["user"] == "bob"
    assert found["silent_events_left_out"] == 0


def test_of_many_silent_events_some_are_left_out(cli, make_app, data, monkeypatch):
    monkeypatch.setattr(run_documents, "MOST_SILENT", 2)
    found = cli("run", "--app", make_app({"s": {"search": "user=al"}}), "--data", data, "--json").json
    assert (len(found["silent_events"]), found["silent_events_left_out"]) == (2, 1)


def test_of_very_many_none_is_looked_for(cli, make_app, data, monkeypatch):
    monkeypatch.setattr("minisplunk.detect.in_process.LOOK_ALIKE_LIMIT", 3)
    found = cli("run", "--app", make_app({"s": {"search": "user=al"}}), "--data", data, "--json").json
    assert (found["silent_events"], found["silent_events_left_out"]) == (None, None)
    assert found["notes"] == ["Of more than 3 events, those that stayed silent are not listed."]


def test_programs_are_told_more_of_them_than_people():
    assert run_documents.MOST_SILENT > MOST_LOOK_ALIKES


@pytest.mark.parametrize(
    ("actions", "risk", "findings"),
    [(RISK, 2, 0), (NOTABLE, 0, 2), (RISK | NOTABLE, 2, 2), ({}, 0, 0)],
    ids=["risk", "notable", "both", "none"],
)
def test_findings_and_risk_events(cli, make_app, data, actions, risk, findings):
    found = cli("run", "--app", make_app({"s": {"search": "user=bob", **actions}}), "--data", data, "--json").json
    assert [each["risk_object"] for each in found["risk_events"]] == ["bob"] * risk
    assert [each["rule_title"] for each in found["findings"]] == ["It is bob"] * findings
    assert not [name for each in found["findings"] for name in each if name.startswith("_") and name != "_time"]


def test_findings_of_another_index(cli, make_app, data):
    app = make_app({"s": {"search": "user=al", **NOTABLE, "action.notable.param.index": "summary"}})
    (found,) = cli("run", "--app", app, "--data", data, "--json").json["findings"]
    assert (found["index"], found["search_name"]) == ("summary", "s")


def test_people_see_findings_too(cli, make_app, data):
    out = cli("run", "--app", make_app({"s": {"search": "user=bob", **NOTABLE}}), "--data", data).out
    assert "Findings: 2 in index notable" in out
    assert "It is bob" in out


def test_a_condition_that_is_not_met_is_a_reason(cli, make_app, data):
    searches = {
        "count": {"counttype": "number of events", "relation": "drops by", "quantity": "50%"},
        "custom": {"alert_condition": "search user=al"},
    }
    app = make_app({name: {"search": "user=bob", **condition} for name, condition in searches.items()})
    found = [
        cli("run", "--app", app, "--data", data, "--saved-search", name, "--json").json["reasons"] for name in searches
    ]
    assert found == [
        ["Its results do not meet the condition of the alert: number of events drops by 50%."],
        ["Its results do not meet the condition of the alert: `search user=al`."],
    ]
