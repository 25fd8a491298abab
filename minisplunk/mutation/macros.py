"""A macro that searches call in; what else it may say out: nothing that restricts, and what nothing meets."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Span
from .mutant import Idea, Way, replaced
from .written import Spot, Written

OPERATOR = "macro"
_EVERYTHING = ("", "*", "search *", "null()")
_NOTHING = ("NOT *", "search NOT *", "false()", '""')
"""Whether a macro stands for terms, commands or an expression is not said anywhere: what can be read counts."""


def ideas(macro: Written) -> Iterator[Idea]:
    spot = Spot(macro, Span(0, len(macro.text)))
    for what, others in (("emptied", _EVERYTHING), ("such that nothing meets it", _NOTHING)):
        yield Idea(OPERATOR, spot, what, tuple(Way(spot, replaced(other)) for other in others), "definition")
