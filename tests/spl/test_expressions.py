"""Eval expressions: how operators bind, read back as fully parenthesised text."""

from pathlib import Path

import pytest
import yaml

from minisplunk.spl.ast import Binary, Call, Field, Literal, Unary
from minisplunk.spl.parser import parse_expression
from minisplunk.values import text

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "expressions.yaml").read_text())


def shown(expr):
    match expr:
        case Literal(value):
            return f'"{value}"' if isinstance(value, str) else text(value)
        case Field(name):
            return name
        case Call(function, args):
            return f"{function}({', '.join(map(shown, args))})"
        case Unary(op, operand):
            return f"({op} {shown(operand)})" if op == "NOT" else f"({op}{shown(operand)})"
        case Binary(op, left, right):
            return f"({shown(left)} {op} {shown(right)})"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_expression(case):
    assert shown(parse_expression(case["text"])) == case["tree"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_spans_lie_in_the_text(case):
    expr = parse_expression(case["text"])
    assert case["text"][expr.span.start : expr.span.end].strip("()") in case["text"]
    assert parse_expression(case["text"]) == expr
