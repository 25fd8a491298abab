"""Decimal numbers are calculated with as on paper, and print as documented; others are doubles."""

from __future__ import annotations

import operator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from minisplunk.functions.operators import ARITHMETIC
from minisplunk.values import text

WRITTEN = st.from_regex(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?", fullmatch=True)
SIGNS = st.sampled_from([("+", operator.add), ("-", operator.sub)])


def _places(written: str) -> int:
    return len(written.partition(".")[2])


@given(WRITTEN, WRITTEN, SIGNS)
def test_sums_print_as_on_paper(a: str, b: str, sign: tuple[str, Any]) -> None:
    """To the decimal places of the operand that has fewest; whole numbers are exact."""
    name, calculate = sign
    places = min((_places(written) for written in (a, b) if _places(written)), default=0)
    on_paper = calculate(Decimal(a), Decimal(b)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    printed = text(ARITHMETIC[name](a, b))
    assert Decimal(printed) == on_paper
    assert _places(printed) == places


@given(WRITTEN, WRITTEN, SIGNS)
def test_sums_of_plain_numbers_have_no_other_digits(a: str, b: str, sign: tuple[str, Any]) -> None:
    name, calculate = sign
    assert ARITHMETIC[name](float(a), float(b)) == float(calculate(Decimal(a), Decimal(b)))


@given(WRITTEN, WRITTEN)
def test_products_and_quotients_are_the_nearest_doubles(a: str, b: str) -> None:
    assert ARITHMETIC["*"](float(a), float(b)) == float(Decimal(a) * Decimal(b))
    if Decimal(b):
        assert ARITHMETIC["/"](float(a), float(b)) == float(Decimal(a) / Decimal(b))


@given(st.integers(0, 2_000_000_000_000_000), st.integers(0, 2_000_000_000_000_000))
def test_times_differ_by_microseconds(one: int, other: int) -> None:
    between = ARITHMETIC["-"](one / 1_000_000, other / 1_000_000)
    assert between == float(Decimal(one - other).scaleb(-6))


@given(st.floats(0.1, 10), st.floats(0.1, 10))
def test_other_numbers_are_doubles(a: float, b: float) -> None:
    if round(a, 6) != a or round(b, 6) != b:
        assert ARITHMETIC["+"](a, b) == a + b
        assert ARITHMETIC["*"](a, b) == a * b
