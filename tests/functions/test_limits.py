"""No expression makes a value, or a multivalue field, that takes all memory: it is an error before that."""

from __future__ import annotations

import pytest

from minisplunk.errors import LimitError
from minisplunk.functions import compile_expr
from minisplunk.functions.sed import compile_script
from minisplunk.limits import MAX_VALUE, MAX_VALUES
from minisplunk.spl.environment import Environment
from minisplunk.spl.parser import parse_expression
from tests.commands import running

LONG = "x" * (MAX_VALUE * 6 // 10)
MANY = ["x"] * (MAX_VALUES * 6 // 10)


@pytest.mark.parametrize(
    "expression",
    [
        "long.long",
        "long+long",
        'replace(long, "x", long)',
        f'replace(long, "x", "{"y" * 1000}")',
        "mvjoin(many, long)",
        'split(long, "")',
        'split(long, "x")',
        "mvrange(0, 2000000)",
        "mvappend(many, many)",
        'mvmap(many, mvappend("a", "b"))',
        "mvzip(many, many, long)",
    ],
)
def test_too_great(expression: str) -> None:
    evaluate = compile_expr(parse_expression(expression), Environment(0, running.DEFAULT.zone))
    with pytest.raises(LimitError, match="at most"):
        evaluate({"long": LONG, "many": MANY})


def test_a_sed_script_that_makes_much_of_a_value() -> None:
    with pytest.raises(LimitError):
        compile_script(f"s/x/{'y' * 1000}/g")(LONG)


def test_a_value_that_doubles_forty_times() -> None:
    doubled = " | ".join(["| makeresults", 'eval a="x"', *["eval a=a.a"] * 40])
    with pytest.raises(LimitError, match="A value would have"):
        running.run(doubled)


def test_a_field_that_doubles_forty_times() -> None:
    doubled = " | ".join(["| makeresults", "eval a=mvappend(1, 2)", *["eval a=mvappend(a, a)"] * 40])
    with pytest.raises(LimitError, match="A multivalue field would have"):
        running.run(doubled)


def test_what_is_just_not_too_great() -> None:
    found = compile_expr(parse_expression('replace(long, "z", "yy")'), Environment(0, running.DEFAULT.zone))
    assert found({"long": LONG}) == LONG
