"""Changes of the calculated fields: each dropped, and every branch, value, field and operator of each expression."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from minisplunk.errors import Span
from minisplunk.mutation import Change, Mutated
from minisplunk.spl.ast import Binary, Call, Expr, Field, Literal, Unary
from minisplunk.spl.parser import parse_expression
from tests.mutate.app import Other, spliced

STANZA = "aws:cloudtrail"
_OTHER_OPERATOR = {"=": "!=", "!=": "=", "AND": "OR"}
_LENGTH = 50

Edit = tuple[Span, str]
"""A part of an expression, and what comes in its place."""


def fields(app: Mutated) -> Iterator[Other]:
    """Each calculated field dropped."""
    for key in app.app.default["props"].stanzas[STANZA].settings:
        yield Other(f"`{key}`", "gone", Change("props", STANZA, key, None))


def branches(app: Mutated) -> Iterator[Other]:
    """Each argument of each function dropped, branches exchanged, each side of an operator left out."""
    return _edited(app, _branch_edits)


def values(app: Mutated) -> Iterator[Other]:
    """Each literal another and in other case, each field null, each operator another."""
    return _edited(app, _value_edits)


def _edited(app: Mutated, edits: Callable[[Expr, str], Iterator[Edit]]) -> Iterator[Other]:
    for key, written in app.app.default["props"].stanzas[STANZA].settings.items():
        text = written.value
        for node in _nodes(parse_expression(text)):
            for span, new in edits(node, text):
                part = f"`{_short(text[span.start : span.end])}` of {key.removeprefix('EVAL-')}"
                yield Other(part, f"`{_short(new)}`", Change("props", STANZA, key, spliced(text, span, new)))


def _nodes(expr: Expr) -> Iterator[Expr]:
    yield expr
    match expr:
        case Call(args=args):
            for arg in args:
                yield from _nodes(arg)
        case Binary(left=left, right=right):
            yield from _nodes(left)
            yield from _nodes(right)
        case Unary(operand=operand):
            yield from _nodes(operand)


def _branch_edits(node: Expr, text: str) -> Iterator[Edit]:
    def source(part: Expr) -> str:
        return text[part.span.start : part.span.end]

    match node:
        case Call("coalesce", args):
            for number in range(len(args)):
                yield node.span, _call("coalesce", [source(a) for n, a in enumerate(args) if n != number])
        case Call("in", (needle, *rest)):
            for number in range(len(rest)):
                kept = [source(a) for n, a in enumerate(rest) if n != number]
                yield node.span, _call("in", [source(needle), *kept])
        case Call("if", (condition, then, otherwise)):
            yield node.span, source(then)
            yield node.span, source(otherwise)
            yield node.span, _call("if", [source(condition), source(otherwise), source(then)])
        case Call("case", args):
            for number in range(0, len(args), 2):
                kept = [source(a) for n, a in enumerate(args) if n // 2 != number // 2]
                yield node.span, _call("case", kept) if kept else "null()"
        case Call("replace", (subject, _, _)):
            yield node.span, source(subject)
        case Call("lower", (argument,)):
            yield node.span, source(argument)
        case Call("like"):
            yield node.span, "true()"
            yield node.span, "false()"
        case Binary("AND" | ".", left, right):
            yield node.span, source(left)
            yield node.span, source(right)


def _value_edits(node: Expr, text: str) -> Iterator[Edit]:
    match node:
        case Literal(str() as value):
            yield node.span, _quoted(f"{value}x")
            if value.swapcase() != value:
                yield node.span, _quoted(value.swapcase())
        case Field():
            yield node.span, "null()"
        case Call("true"):
            yield node.span, "false()"
        case Binary(op, left, right) if op in _OTHER_OPERATOR:
            between = Span(left.span.end, right.span.start)
            yield between, text[between.start : between.end].replace(op, _OTHER_OPERATOR[op])


def _call(function: str, args: list[str]) -> str:
    return f"{function}({', '.join(args)})"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LENGTH else f"{text[: _LENGTH // 2]} ... {text[-_LENGTH // 2 :]}"
