"""Functions that choose: if, case, validate, coalesce, null, nullif, true, false (Search Reference, "Comparison and
Conditional functions")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..spl.ast import Call
from ..spl.environment import Environment
from ..values import Row
from .operators import comparison
from .parameters import scalar
from .registry import Evaluator, Kind, define, invalid

_CONDITIONS = (Kind.BOOLEAN, Kind.NULL)


def _common(call: Call, kinds: Sequence[Kind]) -> Kind:
    """The kind of a choice: boolean only when every branch is; booleans and values cannot be mixed."""
    known = set(kinds) - {Kind.NULL}
    if Kind.BOOLEAN in known and len(known) > 1:
        raise invalid(call)
    if not known:
        return Kind.NULL
    return next((kind for kind in (Kind.BOOLEAN, Kind.NUMBER) if known == {kind}), Kind.ANY)


def _choice(call: Call, kinds: Sequence[Kind]) -> Kind:
    if kinds[0] not in _CONDITIONS:
        raise invalid(call)
    return _common(call, kinds[1:])


def _pairs(call: Call, kinds: Sequence[Kind]) -> Kind:
    if len(kinds) % 2 or any(kind not in _CONDITIONS for kind in kinds[::2]):
        raise invalid(call)
    return _common(call, kinds[1::2])


@define("if", 3, 3, _choice)
def if_(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """A condition that is null chooses as false does."""
    condition, then, otherwise = args
    return lambda row: then(row) if condition(row) is True else otherwise(row)


def _first(args: Sequence[Evaluator], wanted: bool) -> Evaluator:
    pairs = tuple(zip(args[::2], args[1::2], strict=True))

    def run(row: Row) -> Any:
        for condition, value in pairs:
            if condition(row) is wanted:
                return value(row)
        return None

    return run


@define("case", 2, None, _pairs)
def case(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """The value of the first condition that is true; null when none is."""
    return _first(args, True)


@define("validate", 2, None, _pairs)
def validate(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """The value of the first condition that is false; null when none is."""
    return _first(args, False)


@define("coalesce", 1, None, _common)
def coalesce(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """The first value that is not null; an empty text is not null."""

    def run(row: Row) -> Any:
        for arg in args:
            value = arg(row)
            if value is not None:
                return value
        return None

    return run


@define("null", 0, 0, Kind.NULL)
def null(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    return lambda row: None


@define("true", 0, 0, Kind.BOOLEAN)
def true(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    return lambda row: True


@define("false", 0, 0, Kind.BOOLEAN)
def false(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    return lambda row: False


_same = comparison("=", as_texts=False)


@scalar("nullif", "any any")
def nullif(first: Any, second: Any) -> Any:
    """The first value, or null when both are equal."""
    return None if first is not None and second is not None and _same(first, second) else first
