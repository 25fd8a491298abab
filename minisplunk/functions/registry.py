"""What an eval function is, and the table of all of them: each theme's file adds its own when it is imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Any

from ..dataclass import dataclass
from ..errors import SplError
from ..spl.ast import Call
from ..spl.environment import Environment
from ..values import Row


class Kind(Enum):
    """The type of an expression as it is known before any row is read; TEXT is a string literal."""

    ANY = auto()
    NUMBER = auto()
    TEXT = auto()
    BOOLEAN = auto()
    NULL = auto()


Evaluator = Callable[[Row], Any]
"""Row -> Value, or for a boolean expression True, False or None (null)."""


Typing = Callable[[Call, Sequence[Kind]], Kind]
"""The call's kind from its arguments' kinds; raises `invalid(call)`."""
Builder = Callable[[Call, Sequence[Evaluator], Environment], Evaluator]


@dataclass(frozen=True, slots=True)
class Function:
    least: int
    most: int | None
    typing: Typing
    build: Builder


FUNCTIONS: dict[str, Function] = {}


def define(name: str, least: int, most: int | None, typing: Typing | Kind) -> Callable[[Builder], Builder]:
    """Register a builder under a name (lower case); it takes `least` to `most` arguments."""
    known = typing if not isinstance(typing, Kind) else _always(typing)

    def register(build: Builder) -> Builder:
        FUNCTIONS[name] = Function(least, most, known, build)
        return build

    return register


def _always(kind: Kind) -> Typing:
    return lambda call, kinds: kind


def invalid(call: Call) -> SplError:
    """As Splunk words it for a wrong number or type of arguments."""
    return SplError(f"The arguments to the '{call.function}' function are invalid.", call.span)
