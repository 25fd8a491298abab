"""Any tree is compiled or refused with a PlacedError, and what is compiled runs on any row."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import PlacedError, Span
from minisplunk.functions import FUNCTIONS, Environment, check, compile_expr
from minisplunk.spl.ast import Binary, Call, Expr, Field, Literal, Unary
from minisplunk.values import texts

HERE = Span(0, 1)
NAMES = ["x", "y", "z"]
OPERATORS = ["+", "-", "*", "/", "%", ".", "=", "==", "!=", "<", "<=", ">", ">=", "LIKE", "AND", "OR", "XOR"]
TEXTS = st.text(max_size=8) | st.sampled_from(
    ["%Y-%m-%d", "-1d@d", "a%", "^(a", "[0-9]+", "10", "0.50", "hex", "1e400"]
)
NUMBERS = st.integers() | st.floats()

leaves = st.builds(Literal, TEXTS | NUMBERS, st.just(HERE)) | st.builds(Field, st.sampled_from(NAMES), st.just(HERE))


def grow(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    calls = st.builds(
        Call, st.sampled_from([*FUNCTIONS, "nosuch"]), st.lists(inner, max_size=4).map(tuple), st.just(HERE)
    )
    binaries = st.builds(Binary, st.sampled_from(OPERATORS), inner, inner, st.just(HERE))
    return calls | binaries | st.builds(Unary, st.sampled_from(["-", "+", "NOT"]), inner, st.just(HERE))


VALUES = st.none() | TEXTS | NUMBERS | st.lists(TEXTS, min_size=2, max_size=4)
ROWS = st.dictionaries(st.sampled_from(NAMES), VALUES)


@given(st.recursive(leaves, grow, max_leaves=12), ROWS)
def test_any_tree_on_any_row(expr: Expr, row: dict[str, Any]) -> None:
    env = Environment(1767323045.0, ZoneInfo("UTC"), lambda kind, text: None)
    before = repr(row)
    try:
        boolean = check(expr)
    except PlacedError:
        return
    value = compile_expr(expr, env)(row)
    assert repr(row) == before
    if boolean:
        assert value in (True, False, None)
    elif not isinstance(value, bool):
        assert all(isinstance(printed, str) for printed in texts(value))


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(st.sampled_from(NAMES), max_size=3), ROWS)
def test_any_function_of_fields_on_any_row(name: str, args: list[str], row: dict[str, Any]) -> None:
    call = Call(name, tuple(Field(arg, HERE) for arg in args), HERE)
    env = Environment(1767323045.0, ZoneInfo("UTC"), lambda kind, text: None)
    try:
        run = compile_expr(call, env)
    except PlacedError:
        return
    run(row)
