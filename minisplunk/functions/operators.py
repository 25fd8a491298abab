"""What eval's operators do to two values: arithmetic, concatenation, comparison.

Every function here takes values that are not null, and gives null (None) where Splunk has no answer.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from ..limits import check_length
from ..values import Fixed, number, text, texts
from .precision import UNIT, added, calculated, multiplied

_NUMERIC = frozenset((int, float, Fixed))

Operation = Callable[[Any, Any], Any]


def numeric(value: Any) -> int | float | None:
    """An operand of an arithmetic operator as a number; None for a multivalue field and for other texts."""
    if type(value) in _NUMERIC:
        return value  # type: ignore[no-any-return]
    return number(value) if type(value) is str else None


def _remainder(a: Any, b: Any) -> Any:
    """With the sign of the dividend, as C's fmod."""
    if type(a) is int and type(b) is int:
        return abs(a) % abs(b) if a >= 0 else -(abs(a) % abs(b))
    return None if math.isinf(a) else math.fmod(a, b)


def _arithmetic(
    calculate: Operation, units: int, precise: Callable[[Any, Any, Any], Any], *, divides: bool = False
) -> Operation:
    """An operator on numbers; for `units` and `precise` see precision.py. Division by zero is null (Search Reference,
    eval, "Numeric calculations")."""

    def run(a: Any, b: Any) -> Any:
        x = a if type(a) in _NUMERIC else numeric(a)
        y = b if type(b) in _NUMERIC else numeric(b)
        if x is None or y is None or (divides and y == 0):
            return None
        if type(x) is int and type(y) is int:
            return precise(calculate(x, y), x, y)
        result = calculated(calculate, x, y, units)
        return None if result is None else precise(result, x, y)

    return run


def concatenate(a: Any, b: Any) -> Any:
    """Texts of single values, one after the other."""
    if type(a) is type(b) is str:
        return _joined(a, b)
    if isinstance(a, list) or isinstance(b, list):
        return None
    return _joined(text(a), text(b))


def _joined(a: str, b: str) -> str:
    check_length(len(a) + len(b))
    return a + b


def plus(a: Any, b: Any) -> Any:
    """Two numbers are added, two texts joined (Search Reference, eval, "Operators")."""
    x = a if type(a) in _NUMERIC else numeric(a)
    y = b if type(b) in _NUMERIC else numeric(b)
    if x is None or y is None:
        return _joined(a, b) if type(a) is str and type(b) is str else None
    return added(x + y if type(x) is int and type(y) is int else calculated(operator.add, x, y, UNIT), x, y)


ARITHMETIC: dict[str, Operation] = {
    "+": plus,
    "-": _arithmetic(operator.sub, UNIT, added),
    "*": _arithmetic(operator.mul, UNIT * UNIT, multiplied),
    "/": _arithmetic(operator.truediv, 1, multiplied, divides=True),
    "%": _arithmetic(_remainder, UNIT, added, divides=True),
    ".": concatenate,
}


def negate(value: Any) -> Any:
    size = numeric(value)
    if size is None:
        return None
    return Fixed(-size, size.places) if type(size) is Fixed else -size


_COMPARE: dict[str, Operation] = {
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def comparison(op: str, *, as_texts: bool) -> Operation:
    """A test of two values: by size when both read as numbers, else as texts, code point by code point.

    `as_texts`: one side is a string literal, so it is always texts that are compared. A multivalue field passes when
    any of its values does.
    """
    compare = _COMPARE[op]

    def single(a: Any, b: Any) -> bool:
        if not as_texts:
            x = number(a)
            y = None if x is None else number(b)
            if x is not None and y is not None:
                return bool(compare(x, y))
        return bool(compare(text(a), text(b)))

    def run(a: Any, b: Any) -> bool:
        if isinstance(a, list) or isinstance(b, list):
            return any(single(x, y) for x in texts(a) for y in texts(b))
        return single(a, b)

    def run_texts(a: Any, b: Any) -> bool:
        return bool(compare(a, b)) if type(a) is type(b) is str else run(a, b)

    return run_texts if as_texts else run
