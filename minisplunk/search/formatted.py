"""A result in; what is shown in place of its values, as fieldformat has it, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import MinisplunkError
from ..functions import Evaluator, compile_expr
from ..spl.command import Formats
from ..spl.environment import Environment
from ..values import Row, Value

Formatted = Callable[[Row], Mapping[str, Value]]
"""What is shown in place of some of a row's values, by field."""


def unformatted(row: Row) -> Mapping[str, Value]:
    """All values are shown as they are."""
    return {}


def formatted(formats: Formats, environment: Environment) -> Formatted:
    """Only a field that is there is shown otherwise: one that was renamed or dropped afterwards stays away."""
    if not formats:
        return unformatted
    evaluators = {name: compile_expr(expr, environment) for name, expr in formats.items()}

    def shown(row: Row) -> Mapping[str, Value]:
        found = {name: _text(evaluate, row) for name, evaluate in evaluators.items() if row.get(name) is not None}
        return {name: value for name, value in found.items() if value is not None}

    return shown


def _text(evaluate: Evaluator, row: Row) -> Value:
    """None where there is nothing to show; the search has its results, so what fails is no failure of it."""
    try:
        value: Value = evaluate(row)
    except MinisplunkError:
        return None
    return value
