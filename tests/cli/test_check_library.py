"""`minisplunk check --library`: which share of the searches of a library can run here, and why the others can't."""

from __future__ import annotations

import io
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
        return tmp_path / "library"

    return made


@pytest.fixture
def piped(monkeypatch):
    return lambda text: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_a_folder_of_detections_with_macros(cli, library):
    """The filter that contentctl makes for each detection is there, by its name and by its file's."""
    done = cli("check", "--library", library(logins_again=DETECTION, **MACROS))
    assert (done.code, done.out) == (0, "1 of 1 search can run here.\n")


def test_the_data_models_are_there_unless_they_are_not_to_be(cli, piped):
    spl = "| tstats count from datamodel=Web by Web.url\n"
    piped(spl)
    assert cli("check", "--library", "-").code == 0
    piped(spl)
    done = cli("check", "--library", "-", "--no-cim")
    assert (done.code, "Web" in done.out) == (2, True)


def test_macros_and_models_that_nobody_defines_are_missing(cli, library):
    models = DETECTION.replace("`logins`", "| tstats count from datamodel=Nosuch | search ")
    done = cli("check", "--library", library(d=DETECTION, e=DETECTION, m=models, ctime=MACROS["ctime"]))
    assert (done.code, done.out) == (
        2,
        "Missing: give the apps that define it with --app:\n  2  the macro 'logins'\n  1  the data model 'Nosuch'\n"
        "0 of 3 searches can run here.\n",
    )


def test_a_filter_that_the_library_defines_is_that_one(cli, library):
    macro = "name: many_logins___again_filter\ndefinition: nosuch\n"
    done = cli("check", "--library", library(d=DETECTION, many=macro, **MACROS))
    assert "Unknown search command 'nosuch'." in done.out


def test_unsupported_ones_are_counted_by_their_reason(cli, piped):
    piped("index=main | fit x\n\n| makeresults | fit y\n| apply z\n| makeresults\n")
    done = cli("check", "--library", "-")
    because = "command is not supported: it needs models of the Machine Learning Toolkit."
    assert (done.code, done.out) == (
        3,
        f"Not supported:\n  2  The 'fit' {because}\n  1  The 'apply' {because}\n1 of 4 searches can run here.\n",
    )


def test_lines_of_json(cli, piped):
    piped('{"name": "a", "search": "* | nosuch"}\n{"other": 1}\n{"search": 7}\n{"search": "*"\n*\n')
    done = cli("check", "--library", "-", "--json")
    assert done.code == 2
    assert done.json == {
        "searches": 2,
        "runs": 1,
        "unsupported": {},
        "missing": {},
        "unreadable": ["standard input:4: not JSON: Input data was truncated"],
        "findings": [
            {
                "name": "a",
                "spl": "* | nosuch",
                "file": "standard input",
                "line": 1,
                "kind": "wrong",
                "reason": "Unknown search command 'nosuch'.",
                "detail": "1:5: Unknown search command 'nosuch'.\n  * | nosuch\n      ^^^^^^",
            }
        ],
    }


def test_an_app(cli, make_app):
    app = make_app({"s": {"search": "`m`"}, "t": {"search": "`m(1)`"}}, macros="[m]\ndefinition = index=main\n")
    done = cli("check", "--library", app)
    assert done.code == 2
    assert done.out.endswith("  1  the macro 'm(1)'\n1 of 2 searches can run here.\n")


def test_macros_of_another_app(cli, library, make_app):
    other = make_app({}, macros="[logins]\ndefinition = index=main\n")
    (other / "metadata").mkdir()
    (other / "metadata" / "default.meta").write_text("[]\nexport = system\n")
    done = cli("check", "--app", other, "--library", library(d=DETECTION, ctime=MACROS["ctime"]))
    assert (done.code, done.out) == (0, "1 of 1 search can run here.\n")


def test_a_file_that_is_no_yaml_does_not_end_the_rest(cli, library):
    done = cli("check", "--library", library(bad="name: x\nsearch: 'open\n", list="- 1\n", d=DETECTION, **MACROS))
    assert done.code == 2
    assert "/detections/bad.yml:3: not YAML: " in done.out
    assert done.out.endswith("1 of 1 search can run here.\n")


def test_a_search_that_breaks_the_reader_is_our_fault_and_told(cli, piped, monkeypatch):
    from minisplunk.engine import Splunk

    def broken(splunk, request):
        raise RuntimeError("no bug")

    monkeypatch.setattr(Splunk, "read", broken)
    piped("*\n")
    done = cli("check", "--library", "-")
    assert (done.code, done.out) == (
        2,
        "standard input:1: broken: RuntimeError: no bug\n0 of 1 search can run here.\n",
    )
