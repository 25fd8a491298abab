"""What eval's operators do to two values: arithmetic to Splunk's precision, concatenation, comparison.

Every function here takes values that are not null, and gives null (None) where Splunk has no answer.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from ..limits import check_length
from ..values import Fixed, number, text, texts

_EXACT = 2**53
_MOST_PLACES = 17

Operation = Callable[[Any, Any], Any]


def numeric(value: Any) -> int | float | None:
    """An operand of an arithmetic operator as a number; None for a multivalue field and for other texts."""
    kind = type(value)
    if kind is int or kind is float or kind is Fixed:
        return value  # type: ignore[no-any-return]
    return number(value) if kind is str else None


# Precision (Search Reference, "Rounding" of eval and "sigfig"): sums keep the decimal places of the least precise
# operand, products its significant digits; whole numbers and plain floats are exact. 0.1 + 0.2 prints as 0.3 (measured
# on Splunk 10.4.2 by a third party).


def _sum_places(a: float, b: float) -> int:
    return min(value.places for value in (a, b) if type(value) is Fixed)


def _magnitude(value: float) -> int:
    return math.floor(math.log10(abs(value))) if value else 0


def _digits(value: float) -> int:
    return max(1, value.places + _magnitude(value) + 1) if type(value) is Fixed else _MOST_PLACES


def product(result: float, a: float, b: float) -> float:
    """A product, quotient or power of two numbers, to the significant digits of the less precise one."""
    if not (type(a) is Fixed or type(b) is Fixed) or not math.isfinite(result):
        return result
    places = min(_digits(a), _digits(b)) - 1 - _magnitude(result)
    return Fixed(result, places) if places <= _MOST_PLACES else result


def _whole(result: int) -> int | float:
    return result if -_EXACT <= result <= _EXACT else float(result)


def _added(a: Any, b: Any, result: Any) -> Any:
    if type(a) is Fixed or type(b) is Fixed:
        return Fixed(result, _sum_places(a, b))
    return _whole(result) if type(result) is int else result


def _multiply(a: Any, b: Any) -> Any:
    result = a * b
    return _whole(result) if type(result) is int else product(result, a, b)


def _divide(a: Any, b: Any) -> Any:
    """Division by zero is null (Search Reference, eval, "Numeric calculations")."""
    if b == 0:
        return None
    return product(a / b, a, b)


def _remainder(a: Any, b: Any) -> Any:
    """With the sign of the dividend, as C's fmod."""
    if b == 0 or math.isinf(a):
        return None
    result = math.fmod(a, b)
    return _added(a, b, int(result) if type(a) is int and type(b) is int else result)


def _arithmetic(calculate: Operation) -> Operation:
    def run(a: Any, b: Any) -> Any:
        x, y = numeric(a), numeric(b)
        return None if x is None or y is None else calculate(x, y)

    return run


def concatenate(a: Any, b: Any) -> Any:
    """Texts of single values, one after the other."""
    if type(a) is list or type(b) is list:
        return None
    return _joined(text(a), text(b))


def _joined(a: str, b: str) -> str:
    check_length(len(a) + len(b))
    return a + b


def plus(a: Any, b: Any) -> Any:
    """Two numbers are added, two texts joined (Search Reference, eval, "Operators")."""
    x, y = numeric(a), numeric(b)
    if x is not None and y is not None:
        return _added(x, y, x + y)
    return _joined(a, b) if type(a) is str and type(b) is str else None


ARITHMETIC: dict[str, Operation] = {
    "+": plus,
    "-": _arithmetic(lambda a, b: _added(a, b, a - b)),
    "*": _arithmetic(_multiply),
    "/": _arithmetic(_divide),
    "%": _arithmetic(_remainder),
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
        if type(a) is list or type(b) is list:
            return any(single(x, y) for x in texts(a) for y in texts(b))
        return single(a, b)

    return run
