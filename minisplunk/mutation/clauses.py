"""Search terms in; ideas for others out: clauses dropped, negated, with other operators and values."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Span
from ..spl import lexer
from ..spl.ast import And, Comparison, Keyword, Not, Or, SearchTerm, Subsearch
from ..spl.lexer import Token
from .idea import CLAUSE, DROPPED, OPPOSITE, Idea, Way, another, negated, way, with_gap
from .parentheses import balanced, enclosed
from .written import Origins


def of_terms(origins: Origins, term: SearchTerm) -> Iterator[Idea]:
    """Ideas for all terms of an expression."""
    whole = _place(origins, term)
    if not isinstance(term, And | Or):
        yield from _alone(origins, term, whole)
    yield from _within(origins, term)


def _within(origins: Origins, term: SearchTerm) -> Iterator[Idea]:
    match term:
        case And(terms) | Or(terms):
            places = [_place(origins, inner) for inner in terms]
            for n, inner in enumerate(terms):
                between = with_gap(places, n)
                ways = [way(origins, between, "")]
                if isinstance(term, And):
                    ways.insert(0, way(origins, places[n], ""))
                yield Idea(CLAUSE, origins.spot(places[n]), "dropped", tuple(ways))
                if not isinstance(inner, Not):
                    bare = balanced(origins.source.text, inner.span) == places[n]
                    yield negated(origins, places[n], several=bare and isinstance(inner, And | Or))
                yield from _within(origins, inner)
        case Not(inner):
            spot = origins.spot(Span(term.span.start, _place(origins, inner).start))
            yield Idea(CLAUSE, origins.spot(_place(origins, term)), "not negated", (Way(spot, DROPPED),))
            yield from _within(origins, inner)
        case Comparison():
            yield from _of_comparison(origins, term)


def _alone(origins: Origins, term: SearchTerm, whole: Span) -> Iterator[Idea]:
    """The only term of a command."""
    if isinstance(term, Comparison | Keyword | Not | Subsearch):
        yield Idea(CLAUSE, origins.spot(whole), "dropped", (way(origins, whole, "*"),))
    if isinstance(term, Comparison | Keyword | Subsearch):
        yield negated(origins, whole)


def _of_comparison(origins: Origins, term: Comparison) -> Iterator[Idea]:
    tokens = list(_tokens(origins, term.span))
    shown = origins.spot(term.span)
    if len(tokens) == 3:
        _, sign, value = tokens
        new = OPPOSITE[sign.text]
        yield Idea(CLAUSE, shown, f"asked with `{new}`", (way(origins, sign.span, new),))
        yield Idea(
            CLAUSE, shown, "asked for another value", (way(origins, value.span, another(value.text), exact=True),)
        )
    elif len(tokens) > 1 and tokens[1].is_word("in"):  # field IN ( value , value )
        values = [token for token in tokens[3:-1] if token.text != "," or token.quoted]
        for n, value in enumerate(values):
            gap = with_gap([token.span for token in values], n)
            ways = (way(origins, gap, ""),) if len(values) > 1 else ()
            yield Idea(CLAUSE, origins.spot(value.span), "dropped", ways, "value")


def _tokens(origins: Origins, span: Span) -> Iterator[Token]:
    """The field, the sign and the value, or what stands in IN ( )."""
    source, position, after_sign = origins.source, span.start, False
    while position < span.end:
        read = lexer.value if after_sign else lexer.word
        token = read(source, position, span.end)
        if token is None:
            return
        yield token
        after_sign = token.kind == "punctuation" and token.text in OPPOSITE
        position = token.span.end


def _place(origins: Origins, term: SearchTerm) -> Span:
    text = origins.source.text
    return enclosed(text, term.span, Span(0, len(text)))
