"""What a shell is told that completes a command line."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.shell_completion import get_completion_class

from minisplunk.cli import VERBS, verbs

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_MINISPLUNK_COMPLETE"
HEAVY = ("minisplunk.search", "minisplunk.conf", "minisplunk.replay", "msgspec", "rich", "requests", "yaml")


def completed(line, shell="zsh"):
    """(kind, value, help) of what may stand in place of the last word of a line."""
    *words, begun = line.split(" ")[1:]
    complete = get_completion_class(shell)(verbs, {}, "minisplunk", VARIABLE)
    return [(item.type, item.value, item.help) for item in complete.get_completions(words, begun)]


def test_verbs_with_their_sentences():
    assert completed("minisplunk ") == [("plain", name, text) for name, text in VERBS.items()]
    assert completed("minisplunk se") == [("plain", name, VERBS[name]) for name in ("search", "serve")]


@pytest.mark.parametrize("verb", VERBS)
def test_options_of_each_verb_with_their_help(verb):
    found = {value: text for _, value, text in completed(f"minisplunk {verb} --")}
    assert {"--help", *(() if verb == "mcp" else ("--json", "--json-schema"))} <= found.keys()
    assert all(found.values())


@pytest.mark.parametrize(
    "line",
    [
        "minisplunk run --app ",
        "minisplunk run --app=my",
        "minisplunk run --data access.log:access_combined --data ",
        "minisplunk run ",
        "minisplunk explain index=main --data ",
        "minisplunk check ",
    ],
)
def test_paths(line):
    ((kind, _, _),) = completed(line)
    assert kind == "file"


def test_folders_and_choices():
    assert [kind for kind, _, _ in completed("minisplunk search x --data-dir ")] == ["dir"]
    assert [value for _, value, _ in completed("minisplunk run --window ")] == ["data", "saved"]


def test_an_unknown_verb_is_no_error(cli, monkeypatch):
    monkeypatch.setenv("COMP_WORDS", "minisplunk serch --")
    monkeypatch.setenv("COMP_CWORD", "2")
    monkeypatch.setenv(VARIABLE, "zsh_complete")
    done = cli()
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell(cli, monkeypatch, shell):
    monkeypatch.setenv(VARIABLE, f"{shell}_source")
    done = cli()
    assert (done.code, done.err) == (0, "")
    assert f"{VARIABLE}={shell}_complete" in done.out


@pytest.mark.parametrize("shell", SHELLS)
def test_it_answers_the_script_and_imports_nothing_heavy(shell):
    code = f"""
import sys
from minisplunk.cli import main
try:
    main()
finally:
    print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
"""
    words = "minisplunk run --data access.log:access_combined --wind"
    asked = {"COMP_WORDS": words, "COMP_CWORD": "--wind" if shell == "fish" else "4", VARIABLE: f"{shell}_complete"}
    done = subprocess.run(
        (sys.executable, "-c", code), env={**os.environ, **asked}, capture_output=True, text=True, check=True
    )
    assert "--window" in done.stdout
    assert done.stderr == "[]\n"
