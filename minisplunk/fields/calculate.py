"""EVAL-<field>: calculated fields.

props.conf.spec, EVAL-<fieldname>: all are calculated in parallel, from the fields as extracted and aliased; none sees
another. [unverified]: an expression without a value (null) removes the field, as in the eval command.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..conf.parser import Setting
from ..errors import ConfError, PlacedError
from ..functions import Evaluator, check, compile_expr
from ..spl.ast import Expr, fields_of
from ..spl.fields import Fields
from ..spl.parser import parse_expression
from .default import Event
from .stage import Plan, Situation, more


def plan(wanted: Fields, situation: Situation) -> Plan:
    environment = replace(situation.environment, message=situation.report)
    calculated: dict[str, Evaluator] = {}
    needs: set[str] = set()
    for name, setting in situation.settings("EVAL-"):
        if name not in wanted:
            continue
        try:
            expression = expression_of(setting)
        except ConfError as error:
            situation.cannot_make(name, wanted, error)
            continue
        calculated[name] = compile_expr(expression, environment)
        needs |= fields_of(expression)
    if not calculated:
        return Plan((), wanted)

    def step(event: Event, raw: str) -> None:
        values = [(name, evaluate(event)) for name, evaluate in calculated.items()]
        for name, value in values:
            if value is None:
                event.pop(name, None)
            else:
                event[name] = value

    return Plan((step,), more(wanted.without(calculated), needs))


def expression_of(setting: Setting) -> Expr:
    """The expression of a calculated field. Raises ConfError or UnsupportedConf, with the setting's place."""
    try:
        expression = parse_expression(setting.value)
        if check(expression):
            raise setting.error(f"{setting.key}: Fields cannot be assigned a boolean result.")
    except PlacedError as error:
        raise setting.faulty(error, f"{setting.key}: ") from error
    return expression


def names(situation: Situation) -> Iterator[str]:
    """The calculated fields of a kind of event."""
    return (name for name, _ in situation.settings("EVAL-"))
