"""`minisplunk test --splunk`: cases on another Splunk, here a served minisplunk that is left as it was."""

from __future__ import annotations

import pytest

from tests.targets.somebody import ROOT, serving

CASES = f"""\
records: {ROOT}/tests/detection/records.yaml
now: 2026-03-03T09:45:00Z
sourcetype: aws:cloudtrail
cases:
  - name: as it is to be
    events: &one [{{record: iam_user_failed_mfa}}]
    fires: true
    results: [{{user_name: dana.reyes, count: 1}}]
    risk: [{{risk_object: dana.reyes, risk_score: 64}}]
  - name: of two source types
    search: "index=aws (sourcetype=aws:cloudtrail OR sourcetype=other) | stats count by index sourcetype"
    index: aws
    events:
      - {{record: iam_user_failed_mfa}}
      - {{raw: "2026-03-03T09:30:00Z a=1", sourcetype: other}}
    results: [{{index: aws, sourcetype: aws:cloudtrail}}, {{index: aws, sourcetype: other}}]
  - name: a macro that is another
    events: *one
    macros: {{aws_console_login_failed_during_mfa_challenge_filter: "search user_name!=dana.reyes"}}
    fires: false
  - name: not as expected
    events: [{{record: iam_user_failed_mfa, repeat: 2, set: {{eventID: "id-{{n}}"}}}}]
    results: [{{eventID: id-1}}, {{eventID: id-3}}]
  - name: a command that reads what it likes
    search: "| metadata type=hosts"
    events: *one
    fires: true
  - name: an error that is expected
    search: "index=main | sttats count"
    events: *one
    error: Unknown search command 'sttats'
  - name: settings of somebody's app
    settings: [{{conf: savedsearches, stanza: x, settings: {{search: y}}}}]
    fires: false
  - name: nothing that can be compared
    events: *one
    risk: []
    findings: []
  - name: a macro that is not there
    events: *one
    macros: {{nosuch: index=main}}
    fires: true
  - name: late
    events: [{{record: iam_user_failed_mfa, delivered: 2026-03-03T10:00:00Z}}]
    fires: false
"""
LED = "`cloudtrail` was led to the events of the case, whatever else it asks for there."
OUTCOMES = {
    "as it is to be": "passed",
    "of two source types": "passed",
    "a macro that is another": "passed",
    "not as expected": "failed",
    "a command that reads what it likes": "unsupported",
    "an error that is expected": "passed",
    "settings of somebody's app": "skipped",
    "nothing that can be compared": "skipped",
    "a macro that is not there": "wrong",
    "late": "skipped",
}


@pytest.fixture
def somebody(monkeypatch):
    with serving(monkeypatch) as found:
        yield found


@pytest.fixture
def cases(tmp_path):
    file = tmp_path / "test_mine.splunk.yaml"
    file.write_text(CASES)
    return file


@pytest.mark.parametrize("index", [[], ["--index", "theirs"]], ids=["an index of its own", "a given index"])
def test_cases_run_there(index, cli, somebody, cases):
    if index:
        somebody.splunk.change("search", "indexes", "theirs", {"homePath": "x"})
    before = somebody.state()
    where = ("--splunk", somebody.address.management, "--insecure", *index)
    done = cli("test", cases, "--app", ROOT, *where, "--json")
    found = {case["name"]: case for case in done.json["cases"]}
    assert {name: case["outcome"] for name, case in found.items()} == OUTCOMES, done.out
    assert done.code == 2
    assert found["as it is to be"]["notes"] == [
        "`risk` is not compared, since no risk action may run there: see --write-risk.",
        LED,
    ]
    (differs,) = found["not as expected"]["differences"]
    assert differs["values"] == [{"row": 2, "field": "eventID", "expected": "id-3", "found": "id-2"}]
    assert (
        "'metadata' reads more than the events that terms find" in found["a command that reads what it likes"]["error"]
    )
    assert found["late"]["error"] == "It needs control of time: the embedded Splunk runs it."
    after = somebody.state()
    assert after["files"] == before["files"]
    assert {name: count for name, count in after["events"].items() if name != "theirs"} == {
        name: count for name, count in before["events"].items() if name != "theirs"
    }


def test_risk_is_compared_where_its_actions_may_run(cli, somebody, cases):
    somebody.splunk.install_enterprise_security()
    where = ("--splunk", somebody.address.management, "--insecure", "--write-risk")
    done = cli("test", cases, "--app", ROOT, *where, "-k", "as it is", "--json")
    (case,) = done.json["cases"]
    assert (case["outcome"], case["notes"]) == ("passed", [LED])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--splunk", "https://splunk", "--cross"], "--cross is for the embedded Splunk"),
        (["--splunk", "https://splunk", "--run-scripts"], "--run-scripts is for the embedded Splunk"),
        (["--splunk", "https://splunk", "--jobs", "2"], "--jobs is for the embedded Splunk"),
        (["--index", "theirs"], "--index has a meaning on another Splunk alone: a case says its own"),
        (["--write-risk"], "--write-risk has a meaning on another Splunk alone: see --splunk"),
    ],
)
def test_options_that_do_not_go_together(options, says, cli, cases):
    done = cli("test", cases, "--app", ROOT, *options)
    assert done.code == 2
    assert says in done.err
