"""Search terms and conditions in; ideas for others out: clauses dropped, negated, with other operators and values."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Span
from ..spl import lexer, quoting
from ..spl.ast import And, Binary, Call, Comparison, Expr, Keyword, Literal, Not, Or, SearchTerm, Subsearch, Unary
from ..spl.lexer import Token
from ..values import number
from .mutant import DROPPED, Idea, Way, replaced
from .parentheses import balanced, enclosed
from .written import Origins

OPERATOR = "clause"
OTHER = {"=": "!=", "==": "!=", "!=": "=", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
"""What is true where the other is false; the clause then asks for the opposite."""
_JOINING = ("AND", "OR", "XOR")
_TESTED = ("like", "match", "in", "cidrmatch", "searchmatch")
"""Functions whose values in quotes say what is looked for."""


# The search command, and others that take its terms


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
                ways = [_way(origins, between, "")]
                if isinstance(term, And):
                    ways.insert(0, _way(origins, places[n], ""))
                yield Idea(OPERATOR, origins.spot(places[n]), "dropped", tuple(ways))
                if not isinstance(inner, Not):
                    yield _negated(origins, places[n])
                yield from _within(origins, inner)
        case Not(inner):
            spot = origins.spot(Span(term.span.start, _place(origins, inner).start))
            yield Idea(OPERATOR, origins.spot(_place(origins, term)), "not negated", (Way(spot, DROPPED),))
            yield from _within(origins, inner)
        case Comparison():
            yield from _of_comparison(origins, term)


def _alone(origins: Origins, term: SearchTerm, whole: Span) -> Iterator[Idea]:
    """The only term of a command."""
    if isinstance(term, Comparison | Keyword | Not | Subsearch):
        yield Idea(OPERATOR, origins.spot(whole), "dropped", (_way(origins, whole, "*"),))
    if isinstance(term, Comparison | Keyword | Subsearch):
        yield _negated(origins, whole)


def _of_comparison(origins: Origins, term: Comparison) -> Iterator[Idea]:
    tokens = list(_tokens(origins, term.span))
    shown = origins.spot(term.span)
    if len(tokens) == 3:
        _, sign, value = tokens
        new = OTHER[sign.text]
        yield Idea(OPERATOR, shown, f"asked with `{new}`", (_way(origins, sign.span, new),))
        yield Idea(OPERATOR, shown, "asked for another value", (_way(origins, value.span, _another(value.text)),))
    elif len(tokens) > 4:  # field IN ( value , value )
        values = [token for token in tokens[3:-1] if token.text != "," or token.quoted]
        for n, value in enumerate(values):
            gap = with_gap([token.span for token in values], n)
            ways = (_way(origins, gap, ""),) if len(values) > 1 else ()
            yield Idea(OPERATOR, origins.spot(value.span), "dropped", ways, "value")


def _tokens(origins: Origins, span: Span) -> Iterator[Token]:
    """The field, the sign and the value, or what stands in IN ( )."""
    source, position, after_sign = origins.source, span.start, False
    while position < span.end:
        read = lexer.value if after_sign else lexer.word
        token = read(source, position, span.end)
        if token is None:
            return
        yield token
        after_sign = token.kind == "punctuation" and token.text in OTHER
        position = token.span.end


def _place(origins: Origins, term: SearchTerm) -> Span:
    text = origins.source.text
    return enclosed(text, term.span, Span(0, len(text)))


# The expressions of where and eval


def of_expression(origins: Origins, expr: Expr, *, condition: bool) -> Iterator[Idea]:
    """Ideas for the conditions in an expression. `condition`: it is one itself."""
    match expr:
        case Binary(op, left, right) if op in _JOINING:
            for part, gap in _sides(origins, expr):
                yield Idea(OPERATOR, origins.spot(part), "dropped", (_way(origins, gap, ""),))
            for side in (left, right):
                yield from of_expression(origins, side, condition=True)
        case Unary("NOT", operand):
            whole = balanced(origins.source.text, expr.span)
            inner = enclosed(origins.source.text, operand.span, whole)
            if inner.start > whole.start:  # `x NOT IN (y)` has it in the middle
                spot = origins.spot(Span(whole.start, inner.start))
                yield Idea(OPERATOR, origins.spot(whole), "not negated", (Way(spot, DROPPED),))
            yield from of_expression(origins, operand, condition=False)
        case Binary(op, left, right) if op in OTHER:
            yield from _of_binary(origins, expr)
            for side in (left, right):
                yield from of_expression(origins, side, condition=False)
        case Call(function, args):
            if condition:
                yield _negated(origins, balanced(origins.source.text, expr.span))
            if function.lower() in _TESTED:
                for arg in args:
                    yield from _other_value(origins, expr, arg)
            for n, arg in enumerate(args):
                yield from of_expression(origins, arg, condition=_is_condition(function, n, len(args)))
        case Binary(_, left, right):
            for side in (left, right):
                yield from of_expression(origins, side, condition=False)


def _is_condition(function: str, number: int, count: int) -> bool:
    match function.lower():
        case "if":
            return number == 0
        case "case" | "validate":
            return number % 2 == 0 and count > 1
    return False


def _sides(origins: Origins, expr: Binary) -> Iterator[tuple[Span, Span]]:
    """Each side of an AND or OR, and what goes with it."""
    text = origins.source.text
    whole = balanced(text, expr.span)
    left, right = (enclosed(text, side.span, whole) for side in (expr.left, expr.right))
    if not (isinstance(expr.left, Binary) and expr.left.op == expr.op):  # else it is several, and each has its turn
        yield left, Span(whole.start, right.start)
    yield right, Span(left.end, whole.end)


def _of_binary(origins: Origins, expr: Binary) -> Iterator[Idea]:
    text = origins.source.text
    whole = balanced(text, expr.span)
    left = enclosed(text, expr.left.span, whole)
    sign = lexer.expression_token(origins.source, left.end, whole.end)
    if sign is not None and sign.text in OTHER:
        new = OTHER[sign.text]
        yield Idea(OPERATOR, origins.spot(whole), f"asked with `{new}`", (_way(origins, sign.span, new),))
    for side in (expr.left, expr.right):
        yield from _other_value(origins, expr, side)


def _other_value(origins: Origins, expr: Expr, value: Expr) -> Iterator[Idea]:
    if isinstance(value, Literal):
        shown = origins.spot(balanced(origins.source.text, expr.span))
        written = isinstance(value.value, str)
        new = quoting.quoted(f"{value.value}x") if written else str(value.value + 1)  # type: ignore[operator]
        yield Idea(OPERATOR, shown, f"asked with {new}", (_way(origins, value.span, new),))


# Either


def _negated(origins: Origins, span: Span) -> Idea:
    spot = origins.spot(span)
    return Idea(OPERATOR, spot, "negated", (Way(spot, lambda own: f"NOT {own}"), Way(spot, lambda own: f"NOT ({own})")))


def with_gap(places: list[Span], n: int) -> Span:
    """One of several parts in a row, with what stands between it and the next, or the one before if it is the last."""
    if n + 1 < len(places):
        return Span(places[n].start, places[n + 1].start)
    return Span(places[n - 1].end, places[n].end)


def _way(origins: Origins, span: Span, new: str) -> Way:
    return Way(origins.spot(span), replaced(new))


def _another(value: str) -> str:
    found = number(value)
    return quoting.quoted(f"{value}x") if found is None else str(found + 1)
