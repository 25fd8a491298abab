"""Functions that ask what a value is (Search Reference, "Informational functions")."""

from __future__ import annotations

from typing import Any

from ..values import number
from .parameters import scalar
from .registry import Kind

_YES_NO = Kind.BOOLEAN


def _is_bool(value: Any) -> bool:
    return value is True or value is False


def _number(value: Any) -> int | float | None:
    return None if _is_bool(value) else number(value)


@scalar("isnull", "any", _YES_NO)
def isnull(value: Any) -> bool:
    return value is None


@scalar("isnotnull", "any", _YES_NO)
def isnotnull(value: Any) -> bool:
    return value is not None


@scalar("isbool", "any", _YES_NO)
def isbool(value: Any) -> bool:
    return _is_bool(value)


@scalar("isnum", "any", _YES_NO)
def isnum(value: Any) -> bool:
    """A field counts as a number when its text reads as one."""
    return _number(value) is not None


@scalar("isint", "any", _YES_NO)
def isint(value: Any) -> bool:
    return type(_number(value)) is int


@scalar("isdouble", "any", _YES_NO)
def isdouble(value: Any) -> bool:
    return isinstance(_number(value), float)


@scalar("isstr", "any", _YES_NO)
def isstr(value: Any) -> bool:
    return isinstance(value, str) and number(value) is None


@scalar("ismv", "any", _YES_NO)
def ismv(value: Any) -> bool:
    return isinstance(value, list)


@scalar("typeof", "any")
def typeof(value: Any) -> str:
    """Number, String, Bool, Multivalue, or Invalid for null (Search Reference, typeof, its example)."""
    if value is None:
        return "Invalid"
    if _is_bool(value):
        return "Bool"
    if isinstance(value, list):
        return "Multivalue"
    return "String" if number(value) is None else "Number"
