"""streamstats: a window gives what stats gives over its rows; nothing is read or held beyond what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import LimitError
from minisplunk.values import Row
from tests.profiles import one_in

from .running import Setting, plain, run

TERMS = (
    "count values(n) as v list(n) as l dc(n) as d first(n) as f last(n) as z min(n) as mn max(n) as mx median(n) as m"
)
ROWS = st.lists(st.fixed_dictionaries({"g": st.sampled_from("ab"), "n": st.integers(0, 5)}), max_size=300)
SMALL = Setting(limits={"max_mem_usage_mb": 1})


def aggregates(rows: list[Row]) -> dict[str, Any]:
    (found,) = plain(run(f"stats {TERMS}", [dict(row) for row in rows]).rows)
    return found


def added(spl: str, rows: list[Row]) -> list[dict[str, Any]]:
    found = plain(run(spl, [dict(row) for row in rows]).rows)
    return [{name: value for name, value in row.items() if name not in ("g", "n", "_time")} for row in found]


@one_in(6)
@given(rows=ROWS, size=st.sampled_from((1, 2, 7, 99, 100, 101, 250)))
def test_a_window_holds_the_last_rows(rows: list[Row], size: int) -> None:
    windows = [rows[max(0, end - size) : end] for end in range(1, len(rows) + 1)]
    assert added(f"streamstats window={size} {TERMS}", rows) == [aggregates(window) for window in windows]


@one_in(6)
@given(rows=ROWS, size=st.sampled_from((1, 3, 120)))
def test_a_shared_window_holds_the_rows_of_the_group_among_the_last(rows: list[Row], size: int) -> None:
    windows = [rows[max(0, end - size) : end] for end in range(1, len(rows) + 1)]
    expected = [aggregates([row for row in window if row["g"] == window[-1]["g"]]) for window in windows]
    assert added(f"streamstats window={size} {TERMS} by g", rows) == expected


@one_in(6)
@given(rows=ROWS)
def test_without_a_window_all_rows_so_far_count(rows: list[Row]) -> None:
    expected = [aggregates([row for row in rows[: end + 1] if row["g"] == rows[end]["g"]]) for end in range(len(rows))]
    assert added(f"streamstats {TERMS} by g", rows) == expected


def test_no_window_is_greater_than_10000_rows() -> None:
    rows = [{"_time": 1.0} for _ in range(10_002)]
    for window in ("window=20000", "time_window=1h", "time_window=1h window=11000 global=f"):
        assert run(f"streamstats {window} count", [dict(row) for row in rows]).rows[-1]["count"] == 10_000
    assert run("streamstats count", rows).rows[-1]["count"] == 10_002


def test_streamstats_reads_no_more_rows_than_are_asked_for() -> None:
    read = 0

    def rows() -> Iterator[Row]:
        nonlocal read
        for read in range(1, 1_000):
            yield {"n": read}

    assert [row["s"] for row in run("streamstats sum(n) as s | head 3", rows()).rows] == [1, 3, 6]
    assert read <= 4


@pytest.mark.parametrize(
    "spl", ["streamstats dc(n)", "streamstats count by n", "streamstats window=2 global=f count by n"]
)
def test_streamstats_ends_when_it_needs_too_much_memory(spl: str) -> None:
    with pytest.raises(LimitError, match=r"Error in 'streamstats' command: it needs more than the 1 MB"):
        run(spl, ({"n": f"{number:>100}"} for number in range(40_000)), SMALL)


def test_a_window_stays_within_its_memory() -> None:
    found = run("streamstats window=100 dc(n) as d by n", ({"n": f"{number:>100}"} for number in range(40_000)), SMALL)
    assert len(found.rows) == 40_000
