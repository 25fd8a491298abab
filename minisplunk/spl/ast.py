"""The trees that the parser makes of expressions and search terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..dataclass import dataclass
from ..errors import Span

if TYPE_CHECKING:
    from .pipeline import Pipeline


# Expressions of eval and where


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | int | float
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `x IN (a, b)` is Call("in", (x, a, b)); the name is as written, functions ignore its case."""

    function: str
    args: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Unary:
    """`op` is one of `-`, `+`, `NOT`."""

    op: str
    operand: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """`op` is one of `+ - * / % . = == != < <= > >= LIKE AND OR XOR`."""

    op: str
    left: Expr
    right: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Subsearch:
    """`[ search ... ]` among search terms or in an expression: what it finds, written as such, takes its place.
    `compared`: the field and the operator, among them IN, of a comparison whose value it gives."""

    pipeline: Pipeline
    span: Span
    compared: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The search expression in the string that searchmatch is given; `fields`: those that it reads."""

    term: SearchTerm
    fields: frozenset[str]
    span: Span


Expr = Literal | Field | Call | Unary | Binary | Subsearch | Terms


# Terms of the search command


@dataclass(frozen=True, slots=True)
class Keyword:
    """A bare word or quoted phrase that the raw event must hold. `case`: CASE(x); `whole`: TERM(x)."""

    text: str
    span: Span
    case: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """`op` is one of `= != < <= > >=`; `values` are alternatives (more than one for IN). `indexed`: written as
    `field::value`, which asks for a field that events were indexed with; here one that the search extracts counts too.
    """

    field: str
    op: str
    values: tuple[str, ...]
    span: Span
    case: bool = False
    whole: bool = False
    indexed: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    term: SearchTerm
    span: Span


@dataclass(frozen=True, slots=True)
class And:
    """No terms at all matches every event."""

    terms: tuple[SearchTerm, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Or:
    terms: tuple[SearchTerm, ...]
    span: Span


SearchTerm = Keyword | Comparison | Not | And | Or | Subsearch


# Walks


def walk(term: SearchTerm) -> Iterator[SearchTerm]:
    """A search expression and all expressions in it, from left to right, but not those of subsearches."""
    yield term
    match term:
        case Not(inner):
            yield from walk(inner)
        case And(terms) | Or(terms):
            for inner in terms:
                yield from walk(inner)


def conjuncts(term: SearchTerm) -> Iterator[SearchTerm]:
    """The terms that must all match, whatever the parentheses around them."""
    if isinstance(term, And):
        for inner in term.terms:
            yield from conjuncts(inner)
    else:
        yield term


def mapped(term: SearchTerm, change: Callable[[SearchTerm], SearchTerm]) -> SearchTerm:
    """The same expression with each term in it changed, inner ones first."""
    match term:
        case Not(inner):
            term = replace(term, term=mapped(inner, change))
        case And(terms) | Or(terms):
            term = replace(term, terms=tuple(mapped(inner, change) for inner in terms))
    return change(term)


def subsearches(term: SearchTerm) -> Iterator[Subsearch]:
    """The subsearches in a search expression."""
    return (inner for inner in walk(term) if isinstance(inner, Subsearch))


def walk_expression(expr: Expr) -> Iterator[Expr]:
    """An expression and all expressions in it."""
    stack: list[Expr] = [expr]
    while stack:
        node = stack.pop()
        yield node
        match node:
            case Call(args=args):
                stack.extend(args)
            case Unary(operand=operand):
                stack.append(operand)
            case Binary(left=left, right=right):
                stack += (left, right)


def mapped_expression(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The same expression with each expression in it changed, inner ones first."""
    match expr:
        case Call(args=args):
            expr = replace(expr, args=tuple(mapped_expression(arg, change) for arg in args))
        case Unary(operand=operand):
            expr = replace(expr, operand=mapped_expression(operand, change))
        case Binary(left=left, right=right):
            expr = replace(expr, left=mapped_expression(left, change), right=mapped_expression(right, change))
    return change(expr)


def fields_of(expr: Expr) -> frozenset[str]:
    """The field names that an expression reads, but not those that a subsearch may bring."""
    fields: set[str] = set()
    for node in walk_expression(expr):
        if isinstance(node, Field):
            fields.add(node.name)
        elif isinstance(node, Terms):
            fields |= node.fields
    return frozenset(fields)
