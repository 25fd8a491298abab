"""How much one answer may take: rows, characters, fields, bytes, seconds, calls that wait."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import anyio
import msgspec
import pytest
from mcp import Client

from minisplunk.cli.tools import TOOLS
from minisplunk.errors import LimitError
from minisplunk.search.deadline import Deadline
from minisplunk.visible import written_out
from minisplunk.workbench.bench import MOST_COUNTED, Bench
from minisplunk.workbench.bounding import Bounds, bounded
from minisplunk.workbench.server import MOST_WAITING, server
from minisplunk.workbench.tool import Answer, Tool

from .conftest import Ask, Found, asking

ENDLESS = "| makeresults count=100000000 | eval a=random() | stats avg(a)"


def test_rows_of_an_answer(ask: Ask) -> None:
    found = ask("search", spl="| makeresults count=500 | eval a=1", rows=10_000).found
    assert (len(found["rows"]), found["counted"], found["complete"]) == (100, 500, True)
    found = ask("search", spl=f"| makeresults count={MOST_COUNTED + 200}", rows=1).found
    assert (len(found["rows"]), found["counted"], found["complete"]) == (1, MOST_COUNTED + 1, False)


def test_rows_of_other_lists(bench: Bench) -> None:
    with asking(replace(bench, named=replace(bench.named, rows=1))) as ask:
        answer = ask("run", saved_search="Failed")
    assert [len(answer.found["run"][name]) for name in ("results", "risk_events")] == [1, 1]
    assert "`results`: 1 of 2 are shown." in answer.whole["left_out"]


def test_characters_of_a_value(ask: Ask) -> None:
    answer = ask("search", spl='| makeresults | eval a="0123456789"' + " | eval a=a.a" * 10)
    (row,) = answer.found["rows"]
    assert row["a"].endswith("... (10,240 characters)")
    assert len(row["a"]) < 2_100
    assert answer.whole["left_out"] == ["Texts cut to 2,000 characters: 1."]


def test_bytes_of_an_answer(ask: Ask) -> None:
    spl = (
        '| makeresults count=100 | eval a="0123456789"'
        + " | eval a=a.a" * 7
        + "".join(f" | eval a{number}=a" for number in range(20))
    )
    answer = ask("search", spl=spl, rows=100)
    assert len(msgspec.json.encode(answer.whole)) < 110_000
    assert any(sentence.startswith("`rows`: ") for sentence in answer.whole["left_out"])


def test_fields_of_a_row() -> None:
    value, left_out = bounded({f"f{number}": "" for number in range(300)}, Bounds(fields=2))
    assert (value, left_out) == ({"f0": "", "f1": ""}, ["Rows cut to 2 fields: 1."])


def test_what_stays_too_large_is_an_error() -> None:
    with pytest.raises(LimitError):
        bounded({"a": ["b" * 30] * 100}, Bounds(bytes=1_000))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\n\tätext", "plain\n\tätext"),
        ("\x1b[31m\x00\r\x9b", r"\x1b[31m\x00\x0d\x9b"),
        ("\u202eevil\u2066\u200b", r"\u202eevil\u2066\u200b"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud800", r"\ud800"),
    ],
)
def test_hidden_characters_are_written_out(text: str, shown: str) -> None:
    assert written_out(text) == shown


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {"spl": ENDLESS}),
        ("search", {"spl": f"index=main [{ENDLESS} | fields a]"}),
        ("explain", {"spl": ENDLESS}),
        ("run", {"saved_search": "Failed", "search": ENDLESS}),
    ],
)
def test_a_search_that_takes_too_long_is_stopped(tool: str, arguments: dict[str, Any], bench: Bench) -> None:
    with asking(replace(bench, deadline=Deadline(0.3))) as ask:
        assert "Stopped after 0.3 seconds" in ask(tool, **arguments).error


def test_cases_that_take_too_long_are_stopped(bench: Bench) -> None:
    with asking(replace(bench, deadline=Deadline(1.5))) as ask:
        cases = ask("test", saved_search="Failed", search=ENDLESS).found["tested"]["cases"]
    assert "stopped after 1.5 seconds" in cases[0]["error"]
    assert (cases[1]["outcome"], cases[1]["error"]) == ("skipped", "not run: the time for one answer is over")


def test_others_wait_for_the_one_that_is_answered() -> None:
    """One at a time, so many wait, and the next one is told so."""
    going, at_once, most = threading.Event(), 0, 0

    def slow(tool: str, arguments: Any) -> Answer:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        going.wait(60)
        at_once -= 1
        return Answer(error="done")

    async def asked() -> list[str]:
        answers: list[str] = []
        async with Client(server(TOOLS, slow)) as client:

            async def one() -> None:
                answers.append((await client.call_tool("check", {})).content[0].text)
                going.set()

            async with anyio.create_task_group() as group:
                for _ in range(MOST_WAITING + 1):
                    group.start_soon(one)
        return answers

    answers = anyio.run(asked)
    assert answers.count("done") == MOST_WAITING
    assert f"{MOST_WAITING} calls wait already" in answers[0]
    assert most == 1


def test_a_call_that_is_taken_back_is_not_begun() -> None:
    going, begun = threading.Event(), list[str]()

    def slow(tool: str, arguments: Any) -> Answer:
        begun.append(tool)
        going.wait(60)
        return Answer(error="done")

    async def asked() -> str:
        async with Client(server(TOOLS, slow)) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.call_tool, "search", {})
                while not begun:
                    await anyio.sleep(0.01)
                group.start_soon(client.call_tool, "run", {})
                await anyio.sleep(0.05)
                group.cancel_scope.cancel()
            going.set()
            return Found(await client.call_tool("test", {})).error

    assert anyio.run(asked) == "done"
    assert begun == ["search", "test"]


def test_our_own_fault_is_an_answer(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(bench: Bench, asked: object) -> Any:
        raise RecursionError("deep\x1b")

    tool: Tool[Any] = replace(TOOLS[0], find=broken)
    answer = tool.call(bench, {})
    assert answer.error.endswith(r"RecursionError: deep\x1b")
