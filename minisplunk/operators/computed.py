"""An eval expression over aggregates, as chart and timechart take it: `eval(avg(size) / max(delay)) AS ratio`.

Its aggregates are accumulated as terms of their own; it is worked out of their results, in each cell of the table
(Search Reference, chart and timechart, "eval-expression").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from ..dataclass import dataclass
from ..errors import Span
from ..functions import Environment, check, compile_expr
from ..functions.aggregates import find
from ..spl.ast import Call, Expr, Field, fields_of, mapped_expression
from ..spl.parser import Parser
from ..values import Value
from .aggregation import Term
from .grouping import Group


@dataclass(frozen=True, slots=True)
class Computed(Term):
    """`expr` reads the results of `parts` by their names."""

    parts: tuple[Term, ...]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(field for part in self.parts for field in part.fields)

    @property
    def timed(self) -> bool:
        return any(part.timed for part in self.parts)


def read(p: Parser, own: Collection[str] = ()) -> Computed:
    """`eval(<eval-expression>) [AS <field>]`, which must come next. `own`: further functions that are aggregates."""
    start = p.expect("eval")
    p.expect("(")
    written = p.expression()
    p.expect(")")
    span = Span(start.span.start, p.position)
    parts: dict[str, Term] = {}

    def part(node: Expr) -> Expr:
        """A field in place of an aggregate. A function of eval that has an aggregate's name takes results of others."""
        if not isinstance(node, Call) or not (find(node.function.lower()) or node.function.lower() in own):
            return node
        match node.args:
            case ():
                field, inner = None, None
            case (Field(name=name),) if name not in parts:
                field, inner = name, None
            case (Call(function="eval", args=(expr,)),):
                field, inner = None, expr
                check(expr)
            case _:
                return node
        name = f"{p.text(node.span)} at {node.span.start}"  # a name of its own for each
        parts[name] = Term(node.function.lower(), field, inner, name, node.span)
        return Field(name, node.span)

    expr = mapped_expression(written, part)
    if others := fields_of(expr) - parts.keys():
        raise p.unsupported(f"The field '{min(others)}' outside of an aggregate.", span)
    for term in parts.values():
        if term.wildcard or (term.field is None and term.expr is None and not term.counts_rows):
            raise p.unsupported("A wildcard in an aggregate.", term.span)
    if check(expr):
        raise p.unsupported("A Boolean expression over aggregates.", span)
    name = p.field("a field name") if p.accept("as") else p.text(span)
    return Computed("eval", None, expr, name, span, tuple(parts.values()))


def accumulated(terms: Iterable[Term]) -> Iterator[Term]:
    """The terms that are accumulated for some terms, in order."""
    for term in terms:
        if isinstance(term, Computed):
            yield from term.parts
        else:
            yield term


def results(terms: Iterable[Term], environment: Environment) -> Iterator[Callable[[Group], Value]]:
    """For each of the terms its result from a group that has accumulators of what is `accumulated`."""
    place = 0
    for term in terms:
        if isinstance(term, Computed):
            yield _computed(term, place, environment)
            place += len(term.parts)
        else:
            yield result(place)
            place += 1


def result(place: int) -> Callable[[Group], Value]:
    """The result of one accumulator."""
    return lambda group: group[place].result()


def _computed(term: Computed, first: int, environment: Environment) -> Callable[[Group], Value]:
    assert term.expr is not None
    evaluate = compile_expr(term.expr, environment)
    places = [(place, part.name) for place, part in enumerate(term.parts, first)]
    return lambda group: evaluate({name: group[place].result() for place, name in places})
