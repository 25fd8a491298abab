"""The precision of what is calculated: which double a result is, and with how many digits it prints.

A result is a double (Search Reference, eval, "Numeric calculations"). Of two numbers of at most six decimals, as times
have them, and below nine billion, it is the double nearest to what they give on paper: 0.1 + 0.2 is 0.3, so that
0.1 + 0.2 = 0.3 is true; a difference of two times has no more decimals than they; 1.005 * 1000 is 1005. That the first
prints so was measured on Splunk 10.4.2 by a third party; a duration, a difference of times, prints as 1.091
(splunk-gantt on GitHub, issue 12); the rest is assumed.

How it prints is another matter (Search Reference, eval, "Rounding"; sigfig; Splunk wiki, "BadMath"): a sum with the
decimal places of the least precise operand, a product with its significant digits. Whole numbers and plain floats are
exact, and a result of those alone prints all its digits, at most 17 (eval, "Long numbers").
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..values import Fixed

_EXACT = 2**53
_MOST_PLACES = 17

UNIT = 10**6
"""Parts of one that decimal numbers are counted in."""


def calculated(calculate: Callable[[Any, Any], Any], a: Any, b: Any, units: int) -> Any:
    """What an operator gives for two numbers; `units` make one in its result, when both are counted in units."""
    try:
        whole_a, whole_b = round(a * UNIT), round(b * UNIT)
        if whole_a / UNIT == a and whole_b / UNIT == b and -_EXACT < whole_a < _EXACT and -_EXACT < whole_b < _EXACT:
            return calculate(whole_a, whole_b) / units
    except (OverflowError, ValueError):  # inf, nan; a result beyond the doubles
        pass
    return calculate(a, b)


def added(result: Any, a: Any, b: Any) -> Any:
    """A sum, difference or remainder of two numbers."""
    if type(result) is int:
        return _whole(result)
    if type(a) is Fixed:
        return Fixed(result, b.places if type(b) is Fixed and b.places < a.places else a.places)
    return Fixed(result, b.places) if type(b) is Fixed else result


def multiplied(result: Any, a: Any, b: Any) -> Any:
    """A product, quotient or power of two numbers."""
    if type(a) is Fixed:
        digits = min(_digits(a), _digits(b)) if type(b) is Fixed else _digits(a)
    elif type(b) is Fixed:
        digits = _digits(b)
    else:
        return _whole(result) if type(result) is int else result
    if not math.isfinite(result):
        return result
    places = digits - 1 - _magnitude(result)
    return Fixed(result, places) if places <= _MOST_PLACES else result


def _whole(result: int) -> int | float:
    return result if -_EXACT <= result <= _EXACT else float(result)


def _digits(value: Fixed) -> int:
    return max(1, value.places + _magnitude(value) + 1)


def _magnitude(value: float) -> int:
    return math.floor(math.log10(abs(value))) if value and math.isfinite(value) else 0
