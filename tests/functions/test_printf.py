"""printf's conversions are C's: the C library's own printf is asked the same."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import LimitError
from minisplunk.functions.printf import Unknown, conversions, formatted

FLAGS = st.lists(st.sampled_from("-0+ #"), max_size=3).map("".join)
WIDTHS = st.none() | st.integers(1, 30)
PRECISIONS = st.none() | st.integers(0, 20)
LONG = -(2**63), 2**63 - 1


def c(format: str, value: Any) -> str:
    library = ctypes.CDLL(ctypes.util.find_library("c"))
    made = ctypes.create_string_buffer(1000)
    library.snprintf(made, 1000, format.encode(), value)
    return made.value.decode()


def written(flags: str, width: int | None, precision: int | None, letter: str) -> str:
    point = "" if precision is None else f".{precision}"
    return f"%{flags}{width or ''}{point}{letter}"


def ours(format: str, *values: Any) -> str | None:
    return formatted(list(conversions(format)), values)


as_in_c = pytest.mark.skipif(sys.platform != "linux", reason="asks the C library of Linux")


@as_in_c
@given(FLAGS, WIDTHS, PRECISIONS, st.sampled_from("duoxX"), st.integers(*LONG))
def test_integers(flags: str, width: int | None, precision: int | None, letter: str, value: int) -> None:
    long = written(flags, width, precision, "ll" + letter)
    assert ours(written(flags, width, precision, letter), value) == c(long, ctypes.c_longlong(value))


@as_in_c
@given(FLAGS, WIDTHS, st.integers(0, 20), st.sampled_from("aAeEfFgG"), st.floats(-1e100, 1e100, allow_subnormal=False))
def test_doubles(flags: str, width: int | None, precision: int, letter: str, value: float) -> None:
    format = written(flags, width, precision, letter)
    assert ours(format, value) == c(format, ctypes.c_double(value))


@as_in_c
@given(st.sampled_from(["", "-"]), WIDTHS, PRECISIONS, st.text("abc", max_size=30))
def test_texts(flags: str, width: int | None, precision: int | None, value: str) -> None:
    format = written(flags, width, precision, "s")
    assert ours(format, value) == c(format, value.encode())


@given(st.text("%*.'#0-5dsfgaxc ", max_size=12), st.lists(st.none() | st.text() | st.integers() | st.floats()))
def test_any_format(format: str, values: list[Any]) -> None:
    try:
        ours(format, *values)
    except (Unknown, LimitError):
        return


@pytest.mark.parametrize("format", ["%10000001d", "%.10000001f", "%.99999999999999999999d", "%6000000d%6000000d"])
def test_what_would_be_too_long(format: str) -> None:
    with pytest.raises(LimitError):
        ours(format, 1, 2)


def test_a_width_from_a_value_is_bounded_too() -> None:
    with pytest.raises(LimitError):
        ours("%*d", -10_000_001, 1)


def test_a_number_beyond_doubles() -> None:
    assert ours("%f %d", 10**400, 10**3) == "inf 1000"
