"""printf (Search Reference, "Conversion functions", printf): C's conversions, less those that the page leaves out.

[unverified] on a real Splunk: a value that is no number, where one is needed, and a multivalue make the result null; a
negative number is taken as one of 64 bits by the unsigned conversions; values beyond those that the format asks for
have no effect.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import UnsupportedSpl
from ..limits import check_length
from ..spl.ast import Call, Literal
from ..spl.environment import Environment
from ..values import Row
from .parameters import as_integer, as_number, as_text
from .registry import Evaluator, Kind, define, invalid

_CONVERSION = lazy_re.compile(
    r"%(?P<flags>['\-0+ #]*)(?P<width>\d+|\*)?(?P<point>\.(?P<precision>\d+|\*)?)?(?P<letter>.?)", re.ASCII | re.DOTALL
)
_ALIASES = {"i": "d", "p": "X", "z": "s"}
_STAR = "*"
_MOST_DIGITS = 9
"""Of a width or precision; a value of so many characters is refused anyway."""
_UNSIGNED = 2**64
_MANTISSA = 52
_PRECISION = 6


@dataclass(frozen=True, slots=True)
class Conversion:
    """`%08.3f`, say. `width` and `precision`: None where there is none, `*` for one among the values."""

    flags: str
    width: int | str | None
    precision: int | str | None
    letter: str

    @property
    def values(self) -> int:
        """How many values it takes."""
        return (self.letter != "%") + (self.width == _STAR) + (self.precision == _STAR)


class Unknown(Exception):
    """The format has a conversion that there is not here."""


def conversions(format: str) -> Iterator[str | Conversion]:
    """The parts of a format: texts that stand as they are, and conversions. Raises Unknown."""
    position = 0
    for found in _CONVERSION.finditer(format):
        yield format[position : found.start()]
        position = found.end()
        letter = _ALIASES.get(found["letter"], found["letter"])
        if letter != "%" and letter not in _CONVERT:
            raise Unknown(found[0])
        width, precision = _size(found["width"]), _size(found["precision"])
        yield Conversion(found["flags"], width, precision if precision is not None or not found["point"] else 0, letter)
    yield format[position:]


def _size(written: str | None) -> int | str | None:
    if written is None or written == _STAR:
        return written
    return int(written) if len(written.lstrip("0")) <= _MOST_DIGITS else 10**_MOST_DIGITS


# One value

Shown = tuple[str, str]
"""What stands before the zeros that may fill a field, a sign say, and what stands after them."""


def _sign(negative: bool, conversion: Conversion) -> str:
    return "-" if negative else "+" if "+" in conversion.flags else " " if " " in conversion.flags else ""


def _integer(conversion: Conversion, value: Any, precision: int | None) -> Shown | None:
    size = as_integer(value)
    if size is None:
        return None
    letter, alternate = conversion.letter, "#" in conversion.flags
    magnitude = abs(size) if letter == "d" else size % _UNSIGNED
    digits = f"{magnitude:{'d' if letter == 'u' else letter}}" if magnitude or precision != 0 else ""
    digits = digits.rjust(precision or 0, "0")
    if letter == "o":
        return "", "0" + digits if alternate and not digits.startswith("0") else digits
    if letter in "xX":
        return ("0" + letter if alternate and magnitude else ""), digits
    sign = _sign(size < 0, conversion) if letter == "d" else ""
    return sign, _grouped(digits, conversion)


def _real(conversion: Conversion, value: Any, precision: int | None) -> Shown | None:
    size, letter = _double(value), conversion.letter
    if size is None:
        return None
    sign = _sign(math.copysign(1, size) < 0, conversion)
    precision = _PRECISION if precision is None else precision
    if letter in "aA":
        prefix, digits = _hexadecimal(abs(size), precision, "#" in conversion.flags)
        return (sign + prefix, digits) if letter == "a" else (sign + prefix.upper(), digits.upper())
    alternate = "#" if "#" in conversion.flags else ""
    return sign, _grouped(f"{abs(size):{alternate}.{precision}{letter}}", conversion)


def _double(value: Any) -> float | None:
    size = as_number(value)
    try:
        return None if size is None else float(size)
    except OverflowError:
        return math.inf if size is not None and size > 0 else -math.inf


def _grouped(digits: str, conversion: Conversion) -> str:
    """With commas between thousands, where the flag asks for them."""
    whole = digits.partition(".")[0].partition("e")[0]
    if "'" not in conversion.flags or not whole.isdigit():
        return digits
    first = len(whole) % 3
    groups = [whole[:first]] * bool(first) + [whole[at : at + 3] for at in range(first, len(whole), 3)]
    return ",".join(groups) + digits[len(whole) :]


def _hexadecimal(size: float, precision: int, point: bool) -> Shown:
    """The prefix and the digits of a positive double, its last digit rounded to the nearest, of two to the even one."""
    if not math.isfinite(size):
        return "", f"{size}"
    fraction, exponent = math.frexp(size)
    mantissa = int(fraction * 2 ** (_MANTISSA + 1))
    cut = _MANTISSA - 4 * precision
    if cut > 0:
        mantissa, rest = divmod(mantissa, 1 << cut)
        mantissa += (2 * rest, mantissa % 2) > (1 << cut, 0)
        cut = 0
    digits = f"{mantissa:x}" + "0" * (-cut // 4)
    lead = digits[: len(digits) - precision]
    shown = lead or "0"
    if precision or point:
        shown += "." + digits[len(lead) :].rjust(precision, "0")
    return "0x", f"{shown}p{exponent - 1 if size else 0:+d}"


def _text(conversion: Conversion, value: Any, precision: int | None) -> Shown | None:
    """Null is the text "Null" (measured on Splunk 10.4.2 by a third party)."""
    single = "Null" if value is None else str(value) if isinstance(value, bool) else as_text(value)
    return None if single is None else ("", single[:precision])


def _character(conversion: Conversion, value: Any, precision: int | None) -> Shown | None:
    """The character of a code point, or the first one of a text."""
    if isinstance(value, str):
        return "", value[:1]
    point = as_integer(value)
    known = point is not None and 0 <= point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF
    return ("", chr(point)) if known and point is not None else None


_Convert = Callable[[Conversion, Any, int | None], Shown | None]
_CONVERT: dict[str, _Convert] = {
    **dict.fromkeys("duoxX", _integer),
    **dict.fromkeys("aAeEfFgG", _real),
    "s": _text,
    "c": _character,
}


def formatted(parts: Sequence[str | Conversion], values: Sequence[Any]) -> str | None:
    """The text of all parts; null when a value is missing or does not fit. Raises LimitError for a text too long."""
    remaining, shown, length = iter(values), list[str](), 0
    for part in parts:
        single = part if isinstance(part, str) else _converted(part, remaining)
        if single is None:
            return None
        length += len(single)
        check_length(length)
        shown.append(single)
    return "".join(shown)


def _converted(conversion: Conversion, values: Iterator[Any]) -> str | None:
    try:
        width = _asked(conversion.width, values)
        precision = _asked(conversion.precision, values)
        if conversion.letter == "%":
            return "%"
        value = next(values)
    except (StopIteration, ValueError):
        return None
    check_length(max(abs(width or 0), precision or 0))
    if precision is not None and precision < 0:
        precision = None
    found = _CONVERT[conversion.letter](conversion, value, precision)
    if found is None:
        return None
    before, after = found
    fill = abs(width or 0) - len(before) - len(after)
    if "-" in conversion.flags or (width or 0) < 0:
        return before + after + " " * fill
    return before + "0" * fill + after if _zeros(conversion, after, precision) else " " * fill + before + after


def _zeros(conversion: Conversion, digits: str, precision: int | None) -> bool:
    """Whether zeros fill the field: not before texts, inf and nan, nor where there is a least number of digits."""
    if "0" not in conversion.flags or conversion.letter in "sc":
        return False
    exact = precision is not None and conversion.letter in "duoxX"
    return not exact and digits[:3].lower() not in ("inf", "nan")


def _asked(size: int | str | None, values: Iterator[Any]) -> int | None:
    """A width or precision. Raises ValueError when the value for it is no number, StopIteration without one."""
    if not isinstance(size, str):
        return size
    given = as_integer(next(values))
    if given is None:
        raise ValueError(size)
    return given


# The function


def _checked(call: Call, kinds: Sequence[Kind]) -> Kind:
    if kinds[0] not in (Kind.ANY, Kind.TEXT):
        raise invalid(call)
    format = call.args[0]
    if isinstance(format, Literal) and isinstance(format.value, str):
        try:
            parts = list(conversions(format.value))
        except Unknown as unknown:
            raise UnsupportedSpl(f"The conversion '{unknown}' of printf.", format.span) from unknown
        if sum(part.values for part in parts if isinstance(part, Conversion)) > len(kinds) - 1:
            raise UnsupportedSpl("printf with fewer values than its format asks for.", call.span)
    return Kind.ANY


@define("printf", 1, None, _checked)
def printf(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """A text made of a format and values; null when a format that comes from a field is none."""
    literal = call.args[0].value if isinstance(call.args[0], Literal) else None
    parts = list(conversions(literal)) if isinstance(literal, str) else None

    def run(row: Row) -> Any:
        made = parts if parts is not None else _parts(args[0](row))
        return None if made is None else formatted(made, [arg(row) for arg in args[1:]])

    return run


def _parts(format: Any) -> list[str | Conversion] | None:
    single = None if format is None else as_text(format)
    try:
        return None if single is None else list(conversions(single))
    except Unknown:
        return None
