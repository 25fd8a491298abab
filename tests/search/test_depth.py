"""A search of too many commands is an error of its own, before it is run or while it is."""

from __future__ import annotations

import pytest

from minisplunk.errors import LimitError
from minisplunk.spl.pipelines import MAX_COMMANDS
from tests.commands import running

EVAL = "| eval n=n+1 "


def test_as_many_commands_as_there_may_be():
    rows = running.run("| makeresults | eval n=0 " + EVAL * (MAX_COMMANDS - 2)).rows
    assert rows[0]["n"] == MAX_COMMANDS - 2


@pytest.mark.parametrize("more", [1, 300, 20_000])
def test_more_commands_than_there_may_be(more):
    spl = "search * " + EVAL * (MAX_COMMANDS - 1 + more)
    with pytest.raises(LimitError, match=r"^A search of more than 200 commands\.$") as caught:
        running.run(spl)
    assert caught.value.place.span.start == len("search * " + EVAL * (MAX_COMMANDS - 1)) + 1


def test_subsearches_count_by_themselves():
    inner = "| makeresults " + EVAL * 120
    assert len(running.run(f"| makeresults {EVAL * 120} | append [{inner}]").rows) == 2


@pytest.mark.parametrize("command", ["stats count", "top a", "timechart span=1d count", "dedup a sortby a", "fillnull"])
def test_commands_that_need_more_room_than_there_is(command):
    with pytest.raises(LimitError, match="too many to run within each other"):
        running.run("| makeresults " + f"| {command} " * (MAX_COMMANDS - 1))


def test_subsearches_that_are_too_many_within_each_other():
    spl = "| makeresults "
    for _ in range(6):
        spl = f"| makeresults | append [{spl}] {EVAL * 150}"
    with pytest.raises(LimitError, match="too many to run within each other"):
        running.run(spl)
