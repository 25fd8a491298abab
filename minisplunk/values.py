"""Splunk's field values: how a text reads as a number, how a number prints, how values fold, compare and sort."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, MutableMapping, Sequence
from heapq import merge
from itertools import islice

from . import lazy_re

Value = str | int | float | list[str] | None
"""What a field can hold; null is the absence of a value, a list (two or more texts) is a multivalue field."""
Row = MutableMapping[str, Value]

_NUMBER = lazy_re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_EXACT = 2**53
"""Up to here a double, which is what Splunk calculates with, holds every integer."""
_INTEGRAL = 1e17


class Delimited(list[str]):
    """Values that know what to stand between them where they become one text."""

    __slots__ = ("delim",)

    def __init__(self, values: Iterable[str], delim: str) -> None:
        super().__init__(values)
        self.delim = delim


class Fixed(float):
    """A number known to `places` decimal places, and printed with them: "0.50" reads as Fixed(0.5, 2).

    Splunk rounds what it prints to the precision of what went in, so eval's 3 * 0.5 prints as 2 (Search Reference,
    eval, "Rounding"; Splunk wiki, "BadMath"). Whole numbers, and plain floats, count as exact.
    """

    __slots__ = ("places",)

    places: int

    def __new__(cls, number: float, places: int) -> Fixed:
        """`places` may be below zero: `sigfig` then rounds before the decimal point, nothing else does."""
        self = float.__new__(cls, number)  # quicker than super()
        self.places = places
        return self

    def __reduce__(self) -> tuple[type[Fixed], tuple[float, int]]:
        return Fixed, (float(self), self.places)


def text(value: str | int | float) -> str:
    """A single value as Splunk prints it: 5 for 10/2, 0.3333333333333333 for 1/3, inf and nan by name.

    At most 17 significant digits, and no more than the double needs (Search Reference, eval, "Numeric calculations").
    """
    kind = type(value)
    if kind is float:
        return _print(value)  # type: ignore[arg-type]
    if kind is Fixed and math.isfinite(value):  # type: ignore[arg-type]
        return _print_fixed(value)  # type: ignore[arg-type]
    return _print(float(value)) if isinstance(value, float) else str(value)


def _print_fixed(number: Fixed) -> str:
    """A half is rounded away from zero, and the shortest decimal of the double is what counts, not its binary value:
    6.25 to one place is 6.3 (measured on Splunk 10.4.2 by a third party, as pow(2.5, 2)), and 8.250 * 0.20, or 1.65, is
    1.7 (Search Reference, eval, "Rounding")."""
    places = max(number.places, 0)
    exact: float = number
    shortest = repr(number)
    if shortest[-1] == "5" and len(shortest.partition(".")[2]) == places + 1:
        exact = math.nextafter(number, math.copysign(math.inf, number))
    return f"{exact:.{places}f}"


def _print(number: float) -> str:
    if number.is_integer() and -_INTEGRAL < number < _INTEGRAL:
        return str(int(number))
    return repr(number)


def texts(value: Value) -> list[str]:
    """All values of a field as texts, in order; none for null."""
    if value is None:
        return []
    return value if isinstance(value, list) else [text(value)]


def multivalue(values: Sequence[str]) -> Value:
    """The value that holds these texts: null for none, the text itself for one."""
    if len(values) > 1:
        return list(values)
    return values[0] if values else None


def number(value: Value) -> int | float | None:
    """The number that a value reads as, else None; integers beyond 2**53 become doubles, decimals become Fixed.

    Blanks around a number make it a text (Search Reference, tonumber: trim first). A multivalue field is no number.
    """
    if isinstance(value, str):
        if value.isdecimal() and len(value) < 16 and value.isascii():
            return int(value)
        return _parse(value) if _NUMBER.fullmatch(value) else None
    if isinstance(value, list):
        return None
    return value


def _parse(written: str) -> int | float:
    size = float(written)
    fraction = written.partition(".")[2]
    if fraction.isdecimal():
        return Fixed(size, len(fraction))
    if size.is_integer() and -_EXACT <= size <= _EXACT:
        return int(size)
    return size


def fold(value: str) -> str:
    """A text as the search command compares it, in lower case.

    The Kelvin sign and the dotted capital I stay as they are: only an ASCII text may fold to ASCII, or a prefilter over
    raw bytes that folds ASCII alone would miss events. Both small sigmas fold to the same letter.
    """
    if value.isascii():
        return value.lower()
    if "\u212a" in value or "\u0130" in value:
        return "".join(c if c in "\u212a\u0130" else c.lower() for c in value).replace("ς", "σ")
    return value.lower().replace("ς", "σ")


SortKey = tuple[int, float, str]


def sort_key(value: Value) -> SortKey:
    """A total order over values: numbers by size, then texts by code point, then null.

    A multivalue field sorts by its values joined with newlines (limits.conf.spec, [stats], natural order of by-fields).
    """
    if value is None:
        return (2, 0, "")
    if isinstance(value, list):
        return (1, 0, "\n".join(value))
    size = number(value)
    if size is None or math.isnan(size):
        return (1, 0, text(value))
    return (0, size, text(value))


_AT_ONCE = 100_000
"""Texts that are sorted or compared in one call: no other thread gets its turn meanwhile."""


def in_order(values: Collection[str]) -> list[str]:
    """Texts in lexicographical order; a great many are sorted by parts, and those merged."""
    if len(values) <= _AT_ONCE:
        return sorted(values)
    remaining = iter(values)
    parts = iter(lambda: sorted(islice(remaining, _AT_ONCE)), [])
    return list(merge(*parts))


def distinct(values: list[str]) -> list[str]:
    """Texts without repetitions, each where it comes first; likewise."""
    seen: dict[str, None] = {}
    for start in range(0, len(values), _AT_ONCE):
        seen.update(dict.fromkeys(values[start : start + _AT_ONCE]))
    return list(seen)
