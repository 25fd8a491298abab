"""What steers a terminal, or turns its text round, is written out, whoever brought it and whichever verb prints it."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from pathlib import Path

import pytest

import minisplunk.cli

HOSTILE = "\x1b[31m\x07\x7f\x9b\u202e\u2066\u2028\xad\U000e0041"
WRITTEN = r"\x1b[31m\x07\x7f\x9b\u202e\u2066\u2028\xad\U000e0041"
HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
NAME = f"n{HOSTILE}"
CASE = f"""
- name: {json.dumps(NAME)}
  saved_search: {json.dumps(NAME)}
  events: [{{sourcetype: st, raw: {json.dumps(f"user={HOSTILE}")}}}]
  expect: 7
"""


@pytest.fixture
def app(make_app):
    search = {"search": f'index=main NOT "{HOSTILE}" | stats count by user', "action.risk": "1"}
    return make_app({NAME: search, "wrong": {"search": f"index=main | nosuch{HOSTILE}"}}, name="own")


@pytest.fixture
def data(tmp_path):
    file = tmp_path / f"d{HOSTILE}.json"
    records = ({"eventTime": f"2026-03-03T09:0{minute}:00Z", "user": HOSTILE, HOSTILE: "a"} for minute in range(3))
    file.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
    return file


def invisible(text: str) -> str:
    return "".join(one for one in text if one not in "\n\t" and unicodedata.category(one) in HIDDEN)


SEARCH = ("search", "index=main | fields user *")
VERBS = {
    "run": ("run", "--saved-search", NAME, "--app", "APP", "DATA"),
    "run --json": ("run", "--saved-search", NAME, "--app", "APP", "DATA", "--json"),
    "run, of another source type": ("run", "--saved-search", NAME, "--app", "APP", f"DATA:x{HOSTILE}"),
    "run --all": ("run", "--all", "--app", "APP", "DATA"),
    "run, of no such search": ("run", "--saved-search", f"x{HOSTILE}", "--app", "APP", "DATA"),
    "search": (*SEARCH, "--data", "DATA"),
    "search --json": (*SEARCH, "--data", "DATA", "--json"),
    "search for what is wrong": ("search", f'index=main | where "{HOSTILE}" nosuch(', "--data", "DATA"),
    "explain": ("explain", f'index=main user="{HOSTILE}" | where nosuch=1', "--data", "DATA"),
    "explain a saved search": ("explain", "--saved-search", NAME, "--app", "APP", "--data", "DATA"),
    "check": ("check", "APP"),
    "check --json": ("check", "APP", "--json"),
    "check --sarif": ("check", "APP", "--sarif"),
    "test": ("test", "CASES", "--app", "APP", "--jobs", "1"),
    "mutate": ("mutate", "CASES", "--app", "APP", "--jobs", "1"),
    "replay": ("replay", "DATA", "--data-dir", f"stored{HOSTILE}", "--sourcetype", f"x{HOSTILE}"),
    "btool": ("btool", "savedsearches", "list", "--app", "APP"),
    "btool, of no such stanza": ("btool", "savedsearches", "list", HOSTILE, "--app", "APP"),
    "a file that is not there": ("run", "--app", "APP", f"x{HOSTILE}"),
    "a verb that is not there": (f"x{HOSTILE}",),
    "a folder that is there": ("init", "own"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_that_is_hidden_reaches_a_terminal(cli, app, data, tmp_path, verb):
    cases = tmp_path / "test_own.splunk.yaml"
    cases.write_text(CASE)
    places = {"APP": app, "DATA": data, "CASES": cases}
    arguments = [re.sub("^(APP|DATA|CASES)", lambda found: str(places[found[0]]), argument) for argument in VERBS[verb]]
    done = cli(*arguments)
    assert (invisible(done.out), invisible(done.err)) == ("", "")
    assert done.out + done.err


def test_the_same_on_a_terminal(cli, data, monkeypatch):
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", terminal)
        cli(*SEARCH, "--data", data)
    assert WRITTEN in terminal.getvalue()
    assert invisible(terminal.getvalue()) == ""


def test_json_means_the_same(cli, data):
    assert HOSTILE in cli(*SEARCH, "--data", data, "--json").lines[0].values()


@pytest.mark.skipif(sys.platform != "linux", reason="a name that is not UTF-8")
def test_a_name_that_is_not_utf8(cli, app, tmp_path):
    name = os.fsdecode(os.fsencode(tmp_path) + b"/b\xff\x1b.json")
    Path(name).write_text("{bad")
    done = cli("run", "--saved-search", NAME, "--app", app, "--data", name)
    assert done.code == 2
    assert "b\\udcff\\x1b.json" in done.err
    assert invisible(done.err) == ""


def test_who_prints():
    """Only those do that write out what is hidden."""
    printing = re.compile(r"\bclick\.(?:secho|echo)\(|\bprint\(|\bstd(?:out|err)\.(?:buffer\.)?write|Console\(")
    folder = Path(minisplunk.cli.__file__).parent
    found = {
        file.name: found[0]
        for file in folder.rglob("*.py")
        for line in file.read_text().splitlines()
        if (found := printing.search(line)) and not re.search(r"(?:out|console\([^)]*\))\.print\(|def _?print", line)
    }
    assert found.keys() == {"output.py", "plain.py", "terminal.py"}
