"""Numbers beyond all bounds, nulls, halves of characters, quotes and brackets, wherever a search may have them.

They are taken, or refused with their place, and what comes out is within bounds.

Commands and functions come from their registries, and whole searches from the cases: a piece of them is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.commands import COMMANDS, resolve
from minisplunk.errors import LimitError, MinisplunkError, PlacedError
from minisplunk.functions import FUNCTIONS
from minisplunk.limits import bounded
from minisplunk.spl.arguments import Arguments
from tests.profiles import one_in

from . import running
from .test_commands import OVER_ROWS
from .test_properties import PIPELINES, STORE

HUGE = "99999999999999999999"
NUMBERS = (HUGE, "1e308", "9" * 400, "0", "-1", f"-{HUGE}", "1e400", "-1e308", "1e-400", "0.5", "2147483648")
REPLACING = 5
TIMES = (f"{HUGE}d", f"-{HUGE}d@y", "999999999y", "-0s", "@w7", f"{HUGE}us")
TEXTS = (
    "",
    "\0",
    "\ud800",
    "(",
    "[",
    "{",
    "(a*)*b",
    "%1000000000d",
    "%*.*f",
    "s/(/x/",
    f"a{{{HUGE}}}",
    "%Y%q",
    "*",
    "nan",
)
MARKS = ('"', "'", "\\", "(", ")", "[", "]", "{", "}", "|", ",", "=", "*", "%", ":", "`", "\0", "\ud800", "", "inf")
PIECES = (
    st.sampled_from((*NUMBERS, *TIMES))
    | st.sampled_from(MARKS)
    | st.sampled_from((*NUMBERS, *TEXTS)).map('"{}"'.format)
)

SEARCHES = {spl: ["_time", "_raw", "a", "b", "c", "x"] for spl in PIPELINES}
SEARCHES |= {
    case["spl"].strip().removeprefix("|").strip(): list(dict.fromkeys(name for row in case["rows"] for name in row))
    for case in (param.values[0] for param in OVER_ROWS)
    if "mvrange" not in case["spl"]  # they make many rows out of each
}
"""Searches that there are rows for, and the fields of these."""
NUMBER = re.compile(r"\d+(?:\.\d+)?")
PIECE = re.compile(r'"[^"]*"|[\w.@-]+|\S')
DECLARED = {name: sorted(getattr(resolve(name), "arguments", Arguments()).options) for name in sorted(COMMANDS)}
ANY = ["_time", "_raw", "a", "b", "x"]
MADE = 1_000


def check(spl: str, fields: list[str]) -> None:
    """Over rows that have each of the extremes in all fields."""
    rows: list[dict[str, Any]] = [dict.fromkeys(fields, value) for value in (*NUMBERS, *TEXTS, [HUGE, "\ud800"], None)]
    try:
        for row in islice(running.started(spl, rows, store=STORE)[1], MADE):
            for value in row.values():
                bounded(value)
    except PlacedError as error:
        assert error.place is not None or isinstance(error, LimitError)
    except MinisplunkError:
        pass


def replacing_numbers(spl: str) -> Iterator[str]:
    """The search with each of its numbers replaced by the extremes, one after the other."""
    for found in NUMBER.finditer(spl):
        yield from (spl[: found.start()] + number + spl[found.end() :] for number in NUMBERS[:REPLACING])


@pytest.mark.slow
@pytest.mark.parametrize("spl", SEARCHES)
def test_extremes_in_rows_and_for_each_number(spl: str) -> None:
    check(spl, SEARCHES[spl])
    for replaced in replacing_numbers(spl):
        check(replaced, SEARCHES[spl])


@st.composite
def replaced(draw: st.DrawFn) -> str:
    """A search with one or two of its pieces replaced, beyond the name of its command."""
    spl = draw(st.sampled_from(sorted(SEARCHES)))
    for _ in range(draw(st.integers(1, 2))):
        places = [found.span() for found in PIECE.finditer(spl)][1:]
        if places:
            start, end = draw(st.sampled_from(places))
            spl = spl[:start] + draw(PIECES) + spl[end:]
    return spl


@given(replaced())
def test_a_search_with_an_extreme_in_it(spl: str) -> None:
    check(spl, ANY)


@pytest.mark.parametrize("name", DECLARED)
@one_in(6)
@given(st.data())
def test_a_command_of_extremes(name: str, data: st.DataObject) -> None:
    options = st.sampled_from([f"{option}=" for option in DECLARED[name]] or [""])
    pieces = data.draw(st.lists(st.builds(str.__add__, options, PIECES) | PIECES | st.sampled_from("abx"), max_size=5))
    check(" ".join([name, *pieces]), ANY)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@one_in(6)
@given(st.lists(PIECES | st.sampled_from(("a", "x", "null()", "1=1")), max_size=4))
def test_a_function_of_extremes(name: str, arguments: list[str]) -> None:
    check(f"eval a={name}({','.join(arguments)})", ANY)
