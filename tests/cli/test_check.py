"""`minisplunk check` and `minisplunk btool`: an app's conf files, read but not run."""

from __future__ import annotations

from pathlib import Path

import pytest

FINE = {
    "s": {
        "search": "index=main | stats count by user",
        "counttype": "number of events",
        "relation": "greater than",
        "quantity": "0",
    }
}


def test_our_app_is_fine(cli):
    done = cli("check", "--app", Path(__file__).parents[2])
    assert (done.code, done.out) == (0, "DA-ESS-AwsConsoleMfa 1.0.0: 5 saved searches checked, 0 findings\n")


def test_an_app_without_searches(cli, make_app):
    done = cli("check", "--app", make_app({}))
    assert (done.code, done.out) == (0, "own 1.2.3: 0 saved searches checked, 0 findings\n")


def test_wrong_spl_is_shown_with_carets(cli, make_app):
    done = cli("check", "--app", make_app({"s": {"search": "* | where (a"}}))
    assert done.code == 2
    assert done.out == (
        "default/savedsearches.conf:2: wrong: [s] search: 1:11: Error in 'where' command: "
        "The expression is malformed. Expected ).\n"
        "  * | where (a\n"
        "            ^\n"
        "own 1.2.3: 1 saved search checked, 1 finding\n"
    )


def test_json(cli, make_app):
    app = make_app({"s": {"search": "* | kmeans x"}}, props="[st]\nEVAL-x = nosuch(1)\n")
    done = cli("check", "--app", app, "--json")
    assert done.code in (2, 3)
    assert done.json["app"] == "own"
    found = {
        (finding["file"], finding["line"], finding["kind"]): finding["message"] for finding in done.json["findings"]
    }
    assert found["default/savedsearches.conf", 2, "unsupported"].startswith(
        "[s] search: 1:5: The 'kmeans' command is not supported: "
    )
    assert [key for key in found if key[0] == "default/props.conf"]


WRONG = [
    ({"dispatch.earliest_time": "soon"}, "[s] dispatch.earliest_time: Invalid value \"soon\" for time term 'earliest'"),
    ({"dispatch.latest_time": "later"}, "[s] dispatch.latest_time: Invalid value \"later\" for time term 'latest'"),
    ({"counttype": "number of events", "relation": "above"}, "[s] relation must be one of "),
    ({"counttype": "number of events", "relation": "less than", "quantity": "few"}, "[s] quantity must be a number"),
    ({"alert.suppress": "1", "alert.suppress.period": "soon"}, "[s] "),
]


@pytest.mark.parametrize(("settings", "message"), WRONG, ids=[" ".join(settings) for settings, _ in WRONG])
def test_what_else_is_wrong_with_a_saved_search(cli, make_app, settings, message):
    done = cli("check", "--app", make_app({"s": {"search": "*", **settings}}), "--json")
    assert done.code == 2
    messages = [finding["message"] for finding in done.json["findings"] if finding["kind"] == "wrong"]
    assert any(found.startswith(message) for found in messages)


def test_nothing_is_run(cli, make_app):
    assert cli("check", "--app", make_app({"s": {"search": "| makeresults | collect index=nosuch"}})).code == 0


def test_of_several_apps_the_first_is_meant(cli, make_app):
    app = make_app({"s": {"search": "`m`"}})
    other = make_app({"t": {"search": "| nosuch"}}, "other", macros="[m]\ndefinition = index=main\n")
    (other / "metadata").mkdir()
    (other / "metadata" / "default.meta").write_text("[]\nexport = system\n")
    assert cli("check", "--app", app, "--app", other).code == 0
    assert cli("check", "--app", app).code == 2


def test_advice_is_no_fault(cli, make_app):
    done = cli("check", "--app", make_app({"s": {"search": "index=a 1 or b=2"}}))
    assert done.code == 0
    assert done.out.splitlines() == [
        "default/savedsearches.conf:2: advice: [s] search: 1:11: 'or' is a word to look for; the operator is OR.",
        "  index=a 1 or b=2",
        "            ^^",
        "own 1.2.3: 1 saved search checked, 1 finding",
    ]


def test_a_lint_is_explained(cli):
    done = cli("check", "--explain", "spl101")
    assert done.code == 0
    assert done.out.startswith("# SPL101: by-field that no row can have\n\nA command that drops rows ")
    unknown = cli("check", "--explain", "SPL1")
    assert (unknown.code, unknown.err.startswith("Error: There is no lint SPL1; there are SPL101, ")) == (2, True)


def test_btool(cli, make_app):
    app = make_app(FINE, macros="[m]\ndefinition = index=main\n")
    done = cli("btool", "macros", "list", "m", "--app", app)
    assert (done.code, done.out) == (0, "[m]\ndefinition = index=main\n")
    debug = cli("btool", "macros", "list", "m", "--app", app, "--debug")
    assert debug.out.splitlines()[1] == "etc/apps/own/default/macros.conf definition = index=main"
    assert cli("btool", "macros", "list", "m", "--app", app, "--json").json == {
        "m": {"definition": {"value": "index=main", "file": "etc/apps/own/default/macros.conf", "line": 2}}
    }


def test_btool_names_the_lines_that_are_passed_over(cli, make_app):
    app = make_app({}, macros="[m]\ndefinition = x\n**\n[n\ndefinition = y\n")
    done = cli("btool", "macros", "list", "--app", app)
    assert (done.code, done.out.endswith("\n[m]\ndefinition = x\n[n]\ndefinition = y\n")) == (0, True)
    assert done.err.splitlines() == [
        "warning: etc/apps/own/default/macros.conf:3: is neither a [stanza] nor key = value: **",
        "warning: etc/apps/own/default/macros.conf:4: the stanza header is not closed: [n",
    ]


NOTHING = [
    (
        ("macros", "list", "clowdtrail"),
        "macros.conf has no stanza that begins with [clowdtrail]; did you mean [cloudtrail]?",
    ),
    (("macros", "list", "xxxxxx"), "macros.conf has no stanza that begins with [xxxxxx]."),
    (("macro", "list"), "There is no macro.conf; did you mean macros?"),
    (("savedsearch.conf", "list"), "There is no savedsearch.conf; did you mean savedsearches"),
    (("xxxxxx", "list"), "There is no xxxxxx.conf; there are alert_actions, app, "),
]


@pytest.mark.parametrize(("arguments", "message"), NOTHING, ids=[" ".join(arguments) for arguments, _ in NOTHING])
@pytest.mark.parametrize("form", [(), ("--json",), ("--debug",)], ids=["", "json", "debug"])
def test_btool_finds_nothing(cli, make_app, arguments, message, form):
    app = make_app({"s": {"search": "*"}}, macros="[cloudtrail]\ndefinition = x\n")
    done = cli("btool", *arguments, "--app", app, *form)
    assert (done.code, done.out.strip()) == (1, "{}" if form == ("--json",) else "")
    assert done.err.startswith(message)


def test_btool_s_stanza_is_a_beginning(cli, make_app):
    app = make_app({}, macros="[cloudtrail]\ndefinition = x\n")
    assert cli("btool", "macros.conf", "list", "cloud", "--app", app).code == 0
    assert cli("btool", "macros", "list", "cloud", "--app", app, "--json").json.keys() == {"cloudtrail"}


def test_btool_in_the_context_of_another_app(cli, make_app):
    app, other = make_app({}, macros="[m]\ndefinition = x\n"), make_app({}, "other", macros="[m]\ndefinition = y\n")
    assert "definition = y" in cli("btool", "macros", "list", "--app", app, "--app", other, "--context", "other").out
    done = cli("btool", "macros", "list", "--app", app, "--context", "nosuch")
    assert (done.code, done.err) == (2, "Error: The app 'nosuch' is not installed.\n")
