"""Functions on the bits of whole numbers from 0 to 2**53 - 1 (Search Reference, "Bitwise functions").

A number outside that range gives null. [unverified] on a real Splunk: so does one with decimals.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, or_, xor

from .parameters import BITS, scalar
from .registry import Kind

_ALL = (1 << BITS) - 1


def _folded(operation: Callable[[int, int], int]) -> Callable[..., int]:
    return lambda *numbers: reduce(operation, numbers)


for _name, _operation in {"bit_and": and_, "bit_or": or_, "bit_xor": xor}.items():
    scalar(_name, "bits bits bits*", Kind.NUMBER)(_folded(_operation))


@scalar("bit_not", "bits bits?", Kind.NUMBER)
def bit_not(number: int, mask: int = _ALL) -> int:
    """Every bit inverted; only those of the mask are kept."""
    return ~number & mask


@scalar("bit_shift_left", "bits bits", Kind.NUMBER)
def bit_shift_left(number: int, offset: int) -> int:
    """What is shifted beyond the 53rd bit is lost."""
    return number << offset & _ALL if offset < BITS else 0


@scalar("bit_shift_right", "bits bits", Kind.NUMBER)
def bit_shift_right(number: int, offset: int) -> int:
    return number >> min(offset, BITS)
