"""`minisplunk search` and `minisplunk replay`: SPL over files, and over a folder of events."""

from __future__ import annotations

import json
import shutil

import pytest


def test_json_lines(cli, data):
    done = cli("search", "user=* | table user _time", "--data", data, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.lines == [
        {"user": "bob", "_time": "2026-03-03T09:02:00.000+00:00"},
        {"user": "bob", "_time": "2026-03-03T09:01:00.000+00:00"},
        {"user": "al", "_time": "2026-03-03T09:00:00.000+00:00"},
    ]


def test_tab_separated_values(cli, data):
    done = cli("search", "* | stats count values(nosuch) as n by user", "--data", data)
    assert (done.code, done.out) == (0, "user\tcount\nal\t1\nbob\t2\n")


def test_what_is_formatted(cli, data):
    spl = '* | stats count by user | fieldformat count="<".count.">" | sort -count'
    assert cli("search", spl, "--data", data).out == "user\tcount\nbob\t<2>\nal\t<1>\n"
    assert cli("search", spl, "--data", data, "--json").lines[0] == {"user": "bob", "count": "<2>"}


def test_values_stay_on_their_line_and_harm_no_terminal(cli, data):
    spl = '| makeresults | eval a="x" . urldecode("%09%0a%1b") . "y", b=mvappend("1","2") | table a b'
    assert cli("search", spl, "--data", data).out == "a\tb\nx\\t\\n\\x1by\t1 2\n"


def test_json_keeps_them(cli, data):
    spl = '| makeresults | eval a="x" . urldecode("%09%0a%1b"), b=mvappend("1","2"), c=3, d=0.5 | table a b c d e'
    assert cli("search", spl, "--data", data, "--json").lines == [
        {"a": "x\t\n\x1b", "b": ["1", "2"], "c": "3", "d": "0.5"}
    ]


@pytest.mark.parametrize(
    ("time", "shown"), [("1e300", "1e+300"), ('"soon"', "soon"), ("-1", "1969-12-31T23:59:59.000+00:00")]
)
def test_a_time_that_is_none(cli, data, time, shown):
    done = cli("search", f"| makeresults | eval _time={time}", "--data", data, "--json")
    assert done.lines == [{"_time": shown}]


@pytest.mark.parametrize(
    "spl", ["| makeresults | eval x=1 | fields - _time", "| inputlookup t | append [| makeresults | where 1=2]"]
)
def test_a_search_that_reads_no_events_needs_no_data(cli, make_app, spl):
    app = make_app({}, transforms="[t]\nfilename = t.csv\n")
    (app / "lookups").mkdir()
    (app / "lookups" / "t.csv").write_text("x\n1\n")
    done = cli("search", spl, "--app", app, "--json")
    assert (done.code, done.lines, done.err) == (0, [{"x": "1"}], "")


@pytest.mark.parametrize(
    "spl",
    ["*", "| search *", "| savedsearch s", "| makeresults | append [search *]", "| makeresults | search [search *]"],
)
def test_a_search_of_events_needs_data(cli, make_app, spl):
    done = cli("search", spl, "--app", make_app({"s": {"search": "| makeresults"}}))
    assert (done.code, done.out) == (2, "")
    assert "say what to search: either --data FILE, or --data-dir" in done.err


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_nothing_found(cli, data, form):
    done = cli("search", "nosuch", "--data", data, *form)
    assert (done.code, done.out, done.err) == (1, "", "")


def test_messages_go_to_stderr(cli, data):
    done = cli("search", "earliest=-1m user=*", "--data", data)
    assert (done.code, done.out) == (1, "")  # bob's last event is a minute and a second old
    assert done.err == "INFO: Your timerange was substituted based on your search string\n"


def test_times_of_the_request(cli, data):
    spl = "user=* | table user"
    assert cli("search", spl, "--data", data, "--earliest", "1772528460", "--latest", "1772528520", "--json").lines == [
        {"user": "bob"}
    ]
    assert cli("search", spl, "--data", data, "--earliest", "-2m", "--json").lines == [{"user": "bob"}]
    assert cli("search", spl, "--data", data, "--latest", "-2m@m", "--json").lines == [{"user": "al"}]


def test_another_source_type_and_index(cli, tmp_path):
    (tmp_path / "app.log").write_text("2026-03-03T09:00:00Z a=1\n2026-03-03T09:00:01Z a=2\n")
    options = ("--data", "app.log", "--sourcetype", "app", "--index", "summary", "--json")
    assert cli("search", "a=*", *options).code == 1
    assert [row["a"] for row in cli("search", "index=summary sourcetype=app a=*", *options).lines] == ["2", "1"]


def test_what_has_no_effect_on_a_file_is_said_once(cli, make_app, tmp_path, caplog):
    """Of the copies of its events too."""
    props = "[st]\nTRANSFORMS-a = gone, copy\n[copied]\nSEDCMD-b = t\n"
    transforms = "[copy]\nREGEX = x\nDEST_KEY = _raw\nFORMAT = y\nCLONE_SOURCETYPE = copied\n"
    app = make_app({}, props=props, transforms=transforms)
    (tmp_path / "a.log").write_text("2026-03-03T09:00:00Z x\n2026-03-03T09:00:01Z x\n")
    done = cli("search", "* | stats count by sourcetype", "--app", app, "--data", f"{tmp_path / 'a.log'}:st")
    assert done.out == "sourcetype\tcount\ncopied\t2\nst\t2\n"
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == [
        "etc/apps/own/default/props.conf:2",
        "etc/apps/own/default/props.conf:4",
    ]
    assert caplog.messages == []


def test_an_app_of_ones_own(cli, data, make_app):
    app = make_app({}, macros="[who]\ndefinition = stats count by user\n")
    assert cli("search", "user=* | `who`", "--data", data, "--app", app, "--json").lines == [
        {"user": "al", "count": "1"},
        {"user": "bob", "count": "2"},
    ]


def test_a_folder_of_replayed_events(cli, data):
    done = cli("replay", data, "--data-dir", "store")
    assert (done.code, done.out) == (0, "4 events from 1 source stored in index main of store\n")
    again = cli("replay", data, "--data-dir", "store", "--index", "summary", "--json")
    assert again.json == {
        "data_dir": "store",
        "index": "summary",
        "events": 4,
        "already": 0,
        "sources": {str(data): 4},
        "passed_over": [],
        "skipped": [],
    }
    assert cli("search", "index=* | stats count by index", "--data-dir", "store", "--json").lines == [
        {"index": "main", "count": "4"},
        {"index": "summary", "count": "4"},
    ]


def test_a_search_changes_no_folder(cli, data, tmp_path):
    assert cli("search", "*", "--data-dir", "store").code == 2
    assert not (tmp_path / "store").exists()
    cli("replay", data, "--data-dir", "store")
    assert cli("search", "*", "--data", data, "--data-dir", "store").code == 2
    assert cli("search", "* | stats count", "--data-dir", "store", "--json").lines == [{"count": "4"}]


@pytest.mark.parametrize("verb", ["search", "explain"])
def test_an_app_over_a_folder_is_there_for_one_search(cli, data, make_app, tmp_path, verb):
    app = make_app(
        {}, macros="[who]\ndefinition = stats count by user\n", indexes="[theirs]\nhomePath = $SPLUNK_DB/theirs/db\n"
    )
    cli("replay", data, "--data-dir", "store")
    before = sorted((tmp_path / "store").rglob("*"))
    assert cli(verb, "index=main user=* | `who`", "--data-dir", "store", "--app", app).code == 0
    assert sorted((tmp_path / "store").rglob("*")) == before
    assert cli(verb, "index=main user=* | `who`", "--data-dir", "store").code == 2
    assert cli("replay", data, "--data-dir", "store", "--index", "theirs").code == 2


def test_an_app_over_a_folder_stands_beside_those_that_are_in_it(cli, data, make_app, tmp_path):
    cli("replay", data, "--data-dir", "store")
    kept = make_app({}, "kept", macros="[who]\ndefinition = stats count by user\n")
    (kept / "metadata").mkdir()
    (kept / "metadata" / "default.meta").write_text("[]\nexport = system\n")
    (tmp_path / "store" / "etc" / "apps").mkdir(parents=True)
    shutil.copytree(kept, tmp_path / "store" / "etc" / "apps" / "kept")
    assert cli("search", "user=* | `who`", "--data-dir", "store", "--app", make_app({})).code == 0


def test_shifted_times(cli, data):
    cli("replay", data, "--data-dir", "store", "--shift", "-1h")
    done = cli(
        "search",
        "* | stats min(_time) as a max(_time) as b | eval d=b-a, recent=if(b > now() - 3700, 1, 0)",
        "--data-dir",
        "store",
        "--json",
    )
    assert [(row["d"], row["recent"]) for row in done.lines] == [("180", "1")]


def test_a_name_that_is_not_utf8(cli, data, tmp_path):
    try:
        (tmp_path / "\udcff.ndjson").write_text(json.dumps({"eventTime": "2026-03-03T09:00:00Z"}))
    except (OSError, UnicodeError):
        pytest.skip("this file system takes UTF-8 names alone")
    done = cli("search", "*", "--data", tmp_path / "\udcff.ndjson")
    assert (done.code, done.err) == (0, "")
    found = cli("search", "* | table source", "--data", tmp_path, "--exclude", data.name, "--json")
    assert found.lines == [{"source": f"{tmp_path}/\\udcff.ndjson"}]


@pytest.mark.parametrize("verb", ["search", "explain"])
def test_an_index_of_ones_own_is_made_for_the_run(cli, data, verb):
    assert cli(verb, "index=aws", "--data", data, "--index", "aws").code == 0
    assert cli(verb, "index=main", "--data", data, "--index", "aws").code == 1


def test_an_index_that_an_app_defines_is_the_app_s(cli, data, make_app):
    app = make_app({}, indexes="[aws]\n[off]\ndisabled = 1\n")
    assert cli("search", "index=aws", "--app", app, "--data", data, "--index", "aws").code == 0
    done = cli("search", "index=off", "--app", app, "--data", data, "--index", "off")
    assert (done.code, done.err) == (
        2,
        "Error: The index 'off' is disabled by etc/apps/own/default/indexes.conf:2.\n",
    )
