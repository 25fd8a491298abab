"""eventstats keeps within its memory: rows and groups go to disk, and what must not is refused."""

from __future__ import annotations

import pytest

from minisplunk.errors import LimitError
from minisplunk.spl.command import Reducer

from .running import Setting, context, over_rows, run

SMALL = Setting(limits={"max_mem_usage_mb": 1})


def test_it_keeps_its_rows_and_groups_on_disk() -> None:
    found = run("eventstats dc(n) as d by g", ({"g": n % 2_000, "n": f"{n:>100}"} for n in range(20_000)), SMALL)
    assert [(row["g"], row["n"].strip()) for row in found.rows] == [(n % 2_000, str(n)) for n in range(20_000)]
    assert {row["d"] for row in found.rows} == {10}


def test_it_ends_when_the_aggregates_are_too_much_for_the_memory() -> None:
    with pytest.raises(LimitError, match=r"Error in 'eventstats' command: it needs more than the 1 MB"):
        run("eventstats values(n) by n", ({"n": f"{number:>100}"} for number in range(20_000)), SMALL)


def test_it_merges_what_lies_on_disk() -> None:
    search, command = context(SMALL), over_rows("eventstats count by g").stages[0].command
    first, second = command.operator(search), command.operator(search)
    assert isinstance(first, Reducer)
    assert isinstance(second, Reducer)
    first.add({"g": n % 3, "n": f"{n:>200}"} for n in range(6_000))
    second.add({"g": n % 3, "n": f"{n:>200}"} for n in range(6_000, 12_000))
    first.merge(second)
    assert [(int(row["n"]), row["count"]) for row in first.finish()] == [(n, 4_000) for n in range(12_000)]
    first.close()
    second.close()
