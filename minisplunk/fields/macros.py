"""A text with macro calls in; the text with the macros of a context in their place out."""

from __future__ import annotations

from collections.abc import Mapping

from ..conf import View
from ..functions import Environment, check, compile_expr
from ..spl.macros import Evaluate, Evaluated, Find, Macro, expand, macro, stanza_name
from ..spl.parser import parse_expression
from ..spl.source import SourceText


def expanded(text: str, view: View, environment: Environment, *, holes: bool = False) -> SourceText:
    """Raises SplError, with its place in the text, for a call that cannot be expanded; see `spl.macros.expand`."""
    return expand(text, finder(view), evaluator(environment), holes=holes)


def finder(view: View) -> Find:
    """Looks macros up in macros.conf as a context sees it."""
    stanzas = view.conf("macros").stanzas

    def find(name: str, count: int) -> Macro | None:
        stanza = stanzas.get(stanza_name(name, count))
        return None if stanza is None else macro(name, count, {key: s.value for key, s in stanza.settings.items()})

    return find


def evaluator(environment: Environment) -> Evaluate:
    """Evaluates the expressions in macros."""

    def evaluate(text: str, fields: Mapping[str, str]) -> Evaluated:
        expression = parse_expression(text)
        return Evaluated(compile_expr(expression, environment)(dict(fields)), check(expression))

    return evaluate
