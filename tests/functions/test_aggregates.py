"""Every aggregate of stats, over the values of one group."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.functions.aggregates import AGGREGATES, OF_SOME_COMMANDS, find
from minisplunk.functions.aggregates.numbers import Sum
from minisplunk.values import text

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "aggregates" / "cases.yaml").read_text("utf-8"))


def result(function: str, values: list[Any], times: list[float | None]) -> Any:
    factory = find(function)
    assert factory is not None
    gathered = factory()
    for value, time in zip(values, times, strict=True):
        gathered.add(value, time)
    return gathered.result()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    times = case.get("times", [100.0 - at for at in range(len(case["values"]))])
    value = result(case["function"], case["values"], times)
    assert (value if value is None or isinstance(value, list) else text(value)) == case["result"]


def test_list_keeps_a_hundred() -> None:
    values = [[str(at), "x"] for at in range(60)]
    assert len(result("list", values, [0.0] * 60)) == 100


def test_avg_prints_all_its_digits() -> None:
    """The Search Reference's own example: the mean of so many times 3.99."""
    assert text(result("avg", ["3.99"] * 100, [0.0] * 100)) == "3.9900000000000055"
    assert text(result("avg", ["3.99"] * 10_000, [0.0] * 10_000)) == "3.990000000000215"


def test_sum_of_nan_is_nan() -> None:
    assert text(result("sum", [math.nan, "0.1"], [0.0, 0.0])) == "nan"


def test_sum_of_many_keeps_its_decimals() -> None:
    assert text(result("sum", ["3.99"] * 10_000, [0.0] * 10_000)) == "39900"


@given(st.lists(st.decimals(-1_000_000, 1_000_000, places=3) | st.decimals(-1_000_000, 1_000_000, places=1)))
def test_sum_is_the_sum_on_paper(values: list[Decimal]) -> None:
    read = result("sum", [str(value) for value in values], [0.0] * len(values))
    assert (Decimal(text(read)) if values else read) == (sum(values) if values else None)


@given(st.lists(st.decimals(0, 100, places=2).map(str)), st.integers(0, 20))
def test_sum_of_parts_is_that_of_the_whole(values: list[str], at: int) -> None:
    first, later = Sum(), Sum()
    for part, gathered in ((values[:at], first), (values[at:], later)):
        for value in part:
            gathered.add(value, None)
    first.merge(later)
    whole = result("sum", values, [0.0] * len(values))
    assert first.result() == whole


@pytest.mark.parametrize("name", ["nosuch", "p", "perc", "p101", "perc1000", "p-1", "exactperc", "p5x", ""])
def test_unknown_names(name: str) -> None:
    assert find(name) is None


def test_functions_of_some_commands_are_not_there() -> None:
    assert [name for name in OF_SOME_COMMANDS if find(name) is not None] == []


def test_every_aggregate_has_a_case() -> None:
    assert AGGREGATES.keys() - {case["function"] for case in CASES} == set()


VALUES = st.none() | st.text(max_size=5) | st.integers() | st.floats() | st.lists(st.text(max_size=5), min_size=2)


@given(st.sampled_from([*AGGREGATES, "p50"]), st.lists(st.tuples(VALUES, st.none() | st.floats(0, 2e9))))
def test_any_values(function: str, rows: list[tuple[Any, float | None]]) -> None:
    result(function, [value for value, _ in rows], [time for _, time in rows])
