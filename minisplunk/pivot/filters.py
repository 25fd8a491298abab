"""A filter of a pivot and its field in; the search terms that ask for the same, or the command, out."""

from __future__ import annotations

from dataclasses import replace

from ..spl.datasets import DatasetField
from ..spl.quoting import quoted
from .report import Filter, PivotError

_PATTERNS = {"is": "{}", "=": "{}", "contains": "*{}*", "startsWith": "{}*", "endsWith": "*{}"}
_NEGATED = {"isNot": "is", "doesNotContain": "contains", "isNull": "isNotNull"}
_COMPARISONS = frozenset({"=", "!=", "<", ">", "<=", ">="})
_BOOLEANS = {"true": ("true", "1"), "1": ("true", "1"), "false": ("false", "0"), "0": ("false", "0")}
"""What a boolean is compared to -> the values that it then has."""
REGEX = "regex"


def term(each: Filter, field: DatasetField) -> str:
    """Of one that is none of REGEX, which is no term."""
    positive = _NEGATED.get(each.comparator)
    if positive is None and each.comparator == "!=" and field.type == "boolean":
        positive = "="
    if positive is not None:
        return f"(NOT {term(replace(each, comparator=positive), field)})"
    name, value = quoted(field.shown), each.values[0] if each.values else ""
    if field.type == "number" and each.comparator in _COMPARISONS and not _is_number(value):
        raise PivotError(f"A filter compares the field '{each.field}' to no number: {value[:100]!r}.")
    if each.comparator == "isNotNull":
        return f"{name}=*"
    if each.comparator == "in":
        return f"{name} IN ({', '.join(map(quoted, each.values))})"
    if field.type == "boolean" and each.comparator in ("is", "="):
        return f"({' OR '.join(f'{name}={quoted(one)}' for one in _booleans(value))})"
    if each.comparator in _PATTERNS:
        return f"{name}={quoted(_PATTERNS[each.comparator].format(value))}"
    return f"{name}{each.comparator}{quoted(value)}"


def command(each: Filter, field: DatasetField) -> str:
    """Of one of REGEX."""
    return f"regex {quoted(field.shown)}={quoted(each.values[0])}"


def _booleans(value: str) -> tuple[str, ...]:
    if value.lower() not in _BOOLEANS:
        raise PivotError(f"A filter compares a boolean to what is neither true nor false: {value[:100]!r}.")
    return _BOOLEANS[value.lower()]


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
