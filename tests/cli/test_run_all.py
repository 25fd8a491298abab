"""`minisplunk run --all`: each saved search of an app once, over the same events."""

from __future__ import annotations

import pytest

from minisplunk.detect.in_process import InProcess

RISK = {"action.risk": "1", "action.risk.param._risk": '[{"risk_object_field": "user", "risk_object_type": "user"}]'}
NOTABLE = {"action.notable": "1", "action.notable.param.rule_title": "It is $user$"}
CONDITION = {"counttype": "number of events", "relation": "greater than", "quantity": "5"}
FIRES, SILENT = {"search": "user=al"}, {"search": "user=nobody"}
WRONG, UNSUPPORTED = {"search": "* | nosuch"}, {"search": "* | cluster"}


def results(done):
    return {search["saved_search"]: search["result"] for search in done.json["searches"]}


def test_each_has_its_result_and_why(cli, make_app, data):
    app = make_app(
        {
            "both": {"search": "user=bob", **RISK, **NOTABLE},
            "silent": SILENT,
            "unmet": {"search": "user=bob", **CONDITION},
            "wrong": WRONG,
            "unsupported": UNSUPPORTED,
            "empty": {"disabled": "0"},
            "last": FIRES,
        }
    )
    done = cli("run", "--all", "--app", app, "--data", data, "--json")
    found = done.json
    assert [(each["saved_search"], each["result"], each["why"]) for each in found["searches"]] == [
        ("both", "fired", None),
        ("silent", "silent", "No event of the time range passes `user=nobody`."),
        ("unmet", "silent", "Its results do not meet the condition of the alert: number of events greater than 5."),
        ("wrong", "wrong", "Unknown search command 'nosuch'."),
        (
            "unsupported",
            "unsupported",
            "The 'cluster' command is not supported: its method is not published, so its results could not be "
            "Splunk's.",
        ),
        ("empty", "wrong", "etc/apps/own/default/savedsearches.conf:23: the saved search [empty] has no search"),
        ("last", "fired", None),
    ]
    assert [found[key] for key in ("events", "fired", "silent", "unsupported", "wrong")] == [4, 2, 2, 1, 2]
    assert found["app"] == {"id": "own", "version": "1.2.3"}
    counts = [tuple(each[key] for key in ("results", "risk_events", "findings")) for each in found["searches"]]
    assert counts == [(2, 2, 2), (0, 0, 0), (2, 0, 0), (None,) * 3, (None,) * 3, (None,) * 3, (1, 0, 0)]


def test_the_table(cli, make_app, data):
    app = make_app({"one": {"search": "user=bob", **RISK, **NOTABLE}, "two": SILENT})
    done = cli("run", "--all", "--app", app, "--data", data)
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "own 1.2.3 4 events" in lines
    assert "one fired 2 results, 2 risk events, 2 findings" in lines
    assert "two silent No event of the time range passes `user=nobody`." in lines
    assert "2 saved searches: 1 fired, 1 silent, 0 unsupported, 0 wrong" in lines


def test_what_fails_after_the_search_is_said(cli, make_app, data):
    app = make_app({"s": {**FIRES, "action.risk": "1", "action.risk.param._risk": "no JSON"}})
    done = cli("run", "--all", "--app", app, "--data", data)
    assert done.code == 0
    assert '1 result; Alert action "risk" failed:' in done.out


@pytest.mark.parametrize(
    ("searches", "code"),
    [
        ([WRONG, UNSUPPORTED, FIRES, SILENT], 2),
        ([UNSUPPORTED, FIRES, SILENT], 3),
        ([SILENT, FIRES], 0),
        ([SILENT], 1),
        ([], 1),
    ],
)
def test_exit_codes(cli, make_app, data, searches, code):
    app = make_app({str(number): settings for number, settings in enumerate(searches)})
    assert cli("run", "--all", "--app", app, "--data", data).code == code


def test_disabled_ones_are_run_too(cli, make_app, data):
    app = make_app({"on": FIRES, "off": {**FIRES, "disabled": "1"}, "scheduled": {**FIRES, "enableSched": "1"}})
    done = cli("run", "--all", "--app", app, "--data", data, "--json")
    assert results(done) == dict.fromkeys(("on", "off", "scheduled"), "fired")
    assert done.json["notes"] == ["Saved searches disabled as shipped, enabled to run: 1."]


@pytest.mark.parametrize("rule", ["index=risk", "index=notable", "index=summary", "index=* user=bob source=writes"])
def test_none_sees_the_events_of_another(cli, make_app, data, rule):
    """A rule over risk events would fire in this order alone, for what the other search has just written."""
    writes = {"search": "user=bob | collect index=summary source=writes", **RISK, **NOTABLE}
    app = make_app({"writes": writes, "rule": {"search": rule}})
    done = cli("run", "--all", "--app", app, "--data", data, "--json")
    assert results(done) == {"writes": "fired", "rule": "silent"}
    assert done.json["searches"][0]["risk_events"] == 2


def test_lookups_that_one_has_written_stay(cli, make_app, data):
    app = make_app(
        {
            "writes": {"search": "user=bob | table user | outputlookup seen.csv"},
            "reads": {"search": "| inputlookup seen.csv"},
        }
    )
    assert results(cli("run", "--all", "--app", app, "--data", data, "--json"))["reads"] == "fired"


@pytest.mark.parametrize(("options", "found"), [((), 1), (("--window", "data"), 3), (("--window", "saved"), 1)])
def test_the_window(cli, make_app, data, options, found):
    """The newest event is of 09:03; the saved window first ends after it when now is 09:05."""
    own = {"dispatch.earliest_time": "-3m@m", "dispatch.latest_time": "-1m@m"}
    app = make_app({"s": {"search": "user=*", **own}, "whole": {"search": "user=*"}})
    first, second = cli("run", "--all", "--app", app, "--data", data, *options, "--json").json["searches"]
    assert (first["results"], second["results"]) == (found, 3)


def test_a_fault_of_ours_ends_no_other_search(cli, make_app, data, monkeypatch):
    run = InProcess.run

    def failing(self, search, window, now):
        if search.name == "one":
            raise KeyError("x")
        return run(self, search, window, now)

    monkeypatch.setattr(InProcess, "run", failing)
    done = cli("run", "--all", "--app", make_app({"one": FIRES, "two": FIRES}), "--data", data, "--json")
    assert results(done) == {"one": "unsupported", "two": "fired"}
    assert done.json["searches"][0]["why"] == "minisplunk failed: KeyError: 'x'"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--splunk", "https://splunk"), "--all is for the embedded Splunk: on another one, name a search with"),
        (("--saved-search", "s"), "either --all or --saved-search: all of them, or one"),
        ((), "say which records to search: --data FILE or FOLDER"),
    ],
)
def test_refused(cli, make_app, options, says):
    done = cli("run", "--all", "--app", make_app({"s": FIRES}), *options)
    assert (done.code, says in done.err) == (2, True)


def test_data_that_cannot_be_read_ends_it(cli, make_app, tmp_path):
    (tmp_path / "bad.json").write_text('{"Records": [')
    done = cli("run", "--all", "--app", make_app({"s": FIRES}), "--data", "bad.json", "--sourcetype", "aws:cloudtrail")
    assert (done.code, done.out) == (2, "")
    assert "Nothing was searched" in done.err
