"""Arguments that no tool takes: each has an error in the answer, and the next call has its own."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Ask

WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "a number for a text": ("search", {"spl": 3}, "Expected `str`, got `int` - at `$.spl`"),
    "null for a text": ("search", {"spl": None}, "Expected `str`"),
    "an empty search": ("search", {"spl": ""}, "length >= 1"),
    "an empty change": ("run", {"search": ""}, "length >= 1"),
    "nothing": ("search", {}, "missing required field `spl`"),
    "a text for a number": ("search", {"spl": "index=main", "rows": "5"}, "Expected `int`"),
    "no rows": ("search", {"spl": "index=main", "rows": 0}, ">= 1"),
    "too many rows": ("search", {"spl": "index=main", "rows": 10**9}, "<= 10000"),
    "a number that has no end": ("search", {"spl": "index=main", "rows": 1e999}, "Expected `int`"),
    "a list for an object": ("search", {"spl": "index=main", "macros": ["auth"]}, "Expected `object`"),
    "a macro that is none": ("search", {"spl": "index=main", "macros": {"auth": 1}}, "Expected `str`"),
    "an argument that there is not": ("search", {"spl": "index=main", "path": "/etc/passwd"}, "unknown field `path`"),
    "a path of cases": ("test", {"paths": ["/etc"]}, "unknown field `paths`"),
    "another window": ("run", {"window": "all"}, "Invalid enum value 'all'"),
    "a huge text": ("search", {"spl": "a" * 1_000_000}, "length <= 100000"),
    "a huge name": ("run", {"saved_search": "a" * 10_000}, "length <= 1000"),
    "a huge number of macros": ("search", {"spl": "a", "macros": {f"m{n}": "a" for n in range(1000)}}, "length <= 100"),
    "a NUL": ("search", {"spl": "index=main \x00"}, "character 12 is the control character 0x0000"),
    "an escape": ("check", {"spl": "index=main \x1b[2J"}, "control character 0x001b"),
    "an escape in a macro": ("search", {"spl": "`auth`", "macros": {"auth": "\x1b"}}, "control character"),
    "half a character": ("search", {"spl": "index=\ud800"}, "control character 0xd800"),
    "a path as a name": ("run", {"saved_search": "../../etc/passwd"}, "../../etc/passwd"),
    "a stanza as a name": ("run", {"saved_search": "Failed]\n[Other", "search": "index=main"}, "Failed]"),
    "a long line of pipes": ("search", {"spl": "index=main" + "| head" * 10_000}, ""),
    "deep brackets": ("search", {"spl": "index=main " + "(" * 40_000}, ""),
    "deep subsearches": ("search", {"spl": "index=main " + "[search a " * 2_000 + "]" * 2_000}, ""),
    "a macro of itself": ("search", {"spl": "`auth`", "macros": {"auth": "`auth`"}}, ""),
    "a text that is no line of a conf file": (
        "run",
        {"saved_search": "Failed", "search": "index=main\n[Other]\na=b"},
        "",
    ),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_what_no_tool_takes(case: tuple[str, dict[str, Any], str], ask: Ask) -> None:
    tool, arguments, says = case
    error = ask(tool, **arguments).error
    assert says in error
    assert len(error) < 4_100
    assert "Traceback" not in error
    assert "minisplunk failed" not in error
    assert "\x1b" not in error


def test_the_next_call_has_its_answer(ask: Ask) -> None:
    assert ask("search", spl=1).error
    assert ask("search", spl="index=main |").error
    assert ask("search", spl="| makeresults | eval a=1 | table a").found["rows"] == [{"a": "1"}]


def test_a_tool_that_there_is_not(ask: Ask) -> None:
    assert "there are check, explain, run, search, test" in ask("delete").error
