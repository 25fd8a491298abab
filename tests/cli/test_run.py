"""`minisplunk run`: the installed detection over data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minisplunk.detect.columns import COLUMNS, Columns

ROOT = Path(__file__).parents[2]
KEYS = {
    *("splunk", "version", "app", "saved_search", "fired", "window", "events", "events_in_window", "results"),
    *("risk_events", "findings", "silent_events", "silent_events_left_out"),
    *("stages", "reasons", "messages", "notes", "skipped", "elapsed_seconds"),
}
"""On every Splunk."""


@pytest.fixture(scope="module")
def ours():
    return ROOT / "tests" / "data" / "attack_data" / "aws_failed_mfa"


def test_json_of_our_data_set_in_the_saved_window(cli, spl, ours):
    done = cli("run", "--app", spl, "--data", ours, "--window", "saved", "--json")
    assert (done.code, done.err) == (0, "")
    found = done.json
    assert found.keys() == KEYS
    assert found["splunk"] == "embedded"
    assert found["app"] == {"id": "DA-ESS-AwsConsoleMfa", "version": "1.0.0"}
    assert found["saved_search"] == "Threat - AWS Console Login Failed During MFA Challenge - Rule"
    assert found["fired"] is True
    assert found["window"]["latest"] - found["window"]["earliest"] == 3600
    assert (found["events"], found["events_in_window"], len(found["results"])) == (27, 27, 7)
    assert all(isinstance(value, str) for row in found["results"] for value in row.values())
    assert [stage["command"] for stage in found["stages"]] == ["search", "stats", "convert", "convert", "search"]
    assert [(stage["rows_in"], stage["rows_out"]) for stage in found["stages"]] == [
        (27, 7),
        (7, 7),
        (7, 7),
        (7, 7),
        (7, 7),
    ]
    assert found["reasons"] == []
    assert found["notes"] == ["The saved search is disabled as shipped; it was enabled to run."]
    assert found["elapsed_seconds"] > 0
    assert [risk["risk_score"] for risk in found["risk_events"]] == ["64"] * 7
    assert not [name for risk in found["risk_events"] for name in risk if name.startswith("_") and name != "_time"]


def test_text_of_our_data_set(cli, spl, ours):
    done = cli("run", "--app", spl, "--data", ours)
    assert done.code == 0
    assert "27 of 27 events in the window 2026-03-03 09:02:11 UTC to 2026-03-03 09:52:40 UTC" in done.out
    assert "Fired: 7 results" in done.out
    assert "Risk events: 7 in index risk" in done.out
    assert "Silent: 20 events, each with the first clause that it does not meet" in done.out
    (silent,) = [line.split() for line in done.out.splitlines() if "09:36:14" in line]
    assert silent == ["09:36:14", "ConsoleLogin", "Root", "root", "additionalEventData.MFAUsed", "=", '"Yes"', "No"]


def test_without_enterprise_security(cli, spl, ours):
    done = cli("run", "--app", spl, "--data", ours, "--no-es", "--json")
    assert (done.code, done.json["risk_events"]) == (0, [])
    assert 'Alert action "risk" is not there: no app defines it.' in [m["text"] for m in done.json["messages"]]


def test_the_stand_in_for_the_risk_action_is_missed_only_without_it(cli, spl, ours):
    missed = (
        'Alert action "mfa_challenge_risk" was not run: its script needs a Splunk that serves, '
        "as `minisplunk serve` does."
    )
    assert cli("run", "--app", spl, "--data", ours, "--json").json["messages"] == []
    without = cli("run", "--app", spl, "--data", ours, "--json", "--no-es").json["messages"]
    assert [message["text"] for message in without if "mfa_challenge_risk" in message["text"]] == [missed]


def test_another_script_is_missed_with_enterprise_security_too(cli, make_app, data):
    risk = {"action.risk": "1", "action.risk.param._risk": '[{"risk_object_field": "user"}]'}
    actions = "[tell]\nis_custom = 1\nlabel = Tell\npayload_format = json\n"
    app = make_app({"s": {"search": "user=al", "action.tell": "1", **risk}}, alert_actions=actions)
    (message,) = cli("run", "--app", app, "--data", data, "--json").json["messages"]
    assert message["text"].startswith('Alert action "tell" was not run')


def test_it_did_not_fire(cli, spl, data):
    done = cli("run", "--app", spl, "--data", data)
    assert done.code == 1
    assert "Did not fire" in done.out
    assert (
        'No event of the time range passes `eventName= ConsoleLogin`, `errorMessage="Failed authentication"`'
        in done.out
    )
    assert cli("run", "--app", spl, "--data", data, "--json").json["fired"] is False


def test_the_index_of_the_data(cli, make_app, data):
    """The events are there, and a search that names no index does not find them: the commonest dead detection."""
    app = make_app({"s": {"search": "user=al", "counttype": "number of events", "relation": "greater than"}})
    done = cli("run", "--app", app, "--data", data, "--index", "aws", "--json")
    assert (done.code, done.json["events"]) == (1, 4)
    assert done.json["reasons"][0].startswith("The events lie in aws, and the search names no index")


@pytest.mark.parametrize(("window", "users"), [("data", ["al", "bob", "bob"]), ("saved", ["bob"])])
def test_the_window(cli, make_app, data, window, users):
    """The newest event is of 09:03; the saved window first ends after it when now is 09:05."""
    settings = {"search": "user=* | table user", "dispatch.earliest_time": "-3m@m", "dispatch.latest_time": "-1m@m"}
    found = cli("run", "--app", make_app({"s": settings}), "--data", data, "--window", window, "--json").json
    assert [row["user"] for row in found["results"]] == users[::-1]
    assert found["events_in_window"] == {"data": 4, "saved": 2}[window]


@pytest.mark.parametrize(
    ("latest", "end"),
    [
        ("now", "09:04:00"),
        ("", None),
        ("-10m@m", "09:04:00"),
        ("@h", "10:00:00"),
        ("@d", "00:00:00"),
        ("+1h", "10:04:00"),
        ("03/03/2026:12:00:00", "12:00:00"),
    ],
)
def test_the_saved_window_ends_after_the_newest_event(cli, make_app, data, latest, end):
    app = make_app({"s": {"search": "*", "dispatch.latest_time": latest}})
    found = cli("run", "--app", app, "--data", data, "--window", "saved", "--json").json
    assert len(found["results"]) == 4
    assert found["window"]["earliest"] is None
    if end is not None:
        hours, minutes, seconds = map(int, end.split(":"))
        assert found["window"]["latest"] % 86_400 == hours * 3600 + minutes * 60 + seconds


def test_a_range_in_the_search_itself_counts(cli, make_app, data):
    app = make_app({"s": {"search": "user=* earliest=-3m | table user"}})
    found = cli("run", "--app", app, "--data", data, "--json").json
    assert [row["user"] for row in found["results"]] == ["bob", "bob"]
    assert [message["text"] for message in found["messages"]] == [
        "Your timerange was substituted based on your search string"
    ]


def test_one_of_several_saved_searches(cli, make_app, data):
    app = make_app({"one": {"search": "user=al"}, "two": {"search": "user=bob"}})
    for verb in ("run", "explain"):
        assert cli(verb, "--app", app, "--data", data, "--saved-search", "three").err == (
            "Error: Unable to find saved search named 'three'. The app 'own' has 'one' and 'two'.\n"
        )
    done = cli("run", "--app", app, "--data", data, "--saved-search", "two", "--json")
    assert (done.code, len(done.json["results"])) == (0, 2)


MAIL, RISK, NOTABLE, OWN = ({f"action.{name}": "1"} for name in ("email", "risk", "notable", "own_action"))


@pytest.mark.parametrize("verb", ["run", "explain"])
@pytest.mark.parametrize(
    "detection",
    [
        pytest.param(RISK, id="risk"),
        pytest.param(NOTABLE, id="findings"),
        pytest.param(OWN, id="an action of the app's own"),
        pytest.param({"actions": "email, risk"}, id="a list of actions"),
        pytest.param({**RISK, "disabled": "1"}, id="disabled"),
    ],
)
def test_of_several_the_detection_is_meant(cli, make_app, data, verb, detection):
    searches = {"report": {}, "mailed": MAIL, "detection": detection, "off": {"action.risk": "0"}}
    app = make_app(
        {name: {"search": f'user=* | eval name="{name}"', **settings} for name, settings in searches.items()},
        alert_actions="[own_action]\nlabel = Own\n",
    )
    document = cli(verb, "--app", app, "--data", data, "--json").json
    assert "detection" in document["saved_search" if verb == "run" else "search"]


@pytest.mark.parametrize("verb", ["run", "explain"])
@pytest.mark.parametrize(
    ("searches", "says"),
    [
        (
            {"a": RISK, "b": {}, "c": NOTABLE},
            "3 saved searches, 2 of them detections; --saved-search says which: 'a', 'b', 'c'",
        ),
        ({"a": {}, "b": MAIL}, "2 saved searches, none of them a detection; --saved-search says which: 'a', 'b'"),
    ],
)
def test_no_detection_and_several(cli, make_app, data, verb, searches, says):
    app = make_app({name: {"search": "user=*", **settings} for name, settings in searches.items()})
    done = cli(verb, "--app", app, "--data", data)
    assert (done.code, done.err) == (2, f"Error: The app 'own' has {says}.\n")


def test_a_saved_search_that_is_only_in_local(cli, make_app, data):
    app = make_app({})
    (app / "local").mkdir()
    (app / "local" / "savedsearches.conf").write_text("[mine]\nsearch = user=al\n")
    assert cli("run", "--app", app, "--data", data, "--json").json["saved_search"] == "mine"


def test_risk_events_of_another_index(cli, make_app, data):
    risk = {"action.risk": "1", "action.risk.param._risk": '[{"risk_object_field": "user"}]'}
    app = make_app({"s": {"search": "user=al", "action.risk.param.index": "summary", **risk}})
    (found,) = cli("run", "--app", app, "--data", data, "--json").json["risk_events"]
    assert (found["risk_object"], found["index"]) == ("al", "summary")


def test_a_second_app_stands_beside_the_first(cli, make_app, data):
    app = make_app({"s": {"search": "`who` | table user who"}})
    other = make_app(
        {"not meant": {"search": "*"}},
        "other",
        macros="[who]\ndefinition = who=AL\n",
        props="[aws:cloudtrail]\nEVAL-who = upper(user)\n",
    )
    (other / "metadata").mkdir()
    (other / "metadata" / "default.meta").write_text("[]\nexport = system\n")
    done = cli("run", "--app", app, "--app", other, "--data", data, "--json")
    assert done.json["results"] == [{"user": "al", "who": "AL"}]


def test_null_by_fields(cli, make_app, data):
    app = make_app({"s": {"search": "* | stats count by user nosuch"}})
    done = cli("run", "--app", app, "--data", data, "--json")
    assert (done.code, done.json["fired"]) == (1, False)  # without a condition it fires when it finds something
    assert done.json["stages"][1] == {
        "command": "stats",
        "text": "stats count by user nosuch",
        "rows_in": 4,
        "rows_out": 0,
        "null_by_fields": {"nosuch": 4, "user": 1},
        "rows_lost": 4,
    }


def test_messages_name_files_as_installed(cli, make_app, data):
    app = make_app({"s": {"search": "*"}}, props="[aws:cloudtrail]\nEVAL-other = nosuch(\n")
    done = cli("run", "--app", app, "--data", data, "--json")
    text = " ".join(message["text"] for message in done.json["messages"])
    assert "etc/apps/own/default/props.conf:2: " in text
    assert "/tmp" not in text


WIDE = "* | eval " + ", ".join(f"field{number}={number}" for number in range(40))


def test_more_columns_than_fit_stand_one_below_the_other(cli, make_app, data):
    out = cli("run", "--app", make_app({"s": {"search": WIDE}}), "--data", data).out
    assert "field0 = 0\n" in out
    assert "user = al\n" in out


def test_brackets_and_control_characters_are_shown_as_they_are(cli, make_app, data):
    search = '| makeresults | eval a="[bold]x[/bold][/]", b=urldecode("%1b[2J%07") | table a b'
    out = cli("run", "--app", make_app({"s [x] /y": {"search": search}}), "--data", data).out
    assert "[bold]x[/bold][/]" in out
    assert r"\x1b[2J\x07" in out
    assert "s [x] /y" in out


def test_dates_are_shown_where_the_events_that_are_shown_are_of_several_days(cli, make_app, tmp_path):
    times = [*(f"2026-03-03T09:{minute:02}:00Z" for minute in range(40)), "2026-03-01T09:00:00Z"]
    lines = (json.dumps({"eventTime": time, "a": "x" if time > "2026-03-02" else "y"}) + "\n" for time in times)
    (tmp_path / "data.ndjson").write_text("".join(lines))
    out = cli("run", "--app", make_app({"s": {"search": "a=x b=*"}}), "--data", "data.ndjson").out
    assert "09:38:00" in out
    assert "2026-03-03 09:38:00" not in out
    assert "and 1 more: a=x\n" in out


def test_a_file_without_events(cli, make_app, tmp_path):
    (tmp_path / "none.ndjson").write_text("")
    found = cli("run", "--app", make_app({"s": {"search": "*"}}), "--data", "none.ndjson", "--json").json
    assert (found["events"], found["window"]) == (0, {"earliest": None, "latest": None})
    assert found["reasons"] == ["There are no events at all."]


def test_a_source_type_has_columns_of_its_own(cli, make_app, tmp_path, monkeypatch):
    columns = Columns(event={"host name": ("computer",)}, left_out=frozenset({"long"}))
    monkeypatch.setitem(COLUMNS, "own:kind", columns)
    records = [{"eventTime": "2026-03-03T09:00:00Z", "computer": name, "long": "text"} for name in ("pc1", "pc2")]
    (tmp_path / "data.ndjson").write_text("".join(json.dumps(record) + "\n" for record in records))
    app = make_app({"s": {"search": "computer=pc1 | table computer long"}}, props="[own:kind]\nKV_MODE = json\n")
    out = cli("run", "--app", app, "--data", "data.ndjson", "--sourcetype", "own:kind").out
    assert "host name" in out
    assert "pc2" in out
    assert out.count("long") == out.count("Not shown: long; --json has all.") == 1


def test_events_of_a_source_type_without_columns_are_shown_as_they_begin(cli, make_app, tmp_path):
    (tmp_path / "data.log").write_text(
        "2026-03-03T09:00:00Z user=al a\n"
        f"2026-03-03T09:00:01Z user=bo {'b' * 99}\n"
        "<e><t>2026-03-03T09:00:02Z</t><u>user=cy</u></e>\n"
    )
    app = make_app({"s": {"search": "user=al | bin _time span=1h | table _time user"}}, props="[own:kind]\n")
    out = cli("run", "--app", app, "--data", "data.log", "--sourcetype", "own:kind").out
    assert "2026-03-03T09:00:00.000+00:00" in out
    assert f"  2026-03-03T09:00:01Z user=bo {'b' * 31}...  " in out
    assert "  2026-03-03T09:00:02Z user=cy  " in out
    assert "identity" not in out


def test_of_very_many_events_the_silent_ones_are_not_listed(cli, make_app, data, monkeypatch):
    monkeypatch.setattr("minisplunk.detect.in_process.LOOK_ALIKE_LIMIT", 3)
    out = cli("run", "--app", make_app({"s": {"search": "user=al"}}), "--data", data).out
    assert "Of more than 3 events, those that stayed silent are not listed." in out
    assert "Silent" not in out
