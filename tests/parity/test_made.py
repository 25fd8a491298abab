"""Rows in, SPL out, the same rows again."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.values import texts
from tests.parity.made import literal, making

NAMES = st.sampled_from(["a", "b", "_raw", "a b", "x.y", "l{}", 'q"', "1st", "c:d"])
TEXTS = st.text(max_size=8) | st.sampled_from(["10", "1.50", "`m`", "[x]", '\\"', "\\", "a\\n", "| x", "$a$", "1e5"])
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9).map(lambda number: round(number, 3))
VALUES = st.none() | TEXTS | NUMBERS | st.lists(TEXTS, min_size=2, max_size=4)


@pytest.fixture(scope="module")
def splunk():
    with Splunk() as splunk:
        yield splunk


def plain(rows: Any) -> list[dict[str, list[str]]]:
    return [{name: texts(value) for name, value in row.items() if value is not None} for row in rows]


@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=4), max_size=4))
def test_rows_are_made_as_they_are(splunk: Splunk, rows: list[dict[str, Any]]) -> None:
    assert plain(splunk.search(making(rows)).results) == plain(rows)


@given(NUMBERS)
def test_a_number_is_made_as_a_number(splunk: Splunk, number: float) -> None:
    [row] = splunk.search(making([{"n": number}])).results
    assert row["n"] == number
    assert isinstance(row["n"], (int, float))


def test_columns_in_the_order_of_the_rows(splunk: Splunk) -> None:
    job = splunk.search(making([{"z": "1"}, {"a b": "2", "c": "3"}], ordered=True))
    assert job.fields == ["z", "a b", "c"]


def test_what_is_no_value_of_a_field() -> None:
    with pytest.raises(ValueError, match="never true or false"):
        literal(True)


@given(st.text(string.printable))
def test_a_text_is_one_literal(splunk: Splunk, written: str) -> None:
    [row] = splunk.search(f"| makeresults | eval x={literal(written)}").results
    assert row["x"] == written
