"""An expression tree -> a closure from row to value, compiled once and never walked per row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..spl import matcher
from ..spl.ast import Binary, Call, Expr, Field, Literal, Subsearch, Terms, Unary
from ..spl.environment import Environment
from ..values import Row, text
from .checking import LOGICAL, check, function_of, spine
from .like import like_matcher
from .operators import ARITHMETIC, comparison, concatenate, negate, numeric
from .registry import Evaluator


def compile_expr(expr: Expr, env: Environment) -> Evaluator:
    """The closure of an expression; a boolean one gives True, False or None. Raises as `check` does."""
    check(expr)
    return _compile(expr, env)


def _compile(expr: Expr, env: Environment) -> Evaluator:
    match expr:
        case Literal(value):
            return lambda row: value
        case Field(name):
            return lambda row: row.get(name)
        case Terms(term):
            return matcher.tester(term) or (lambda row: True)
        case Call(args=args):
            return function_of(expr).build(expr, [_compile(arg, env) for arg in args], env)
        case Unary(op, operand):
            return _unary(op, _compile(operand, env))
        case Binary(op) if op in LOGICAL:
            return _logical(expr, env)
        case Binary(op) if op in ARITHMETIC:
            return _calculation(expr, env)
        case Binary("LIKE"):
            return _like(expr, env)
        case Binary():
            return _comparison(expr, env)
        case Subsearch():
            raise AssertionError("an expression is compiled when its subsearches have been run")


def _unary(op: str, operand: Evaluator) -> Evaluator:
    change: Callable[[Any], Any] = {"NOT": lambda v: not v, "-": negate, "+": numeric}[op]

    def run(row: Row) -> Any:
        value = operand(row)
        return None if value is None else change(value)

    return run


def _logical(expr: Binary, env: Environment) -> Evaluator:
    """A chain of one operator becomes one closure. With null: true OR null is true, false OR null is null."""
    first, steps = spine(expr, (expr.op,))
    terms = [_compile(first, env), *(_compile(operand, env) for _, operand, _ in steps)]
    if expr.op == "XOR":
        return _xor(terms)
    return _decided(terms, by=expr.op == "OR")


def _decided(terms: Sequence[Evaluator], *, by: bool) -> Evaluator:
    """The first term that is `by` (False for AND, True for OR) decides; later ones are not evaluated."""

    def run(row: Row) -> bool | None:
        result: bool | None = not by
        for term in terms:
            value: bool | None = term(row)
            if value is by:
                return value
            if value is None:
                result = None
        return result

    return run


def _xor(terms: Sequence[Evaluator]) -> Evaluator:
    def run(row: Row) -> bool | None:
        result = False
        for term in terms:
            value = term(row)
            if value is None:
                return None
            result = result is not value
        return result

    return run


def _calculation(expr: Binary, env: Environment) -> Evaluator:
    """A chain of `+ - * / % .`, from the left. After a string literal in it, `+` joins texts."""
    first, steps = spine(expr, tuple(ARITHMETIC))
    textual = _is_text(first)
    plan = []
    for op, operand, _ in steps:
        textual = op in ("+", ".") and (textual or _is_text(operand) or op == ".")
        plan.append((concatenate if textual else ARITHMETIC[op], _compile(operand, env)))
    start = _compile(first, env)
    if len(plan) == 1:
        return _single(start, *plan[0])

    def run(row: Row) -> Any:
        value = start(row)
        for operation, operand in plan:
            other = operand(row)
            if value is None or other is None:
                return None
            value = operation(value, other)
        return value

    return run


def _single(left: Evaluator, operation: Callable[[Any, Any], Any], right: Evaluator) -> Evaluator:
    """One operator and two operands, as comparisons and most calculations are, without a loop."""

    def run(row: Row) -> Any:
        a = left(row)
        if a is None:
            return None
        b = right(row)
        return None if b is None else operation(a, b)

    return run


def _is_text(expr: Expr) -> bool:
    return isinstance(expr, Literal) and isinstance(expr.value, str)


def _comparison(expr: Binary, env: Environment) -> Evaluator:
    match expr:
        case Binary("=" | "==", Field(name), Literal(str() as wanted)):
            return _field_is(name, wanted)
        case Binary(op, Field(name), Literal(constant)):
            return _field_to(name, comparison(op, as_texts=isinstance(constant, str)), constant)
    textual = _is_text(expr.left) or _is_text(expr.right)
    return _single(_compile(expr.left, env), comparison(expr.op, as_texts=textual), _compile(expr.right, env))


def _field_to(name: str, compare: Callable[[Any, Any], Any], constant: Any) -> Evaluator:
    def run(row: Row) -> bool | None:
        value = row.get(name)
        return None if value is None else compare(value, constant)

    return run


def _field_is(name: str, wanted: str) -> Evaluator:
    """`field = "text"`, by far the commonest test, as a short closure of its own."""

    def run(row: Row) -> bool | None:
        value = row.get(name)
        if type(value) is str:
            return value == wanted
        if value is None:
            return None
        return wanted in value if isinstance(value, list) else text(value) == wanted

    return run


def _like(expr: Binary, env: Environment) -> Evaluator:
    return like_matcher(expr.right, _compile(expr.left, env), _compile(expr.right, env))
