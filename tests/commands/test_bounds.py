"""Commands hold no more than their share of memory, and what they have put on disk comes back as it went."""

from __future__ import annotations

import pytest

from minisplunk.errors import LimitError
from minisplunk.jobs.results import kept

from . import running

SMALL = running.Setting(limits={"max_mem_usage_mb": 1})
ROWS = [{"n": str(number * 7919 % 20_011), "g": str(number % 997), "t": "x" * 50} for number in range(20_000)]
SEARCHES = """
sort 0 n
sort 0 - n, t
sort 0 g, - n
sort 100 - n
stats count by n
stats values(n) list(t) dc(g) min(n) by g
stats first(*) last(*) by g
eventstats count by g
fillnull value=none
bin n bins=7
dedup g sortby - n
""".strip().splitlines()


@pytest.mark.parametrize("spl", SEARCHES)
def test_what_lies_on_disk_comes_back(spl: str) -> None:
    whole = running.run(spl, [dict(row) for row in ROWS]).rows
    assert running.run(spl, [dict(row) for row in ROWS], SMALL).rows == whole


@pytest.mark.parametrize("spl", ["dedup n t", "join n max=0 [| inputlookup big]"])
def test_what_cannot_go_to_disk_is_an_error(spl: str) -> None:
    rows = [{"n": str(number), "t": str(number) * 20} for number in range(20_000)]
    setting = running.Setting(limits={"max_mem_usage_mb": 1}, lookups={"big": rows})
    with pytest.raises(LimitError, match=f"Error in '{spl.split(maxsplit=1)[0]}' command: it needs more than the 1 MB"):
        running.run(spl, rows, setting)


def test_a_search_as_a_whole_has_a_bound() -> None:
    """Its results count, too."""
    setting = running.Setting(limits={"max_mem_usage_mb": 1})
    with pytest.raises(LimitError, match="The search holds more than 10 MB"):
        made, rows, _ = running.started("where 1=1", [{"x": "y" * 1000} for _ in range(20_000)], setting)
        list(kept(rows, made, 500_000))
