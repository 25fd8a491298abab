"""The value rules: reading, printing, folding, sorting."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk import values
from minisplunk.values import Fixed, distinct, fold, in_order, multivalue, number, sort_key, text, texts

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "numbers.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_number(case: dict[str, Any]) -> None:
    read = number(case["text"])
    assert (None if read is None else text(read)) == case["prints"]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("abc", "abc"),
        (5, "5"),
        (10 / 2, "5"),
        (1 / 3, "0.3333333333333333"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1.5e-7, "1.5e-07"),
        (-0.5, "-0.5"),
        (2.0**53, "9007199254740992"),
        (1e20, "1e+20"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
        (Fixed(0.00322, 4), "0.0032"),
        (Fixed(1.5, 0), "2"),
        (Fixed(2.5, 0), "3"),
        (Fixed(-2.5, 0), "-3"),
        (Fixed(6.25, 1), "6.3"),
        (Fixed(0.125, 2), "0.13"),
        (Fixed(1.65, 1), "1.7"),
        (Fixed(-1.65, 1), "-1.7"),
        (Fixed(2.555, 2), "2.56"),
        (Fixed(1.6499, 1), "1.6"),
        (Fixed(0.125, 3), "0.125"),
        (Fixed(0.75, 3), "0.750"),
        (Fixed(3.0, 2), "3.00"),
        (Fixed(math.inf, 2), "inf"),
        (Fixed(1110.0, -1), "1110"),
    ],
    ids=repr,
)
def test_text(value: str | float, printed: str) -> None:
    assert text(value) == printed


def test_multivalue_is_null_one_or_a_list() -> None:
    assert multivalue([]) is None
    assert multivalue(["a"]) == "a"
    assert multivalue(("a", "b")) == ["a", "b"]


def test_texts() -> None:
    assert texts(None) == []
    assert texts(1.0) == ["1"]
    assert texts(["a", "b"]) == ["a", "b"]


def test_order_is_numbers_then_texts_then_null() -> None:
    ordered = ["-1", "9", 10, "10.5", "1e2", "", "Zebra", "apple", ["b", "c"], None]
    shuffled = ordered[::2] + ordered[1::2]
    assert sorted(shuffled, key=sort_key) == ordered


def test_fold_keeps_what_would_become_ascii() -> None:
    assert fold("Root") == "root"
    assert fold("ÅNGSTRÖM") == "ångström"
    assert fold("\u212aELVIN") == "\u212aelvin"
    assert fold("\u0130X") == "\u0130x"
    assert fold("ΟΔΟΣ") == fold("οδοσ")


@given(st.text())
def test_fold_makes_ascii_of_ascii_alone(value: str) -> None:
    assert [c for c in fold(value) if c.isascii()] == [c.lower() for c in value if c.isascii()]


@given(st.text(), st.text())
def test_fold_of_a_part_is_part_of_the_fold(before: str, after: str) -> None:
    assert fold(before) + fold(after) == fold(before + after)


@given(st.text())
def test_number_takes_any_text(value: str) -> None:
    read = number(value)
    assert read is None or isinstance(read, (int, float))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_print_as_what_reads_back(value: float) -> None:
    assert number(text(value)) == value


@given(st.from_regex(r"[+-]?[0-9]{1,12}\.[0-9]{1,6}", fullmatch=True))
def test_decimals_print_with_the_places_they_had(value: str) -> None:
    read = number(value)
    assert read is not None
    assert len(text(read).partition(".")[2]) == len(value.partition(".")[2])


_VALUES = st.none() | st.text() | st.integers() | st.floats() | st.lists(st.text(), min_size=2)


@given(st.lists(_VALUES))
def test_any_values_can_be_sorted(values: list[Any]) -> None:
    keys = sorted(map(sort_key, values))
    assert all(a <= b for a, b in pairwise(keys))


@given(st.lists(st.sampled_from("abcdefghij")), st.integers(1, 5))
def test_many_texts_are_sorted_and_compared_by_parts(some: list[str], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(values, "_AT_ONCE", at_once)
        assert in_order(some) == sorted(some)
        assert distinct(some) == list(dict.fromkeys(some))
