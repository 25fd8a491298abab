"""`minisplunk test`: what it prints and writes, and how it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml

from minisplunk.cli.documents import schema
from minisplunk.testing import form
from minisplunk.testing.finding import PATTERN

TESTS = Path(__file__).parents[1]
APP = TESTS / "testing" / "app"
GOOD = """
- name: it fires
  saved_search: Many failed logins
  sourcetype: demo:log
  tags: [quick]
  events: [{raw: "2026-03-03T09:30:00Z user=al action=failure", repeat: 3}]
  fires: true
"""
FAILED = """
- name: it does not
  saved_search: Many failed logins
  sourcetype: demo:log
  events: [{raw: "2026-03-03T09:30:00Z user=al action=failure"}]
  fires: true
"""
WRONG = "\n- {name: broken, saved_search: Broken, fires: true}\n"
UNSUPPORTED = "\n- {name: no mail, search: '| makeresults | sendemail to=a@example.com', fires: true}\n"
FAULTY = "\n- {name: faulty, search: x, fire: true}\n"


@pytest.fixture
def cases(tmp_path: Path):
    def write(text: str) -> Path:
        file = tmp_path / "test_it.splunk.yaml"
        file.write_text(text)
        return file

    return write


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GOOD, 0),
        (GOOD + FAILED, 1),
        (GOOD + UNSUPPORTED, 3),
        (FAILED + UNSUPPORTED, 1),
        (FAILED + WRONG, 2),
        (GOOD + FAULTY, 2),
        (FAULTY, 2),
    ],
)
def test_exit_codes(cli, cases, text: str, code: int) -> None:
    assert cli("test", cases(text), "--app", APP).code == code


def test_what_a_person_sees(cli, cases) -> None:
    file = cases(GOOD + FAILED + WRONG + FAULTY)
    done = cli("test", file, "--app", APP)
    assert done.out == (
        "PASS  it fires\n"
        f"FAIL  it does not  {file}:9\n"
        "      fires: it did not fire\n"
        "      `where count > 2` removed the one row that reached it.\n"
        f"ERROR  broken  {file}:15\n"
        "      1:12: Unknown search command 'nosuchcommand'.\n"
        "        `logins` | nosuchcommand\n"
        "                   ^^^^^^^^^^^^^\n"
        f"ERROR  {file}:17: unknown key 'fire'; did you mean 'fires'?\n"
        "\n4 cases: 1 passed, 1 failed, 2 wrong\n"
    )
    assert "PASS" not in cli("test", file, "--app", APP, "-q").out


def test_a_name_stays_in_its_line_and_steers_no_terminal(cli, cases) -> None:
    name = "a [bold]name[/bold]\n\x1b[31m" + "n" * 10_000
    file = cases(FAILED.replace("it does not", "NAME").replace("NAME", json.dumps(name)))
    shown = name.replace("\n", "\\n").replace("\x1b", "\\x1b")
    assert cli("test", file, "--app", APP).out.splitlines()[0] == f"FAIL  {shown}  {file}:2"
    fired = cli("test", file, "--app", APP, "--cross").out
    assert f"  Every failure: 1 result on {shown}, {file}:2\n" in fired


def test_an_error_steers_no_terminal(cli, cases) -> None:
    assert "\\x1b[31m" in cli("run", "--app", APP, "--saved-search", "\x1b[31mx", "--data", cases(GOOD)).err


def test_json(cli, cases) -> None:
    for text in (GOOD + FAILED + WRONG + FAULTY, FAULTY):
        found = cli("test", cases(text), "--app", APP, "--json").json
        jsonschema.validate(found, schema("test"))
    found = cli("test", cases(GOOD + FAILED + FAULTY), "--app", APP, "--json").json
    assert found["counts"] == {"passed": 1, "failed": 1, "wrong": 1}
    assert [case["outcome"] for case in found["cases"]] == ["passed", "failed"]
    assert len(found["unreadable"]) == 1


def test_junit(cli, cases, tmp_path: Path) -> None:
    cli("test", cases(GOOD + FAILED + FAULTY), "--app", APP, "--junit", "report.xml")
    root = ElementTree.parse(tmp_path / "report.xml").getroot()
    assert [(suite.get("tests"), suite.get("failures")) for suite in root] == [("2", "1"), ("1", None)]


def test_a_report_is_written_to_what_is_there_and_read_by_whoever_may(cli, cases, tmp_path: Path) -> None:
    """Such as /dev/stdout; a CI reads it as another user."""
    (tmp_path / "link.xml").symlink_to("reports/real.xml")
    (tmp_path / "reports").mkdir()
    mask = os.umask(0o022)
    os.umask(mask)
    cli("test", cases(GOOD), "--app", APP, "--junit", "link.xml")
    assert (tmp_path / "link.xml").is_symlink()
    assert (tmp_path / "reports" / "real.xml").stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_report_that_cannot_be_written(cli, cases, tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    done = cli("test", cases(GOOD), "--app", APP, "--junit", "plain/report.xml")
    assert (done.code, done.err) == (2, "Error: --junit plain/report.xml: cannot be written: File exists\n")


@pytest.mark.parametrize(
    ("words", "names"),
    [(["FIRES"], ["it fires"]), (["quick"], ["it fires"]), (["many failed"], ["it fires", "it does not"])],
)
def test_some_cases(cli, cases, words: list[str], names: list[str]) -> None:
    found = cli("test", cases(GOOD + FAILED + WRONG), "--app", APP, "--json", *(f"-k{word}" for word in words)).json
    assert [case["name"] for case in found["cases"]] == names


def test_no_case_is_chosen(cli, cases) -> None:
    done = cli("test", cases(GOOD), "--app", APP, "-k", "nosuch")
    assert done.code == 2
    assert "-k nosuch: no case has this in its name, saved search or tags" in done.err


def test_other_searches_that_fire(cli, cases) -> None:
    done = cli("test", cases(GOOD), "--app", APP, "--cross", "--json")
    firings = done.json["cases"][0]["firings"]
    assert (done.code, [(one["search"], one["results"]) for one in firings if not one["error"]]) == (
        1,
        [("Users", 1), ("Every failure", 3)],
    )
    assert [one["search"] for one in firings if one["error"]] == ["Broken"]
    done = cli("test", cases(GOOD + "  also_fires: [Users, Every failure]\n"), "--app", APP, "--cross")
    assert (done.code, "Broken: cannot be run" in done.out) == (0, True)


def test_without_paths_the_cases_of_the_app(cli, monkeypatch, make_app, cases) -> None:
    monkeypatch.chdir(make_app({"s": {"search": "*"}}))
    assert "no cases here" in cli("test").err
    Path("test_own.splunk.yaml").write_text("[{name: a, sourcetype: x, events: [{raw: a, time: 5}], fires: true}]")
    assert cli("test").out == "PASS  a\n\n1 case: 1 passed\n"


def test_no_app(cli, cases) -> None:
    assert "say which app" in cli("test", cases(GOOD)).err


def case_files() -> list[Path]:
    return [path for path in sorted(TESTS.rglob(PATTERN)) if ".git" not in path.parts]


def test_the_schema_of_case_files(cli, cases) -> None:
    found = cli("test", "--case-schema").json
    assert found == form.schema()
    jsonschema.Draft202012Validator.check_schema(found)
    valid = jsonschema.Draft202012Validator(found)
    for file in case_files():
        valid.validate(_read(file))
    assert not valid.is_valid(yaml.safe_load(FAULTY))
    assert not valid.is_valid({"cases": yaml.safe_load(GOOD), "fire": True})


def _read(file: Path) -> object:
    from minisplunk.testing.yaml_document import Document

    return json.loads(json.dumps(Document.of(file.read_text(), str(file)).value))
