"""Functions between types (Search Reference, "Conversion functions")."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address
from typing import Any

from ..spl.ast import Call, Literal
from ..spl.environment import Environment
from ..values import Row, number, text
from .addresses import address
from .parameters import as_integer, as_number, scalar
from .registry import Evaluator, Kind, define, invalid


def _parses(call: Call) -> bool:
    """Whether the arguments make a number, when all of them are literals."""
    literals = [arg.value for arg in call.args if isinstance(arg, Literal)]
    if len(literals) < len(call.args):
        return True
    bases = [as_integer(base) for base in literals[1:]]
    return None not in bases and tonumber(text(literals[0]), *bases) is not None  # type: ignore[arg-type]


@scalar("tonumber", "value integer?", Kind.NUMBER, valid=_parses)
def tonumber(value: str, base: int = 10) -> float | None:
    """Null for a text that is no number in the base (2 to 36), an error for such a literal; blanks around it count."""
    if base == 10:
        return number(value)
    if not 2 <= base <= 36 or not value.lstrip("+-").isalnum() or not value.isascii():
        return None
    try:
        return number(str(int(value, base)))
    except ValueError:
        return None


@scalar("toint", "value integer?", Kind.NUMBER)
def toint(value: str, base: int = 10) -> float | None:
    """The whole number at or below a number; null for a text that is none, be it a literal."""
    size = tonumber(value, base)
    return None if size is None or not math.isfinite(size) else math.floor(size)


@scalar("todouble", "value integer?", Kind.NUMBER)
def todouble(value: str, base: int = 10) -> float | None:
    """A double, which prints as other numbers do; null for a text that is no number, be it a literal."""
    size = tonumber(value, base)
    return float(size) if isinstance(size, int) else size


@scalar("tobool", "any", Kind.BOOLEAN)
def tobool(value: Any) -> bool | None:
    """True for true, True and a number but zero, false for false, False and zero; null for all else."""
    if type(value) is bool or value is None or isinstance(value, list):
        return value if type(value) is bool else None
    size = number(value)
    return _BOOLEANS.get(value) if size is None else size != 0


_BOOLEANS: dict[Any, bool] = {"true": True, "True": True, "false": False, "False": False}


@scalar("ipmask", "text value")
def ipmask(mask: str, ip: str) -> str | None:
    """The bits of an IPv4 address that a mask has, as an address: 0.0.0.96 of 0.0.0.224 and 10.20.30.120."""
    bits, masked = address(mask), address(ip)
    if not isinstance(bits, IPv4Address) or not isinstance(masked, IPv4Address):
        return None
    return str(IPv4Address(int(bits) & int(masked)))


def _hex(value: float) -> str:
    return ("-0x" if value < 0 else "0x") + f"{abs(int(value)):X}"


def _binary(value: float) -> str:
    return f"{int(value):b}"


def _commas(value: float) -> str:
    """With commas between thousands, and at most two decimal places: 12,345.68."""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.2f}"


def _duration(value: float) -> str:
    """[days+]HH:MM:SS, with the fraction where the number has one: 615 is 00:10:15."""
    sign, size = ("-", -value) if value < 0 else ("", value)
    whole = int(size)
    days, rest = divmod(whole, 86400)
    shown = f"{rest // 3600:02d}:{rest % 3600 // 60:02d}:{rest % 60:02d}"
    fraction = f"{size - whole:.6f}"[1:] if size != whole else ""
    return sign + (f"{days}+" if days else "") + shown + fraction


_FORMATS: dict[str, Callable[[float], str]] = {
    "binary": _binary,
    "commas": _commas,
    "duration": _duration,
    "hex": _hex,
}


def _format(call: Call, kinds: Sequence[Kind]) -> Kind:
    if len(call.args) == 2:
        format = call.args[1]
        if kinds[0] is Kind.BOOLEAN or (isinstance(format, Literal) and format.value not in _FORMATS):
            raise invalid(call)
    return Kind.ANY


@define("tostring", 1, 2, _format)
def tostring(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """A boolean is "True" or "False"; a number prints as it is, or as hex, commas, duration or binary say.

    Without a format null is the text "Null" (measured on Splunk 10.4.2 by a third party).
    """
    if len(args) == 1:
        value_of = args[0]
        return lambda row: "Null" if (value := value_of(row)) is None else _plain(value)

    def run(row: Row) -> Any:
        value, format = args[0](row), args[1](row)
        if value is None or not isinstance(format, str) or format not in _FORMATS:
            return None
        size = as_number(value)
        return _plain(value) if size is None or not math.isfinite(size) else _FORMATS[format](size)

    return run


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return value
    return str(value) if type(value) is bool else text(value)
