"""Functions on numbers (Search Reference, "Mathematical", "Trig and Hyperbolic" and "Statistical eval functions")."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_FLOOR, Decimal
from functools import reduce
from operator import itemgetter
from random import Random
from typing import Any

from ..spl.ast import Call, Literal
from ..spl.environment import Environment
from ..values import Fixed, Row, SortKey, number, sort_key
from .operators import ARITHMETIC, plus
from .parameters import scalar
from .precision import multiplied
from .registry import Evaluator, Kind, define, invalid

_NUMBER = Kind.NUMBER
_MOST_PLACES = 17


@scalar("abs", "number", _NUMBER)
def absolute(x: float) -> float:
    return Fixed(abs(x), x.places) if type(x) is Fixed else abs(x)


def _whole(x: float, towards: Callable[[float], int]) -> float:
    return towards(x) if math.isfinite(x) else x


@scalar("floor", "number", _NUMBER)
def floor(x: float) -> float:
    return _whole(x, math.floor)


@scalar("ceiling", "number", _NUMBER)
def ceiling(x: float) -> float:
    return _whole(x, math.ceil)


scalar("ceil", "number", _NUMBER)(ceiling)


@scalar("round", "number integer?", _NUMBER)
def round_(x: float, places: int = 0) -> float:
    """To `places` decimal places, and printed with all of them; a half goes up, below zero too."""
    if not math.isfinite(x):
        return x
    places = max(-_MOST_PLACES, min(places, _MOST_PLACES))
    # The shortest decimal of the double, not its binary value, is what is rounded: 2.555 gives 2.56.
    unit = Decimal(1).scaleb(-places)
    rounded = ((Decimal(repr(float(x))) / unit + Decimal("0.5")).to_integral_value(ROUND_FLOOR)) * unit
    return Fixed(float(rounded), places) if places > 0 else int(rounded)


@scalar("exact", "number", _NUMBER)
def exact(x: float) -> float:
    """Printed with all its digits, whatever the precision of the numbers that it was calculated from."""
    return float(x) if type(x) is Fixed else x


@scalar("sigfig", "number", _NUMBER)
def sigfig(x: float) -> float:
    """Rounded to its significant digits, before the decimal point too."""
    return round_(x, x.places) if type(x) is Fixed else x


def _real(calculate: Callable[..., float]) -> Callable[..., float | None]:
    """A result too great for a double is inf (Search Reference, "Numeric calculations"); without a real result, null.

    By that page sqrt(-1) and ln(0) would be nan and -inf, but they assign nothing (measured on Splunk 10.4.2 by a
    third party).
    """

    def run(*numbers: float) -> float | None:
        try:
            return calculate(*map(float, numbers))
        except ValueError:
            return None
        except OverflowError:
            return math.inf

    return run


def _log(x: float, base: float = 10.0) -> float:
    if base == 10:
        return math.log10(x)
    if base == 1:
        raise ValueError(base)
    return math.log(x, base)


_REALS: dict[str, Callable[..., float]] = {
    "acos": math.acos,
    "acosh": math.acosh,
    "asin": math.asin,
    "asinh": math.asinh,
    "atan": math.atan,
    "atanh": math.atanh,
    "cos": math.cos,
    "cosh": math.cosh,
    "exp": math.exp,
    "ln": math.log,
    "sin": math.sin,
    "sinh": math.sinh,
    "sqrt": math.sqrt,
    "tan": math.tan,
    "tanh": math.tanh,
}
_REALS_OF_TWO: dict[str, Callable[..., float]] = {"atan2": math.atan2, "hypot": math.hypot}
_power = _real(math.pow)

for _name, _calculate in _REALS.items():
    scalar(_name, "number", _NUMBER)(_real(_calculate))
for _name, _calculate in _REALS_OF_TWO.items():
    scalar(_name, "number number", _NUMBER)(_real(_calculate))
scalar("log", "number number?", _NUMBER)(_real(_log))


@scalar("pow", "number number", _NUMBER)
def power(x: float, exponent: float) -> float | None:
    """Rounded as products are: pow(2.5, 2) is 6.3, pow(2, 0.5) is 1 (measured on Splunk 10.4.2 by a third party)."""
    result = _power(x, exponent)
    return None if result is None else multiplied(result, x, exponent)


@define("pi", 0, 0, _NUMBER)
def pi(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """To 11 digits, as documented."""
    return lambda row: 3.1415926535


@define("random", 0, 0, _NUMBER)
def random(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """Another number from 0 to 2**31 - 1 in each row."""
    source = Random()
    return lambda row: source.getrandbits(31)


def _values(args: Iterable[Evaluator], row: Row) -> list[Any]:
    """All values of all arguments, those of multivalue fields one by one, without nulls."""
    values: list[Any] = []
    for arg in args:
        value = arg(row)
        if isinstance(value, list):
            values += value
        elif value is not None:
            values.append(value)
    return values


def _no_boolean(call: Call, kinds: Sequence[Kind]) -> Kind:
    if Kind.BOOLEAN in kinds:
        raise invalid(call)
    return Kind.ANY


def _numbers(call: Call, kinds: Sequence[Kind]) -> Kind:
    _no_boolean(call, kinds)
    return Kind.NUMBER


def _literal_key(value: Any) -> SortKey:
    """A string literal is a text though it reads as a number: min("10", "9") is "10", while a field that holds 10 is
    that number (measured on Splunk 10.4.2 by a third party)."""
    return (1, 0, value) if isinstance(value, str) else sort_key(value)


def _extreme(call: Call, args: Sequence[Evaluator], choose: Callable[..., Any]) -> Evaluator:
    keys = [_literal_key if isinstance(arg, Literal) else sort_key for arg in call.args]
    keyed = tuple(zip(args, keys, strict=True))

    def run(row: Row) -> Any:
        ranked = [(key(value), value) for arg, key in keyed for value in _values([arg], row)]
        return choose(ranked, key=itemgetter(0))[1] if ranked else None

    return run


@define("max", 1, None, _no_boolean)
def maximum(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """The greatest of all values; texts are greater than numbers, unlike in stats."""
    return _extreme(call, args, max)


@define("min", 1, None, _no_boolean)
def minimum(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """The least of all values; texts are greater than numbers."""
    return _extreme(call, args, min)


def _sum(args: Sequence[Evaluator], row: Row) -> tuple[Any, int]:
    sizes = [size for value in _values(args, row) if (size := number(value)) is not None]
    return (reduce(plus, sizes) if sizes else None), len(sizes)


@define("sum", 1, None, _numbers)
def total(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """Of the values that are numbers; null when none is."""
    return lambda row: _sum(args, row)[0]


@define("avg", 1, None, _numbers)
def average(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """Of the values that are numbers; null when none is."""
    divide = ARITHMETIC["/"]

    def run(row: Row) -> Any:
        total, count = _sum(args, row)
        return None if total is None else divide(total, count)

    return run
