"""`minisplunk check PATH...`: files of searches; what is wrong with each, and how many can run here."""

from __future__ import annotations

import io
import json
import sys

import pytest

DETECTION = """\
name: Many Logins - Again
search: |
  `logins` | stats count by user
    | `ctime(x)` | `many_logins___again_filter`
"""
MACROS = {
    "logins": "name: logins\ndefinition: index=main\n",
    "ctime": "name: ctime\ndefinition: convert ctime($f$)\narguments:\n  - f\n",
}


@pytest.fixture
def library(tmp_path):
    def made(**files):
        for name, text in files.items():
            path = tmp_path / "library" / "detections" / f"{name}.yml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return "library"

    return made


@pytest.fixture
def piped(monkeypatch):
    return lambda text: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_a_folder_of_detections_with_macros(cli, library):
    """The filter that contentctl makes for each detection is there, by its name and by its file's."""
    done = cli("check", library(logins_again=DETECTION, **MACROS))
    assert (done.code, done.out) == (0, "0 findings. 1 of 1 search can run here.\n")


def test_the_data_models_are_there_unless_they_are_not_to_be(cli, piped):
    spl = "| tstats count from datamodel=Web by Web.url\n"
    piped(spl)
    assert cli("check", "-").code == 0
    piped(spl)
    done = cli("check", "-", "--no-cim")
    assert (done.code, "Web" in done.out) == (2, True)


def test_macros_and_models_that_nobody_defines_are_missing(cli, library):
    models = DETECTION.replace("`logins`", "| tstats count from datamodel=Nosuch | search ")
    done = cli("check", library(d=DETECTION, e=DETECTION, m=models, ctime=MACROS["ctime"]))
    assert done.code == 2
    assert done.out.startswith("library/detections/d.yml:3:3: missing: Error in 'SearchParser': ")
    assert done.out.endswith(
        "\nMissing: give the apps that define it with --app:\n  2  the macro 'logins'\n  1  the data model 'Nosuch'\n"
        "3 findings. 0 of 3 searches can run here.\n"
    )


def test_a_filter_that_the_library_defines_is_that_one(cli, library):
    macro = "name: many_logins___again_filter\ndefinition: nosuch\n"
    done = cli("check", library(d=DETECTION, many=macro, **MACROS))
    assert done.out == (
        "library/detections/d.yml:4:20: wrong: Unknown search command 'nosuch'.\n"
        "    | `ctime(x)` | `many_logins___again_filter`\n"
        "                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  in the macro `many_logins___again_filter`:\n"
        "  nosuch\n"
        "  ^^^^^^\n"
        "1 finding. 0 of 1 search can run here.\n"
    )


def test_all_that_is_unsupported_is_told_and_counted_by_its_reason(cli, piped):
    piped("index=main | fit x | apply y\n\n| makeresults | fit y\n| apply z\n| makeresults\n")
    done = cli("check", "-")
    because = "command is not supported: it needs models of the Machine Learning Toolkit."
    assert done.code == 3
    assert done.out.startswith(
        f"standard input:1:14: unsupported: The 'fit' {because}\n  index=main | fit x | apply y\n               ^^^\n"
        f"standard input:1:22: unsupported: The 'apply' {because}\n"
    )
    assert done.out.endswith(
        f"Not supported:\n  2  The 'apply' {because}\n  2  The 'fit' {because}\n"
        "4 findings. 1 of 4 searches can run here.\n"
    )


def test_lines_of_json(cli, piped):
    piped('{"name": "a", "search": "* | nosuch"}\n{"other": 1}\n{"search": 7}\n{"search": "*"\nindex=a\n')
    done = cli("check", "-", "--json")
    assert done.code == 2
    wrong = {
        "file": "standard input",
        "line": 1,
        "column": 30,
        "kind": "wrong",
        "code": "",
        "message": "Unknown search command 'nosuch'.",
        "detail": "  * | nosuch\n      ^^^^^^",
    }
    unreadable = {"line": 4, "column": 0, "code": "unreadable", "message": "not JSON: Input data was truncated"}
    assert done.json == {
        "searches": 2,
        "runs": 1,
        "unsupported": {},
        "missing": {},
        "findings": [wrong, {**wrong, **unreadable, "detail": ""}],
    }


def test_an_app_ends_with_the_same_line(cli, make_app):
    app = make_app({"s": {"search": "`m`"}, "t": {"search": "`m(1)`"}}, macros="[m]\ndefinition = index=main\n")
    done = cli("check", app)
    assert done.code == 2
    assert done.out.endswith("  1  the macro 'm(1)'\n1 finding. 1 of 2 searches can run here.\n")


def test_apps_and_files_in_one_folder(cli, library, make_app, tmp_path):
    library(d="name: d\nsearch: '* | nosuch'\n")
    app = make_app({"s": {"search": "* |\\\n  nosuch"}})
    app.rename(tmp_path / "library" / "own")
    done = cli("check", "library")
    assert [line for line in done.out.splitlines() if "wrong" in line] == [
        "library/detections/d.yml:2:14: wrong: Unknown search command 'nosuch'.",
        "library/own/default/savedsearches.conf:3:3: wrong: [s] search: Unknown search command 'nosuch'.",
    ]
    assert done.out.endswith("\n2 findings. 0 of 2 searches can run here.\n")


def test_macros_of_another_app(cli, library, make_app):
    other = make_app({}, macros="[logins]\ndefinition = index=main\n")
    (other / "metadata").mkdir()
    (other / "metadata" / "default.meta").write_text("[]\nexport = system\n")
    done = cli("check", "--app", other, library(d=DETECTION, ctime=MACROS["ctime"]))
    assert (done.code, done.out) == (0, "0 findings. 1 of 1 search can run here.\n")


def test_a_file_that_is_no_yaml_does_not_end_the_rest(cli, library):
    done = cli("check", library(bad="name: x\nsearch: 'open\n", list="- 1\n", d=DETECTION, **MACROS))
    assert done.code == 2
    assert done.out.startswith("library/detections/bad.yml:3: wrong [unreadable]: not YAML: ")
    assert done.out.endswith("1 finding. 1 of 1 search can run here.\n")


@pytest.mark.parametrize("name", ["empty", "savedsearches.conf"])
def test_what_is_nothing_to_check(cli, tmp_path, name):
    (tmp_path / name).touch() if "." in name else (tmp_path / name).mkdir()
    done = cli("check", name)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Error: {name}: ")


def test_files_without_a_search(cli, library, make_app, piped):
    folder = library(other="name: x\n")
    message = "Error: There is nothing to check: no search is in what was given.\n"
    assert cli("check", folder).err == message
    piped("\n")
    assert (cli("check", "-").code, cli("check", folder, make_app({})).code) == (2, 0)


def test_what_is_given_twice_is_checked_once(cli, library, make_app):
    folder, app = library(d="name: d\nsearch: index=a\n"), make_app({"s": {"search": "index=a"}})
    assert cli("check", folder, folder, app, app).out == "0 findings. 2 of 2 searches can run here.\n"


def test_findings_are_chosen_by_code_or_kind(cli, piped):
    text = "* | nosuch | fit x\n"
    piped(text)
    assert cli("check", "-", "--ignore", "wrong").code == 3
    piped(text)
    done = cli("check", "-", "--select", "SPL101,wrong", "--json")
    assert (done.code, [finding["kind"] for finding in done.json["findings"]]) == (2, ["wrong"])


def test_a_search_that_breaks_the_reader_is_our_fault_and_told(cli, piped, monkeypatch):
    from minisplunk.engine import Splunk

    def broken(splunk, request):
        raise RuntimeError("no bug")

    monkeypatch.setattr(Splunk, "read_on", broken)
    piped("*\n")
    done = cli("check", "-")
    assert (done.code, done.out) == (
        2,
        "standard input:1: broken: RuntimeError: no bug\n1 finding. 0 of 1 search can run here.\n",
    )


def test_sarif_is_relative_to_where_one_stands(cli, library, make_app):
    library(d="name: d\nsearch: '* | nosuch'\n")
    app = make_app({"s": {"search": "* | fit x"}})
    done = cli("check", "library", app, "--sarif")
    assert done.code == 2
    (run,) = done.json["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert [(place["artifactLocation"]["uri"], place["region"]) for place in places] == [
        ("library/detections/d.yml", {"startLine": 2, "startColumn": 14}),
        ("own/default/savedsearches.conf", {"startLine": 2, "startColumn": 14}),
    ]


def test_a_lint_that_is_off_is_looked_for_where_it_is_selected(cli, piped):
    text = "index=a user!=root\n"
    piped(text)
    assert cli("check", "-").out == "0 findings. 1 of 1 search can run here.\n"
    piped(text)
    done = cli("check", "-", "--select", "SPL106", "--json")
    assert (done.code, [finding["code"] for finding in done.json["findings"]]) == (0, ["SPL106"])


def test_a_code_that_there_is_not(cli, piped):
    piped("index=a\n")
    done = cli("check", "-", "--select", "SPL9")
    assert done.code == 2
    assert "SPL9: there are wrong, unsupported, missing" in done.err


def test_how_often_each_lint_finds_something(cli, piped):
    piped("*\n* | append [search *]\nindex=a\n")
    done = cli("check", "-", "--statistics")
    assert done.code == 0
    assert "SPL107       3   66.7%  search without an index, too often to be on by default" in done.out.splitlines()
    assert done.out.endswith("Of 3 searches.\n")


def test_the_rule_of_a_lint_in_sarif_is_its_page(cli, piped):
    piped("*\n")
    (run,) = json.loads(cli("check", "-", "--sarif").out)["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert (rule["id"], run["results"][0]["level"]) == ("SPL107", "note")
    assert "Why it matters" in rule["help"]["text"]
