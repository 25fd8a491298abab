"""The macros that an app and user see, put into a search."""

from __future__ import annotations

from ..conf import View
from ..errors import SpanError, SplError
from ..functions import Environment, check, compile_expr
from ..spl.macros import Evaluate, Find, Macro, expand, macro, stanza_name
from ..spl.parser import parse_expression
from ..spl.source import Source
from .request import Request


def expanded(request: Request, view: View) -> Source:
    """The search with its macros expanded. Raises SplError with the place of the call in the user's text."""
    return expand(request.spl, finder(view), _evaluator(request))


def finder(view: View) -> Find:
    """Looks macros up in macros.conf as an app and user see it."""
    stanzas = view.conf("macros").stanzas

    def find(name: str, count: int) -> Macro | None:
        stanza = stanzas.get(stanza_name(name, count))
        return None if stanza is None else macro(name, count, {key: s.value for key, s in stanza.settings.items()})

    return find


def _evaluator(request: Request) -> Evaluate:
    def evaluate(text: str) -> object:
        expression = parse_expression(text)
        try:
            check(expression)
        except SpanError as fault:
            raise SplError(fault.message) from fault
        return compile_expr(expression, Environment(request.now, request.zone))({})

    return evaluate
