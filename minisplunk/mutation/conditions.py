"""An expression of where or eval in; ideas for others out: conditions dropped, negated, with other values."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Span
from ..spl import lexer, quoting
from ..spl.ast import Binary, Call, Expr, Literal, Unary
from .idea import CLAUSE, DROPPED, OPPOSITE, Idea, Way, negated, way
from .parentheses import balanced, enclosed
from .written import Origins

_JOINING = ("AND", "OR", "XOR")
_TESTS = ("like", "match", "in", "cidrmatch", "searchmatch")
"""Functions whose values say what is looked for."""


def of_expression(origins: Origins, expr: Expr, *, condition: bool) -> Iterator[Idea]:
    """Ideas for the conditions in an expression. `condition`: it is one itself."""
    match expr:
        case Binary(op) if op in _JOINING:
            yield from _of_joined(origins, expr)
        case Binary(left=left, right=right):
            if expr.op in OPPOSITE:
                yield from _of_comparison(origins, expr)
            for side in (left, right):
                yield from of_expression(origins, side, condition=False)
        case Unary(operand=operand):
            if expr.op == "NOT":
                yield from _of_not(origins, expr)
            yield from of_expression(origins, operand, condition=False)
        case Call(function, args):
            yield from _of_call(origins, expr, condition=condition)
            for n, arg in enumerate(args):
                yield from of_expression(origins, arg, condition=_is_condition(function, n, len(args)))


def _is_condition(function: str, number: int, count: int) -> bool:
    match function.lower():
        case "if":
            return number == 0
        case "case" | "validate":
            return number % 2 == 0 and count > 1
    return False


def _of_joined(origins: Origins, expr: Binary) -> Iterator[Idea]:
    """Each side dropped, with what joins it to the other."""
    text = origins.source.text
    whole = balanced(text, expr.span)
    left, right = (enclosed(text, side.span, whole) for side in (expr.left, expr.right))
    if not (isinstance(expr.left, Binary) and expr.left.op == expr.op):  # else it is several, and each has its turn
        yield Idea(CLAUSE, origins.spot(left), "dropped", (way(origins, Span(whole.start, right.start), ""),))
    yield Idea(CLAUSE, origins.spot(right), "dropped", (way(origins, Span(left.end, whole.end), ""),))
    for side in (expr.left, expr.right):
        yield from of_expression(origins, side, condition=True)


def _of_not(origins: Origins, expr: Unary) -> Iterator[Idea]:
    whole = balanced(origins.source.text, expr.span)
    inner = enclosed(origins.source.text, expr.operand.span, whole)
    if inner.start > whole.start:  # `x NOT IN (y)` has it in the middle
        spot = origins.spot(Span(whole.start, inner.start))
        yield Idea(CLAUSE, origins.spot(whole), "not negated", (Way(spot, DROPPED),))


def _of_comparison(origins: Origins, expr: Binary) -> Iterator[Idea]:
    text = origins.source.text
    whole = balanced(text, expr.span)
    left = enclosed(text, expr.left.span, whole)
    sign = lexer.expression_token(origins.source, left.end, whole.end)
    if sign is not None and sign.text in OPPOSITE:
        new = OPPOSITE[sign.text]
        yield Idea(CLAUSE, origins.spot(whole), f"asked with `{new}`", (way(origins, sign.span, new),))
    for side in (expr.left, expr.right):
        yield from _other_value(origins, expr, side)


def _of_call(origins: Origins, expr: Call, *, condition: bool) -> Iterator[Idea]:
    if condition:
        yield negated(origins, balanced(origins.source.text, expr.span))
    if expr.function.lower() in _TESTS:
        for arg in expr.args:
            yield from _other_value(origins, expr, arg)


def _other_value(origins: Origins, expr: Expr, value: Expr) -> Iterator[Idea]:
    if isinstance(value, Literal):
        shown = origins.spot(balanced(origins.source.text, expr.span))
        other = quoting.quoted(f"{value.value}x") if isinstance(value.value, str) else str(value.value + 1)
        yield Idea(CLAUSE, shown, f"asked with {other}", (way(origins, value.span, other, exact=True),))
