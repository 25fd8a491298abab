"""An aggregate in; ideas for others out: it dropped, or worked out by another function under the same name."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Span
from ..operators.aggregation import Term
from ..spl import lexer, quoting
from ..spl.pipeline import Stage
from .idea import DROPPED, Idea, Way, way
from .written import Origins

OPERATOR = "aggregate"
OTHER = {
    "count": ("dc",),
    "min": ("max", "avg"),
    "max": ("min", "avg"),
    "first": ("last", "values"),
    "last": ("first", "values"),
    "earliest": ("latest", "values"),
    "latest": ("earliest", "values"),
    "sum": ("avg", "max"),
    "avg": ("sum", "max"),
    "values": ("list", "first"),
    "list": ("values", "first"),
}
"""Of several the first that the command does not have of the field already. Any other function becomes a count."""


def of_term(origins: Origins, stage: Stage, term: Term) -> Iterator[Idea]:
    whole, named = _whole(origins, term, stage.span.end)
    shown = origins.spot(whole)
    yield Idea(OPERATOR, shown, "dropped", (Way(shown, DROPPED),))
    name = "" if named else f" as {quoting.quoted(term.name)}"
    if term.counts_rows:
        fields = (*stage.command.groups_by, "_time")
        others = [f"dc({quoting.quoted(field)})" for field in fields]
    else:
        word = lexer.word(origins.source, term.span.start, term.span.end)
        assert word is not None  # the function
        arguments = origins.source.text[word.span.end : term.span.end]
        others = [other + arguments for other in OTHER.get(term.function, ("count",))]
    ways = [way(origins, term.span, other + name, exact=True, what=f"worked out by {other}") for other in others]
    yield Idea(OPERATOR, shown, "", tuple(ways))


def _whole(origins: Origins, term: Term, end: int) -> tuple[Span, bool]:
    """A term with its name, and whether it has one."""
    position = term.span.end
    word = lexer.word(origins.source, position, end)
    if word is not None and word.text == "," and not word.quoted:
        word = lexer.word(origins.source, word.span.end, end)
    if word is None or not word.is_word("as"):
        return term.span, False
    name = lexer.word(origins.source, word.span.end, end)
    return Span(term.span.start, name.span.end if name else word.span.end), True
