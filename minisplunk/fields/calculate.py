"""EVAL-<field>: calculated fields.

props.conf.spec, EVAL-<fieldname>: all are calculated in parallel, from the fields as extracted and aliased; none sees
another. [unverified]: an expression without a value (null) removes the field, as in the eval command.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ..conf.parser import Setting
from ..errors import ConfError, LimitError, PlacedError, SplError, UnsupportedConf, UnsupportedSpl
from ..functions import Environment, Evaluator, check, compile_expr
from ..spl.ast import Expr, fields_of
from ..spl.fields import Fields
from ..spl.parser import parse_expression
from ..values import Row
from .default import Event
from .stage import Plan, Situation, more

_OF_EVAL = "Error in 'eval' command: "


def plan(wanted: Fields, situation: Situation) -> Plan:
    calculated: dict[str, Evaluator] = {}
    needs: set[str] = set()
    for name, setting in situation.settings("EVAL-"):
        if name not in wanted:
            continue
        try:
            expression, evaluate = _compiled(setting, situation.stanza_of(setting), _environment(setting, situation))
            calculated[name] = _bounded(evaluate, setting, situation)
        except ConfError as error:
            situation.pass_over(error, wanted, [name])
            continue
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


def _environment(setting: Setting, situation: Situation) -> Environment:
    """Its messages say which field they are about."""

    def message(kind: str, text: str) -> None:
        situation.report(kind, str(setting.error(f"{setting.key}: {text}")))

    return replace(situation.environment, message=message, lookup=None)


def _bounded(evaluate: Evaluator, setting: Setting, situation: Situation) -> Evaluator:
    """A value that would be too great is none: it costs its field, and not the search."""

    def bounded(row: Row) -> Any:
        try:
            return evaluate(row)
        except LimitError as error:
            situation.lose(setting, error)
            return None

    return bounded


def _compiled(setting: Setting, stanza: str, environment: Environment) -> tuple[Expr, Evaluator]:
    """The expression of a calculated field. Raises ConfError or UnsupportedConf, with the setting's place.

    The words are those of CalcFieldProcessor in splunkd.log (github.com/olafhartong/ThreatHunting, issue 43).
    """
    try:
        return expression_of(setting, environment)
    except UnsupportedSpl as error:
        raise UnsupportedConf(f"{setting.key}: {error.message}", setting.file, setting.line) from error
    except PlacedError as error:
        reason = error.message.removeprefix(_OF_EVAL)
        raise setting.error(f"Invalid eval expression for '{setting.key}' in stanza [{stanza}]: {reason}") from error


def expression_of(setting: Setting, environment: Environment) -> tuple[Expr, Evaluator]:
    """The expression of a calculated field, and what evaluates it. Raises SplError and UnsupportedSpl."""
    expression = _parsed(setting.value)
    if check(expression):
        raise SplError("Fields cannot be assigned a boolean result.")
    return expression, compile_expr(expression, environment)


_parsed = lru_cache(1024)(parse_expression)
"""Each search reads them anew, and the same texts come back as often as there are searches, and Splunks."""


def names(situation: Situation) -> Iterator[str]:
    """The calculated fields of a kind of event."""
    return (name for name, _ in situation.settings("EVAL-"))
