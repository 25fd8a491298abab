"""The aggregation terms of stats and its kin, `count`, `values(foo*) AS bar*`, `sum(eval(a*b))`: read, and expanded."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from ..errors import Span
from ..functions import Environment, check, compile_expr
from ..functions.aggregates import KNOWN_UNSUPPORTED, Aggregate, find
from ..spl import lexer
from ..spl.ast import Expr, fields_of
from ..spl.parser import Parser
from ..values import Row, Value
from . import names
from .names import Renaming

_COUNTS = ("count", "c")
_TIMED = frozenset({"earliest", "latest", "earliest_time", "latest_time"})
_EVAL = re.compile(r"\s*\(\s*eval\s*\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """An aggregate of a field, of fields like `foo*`, of an expression, or (`count` alone) of the rows.

    `function` is in lower case; `name` is the output field, with as many wildcards as `field` has.
    """

    function: str
    field: str | None
    expr: Expr | None
    name: str
    span: Span

    @property
    def wildcard(self) -> bool:
        return self.field is not None and "*" in self.field

    @property
    def counts_rows(self) -> bool:
        return self.function in _COUNTS and self.field is None and self.expr is None

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it reads, `_time` among them when it asks for the earliest or latest value."""
        read = {self.field} if self.field is not None else set()
        if self.expr is not None:
            read |= fields_of(self.expr)
        return frozenset(read | {"_time"}) if self.timed else frozenset(read)

    @property
    def timed(self) -> bool:
        return self.function in _TIMED

    @property
    def factory(self) -> Callable[[], Aggregate]:
        found = find(self.function)
        assert found is not None  # as checked when the term was read
        return found

    def reader(self, environment: Environment) -> Callable[[Row], Value]:
        """What a row adds to the aggregate. A boolean expression that is true counts as one value, else as none."""
        if self.expr is not None:
            evaluate = compile_expr(self.expr, environment)
            return (lambda row: "1" if evaluate(row) is True else None) if check(self.expr) else evaluate
        field = self.field
        if field is None:
            return lambda row: "1"
        return lambda row: row.get(field)

    def expanded(self, known: Collection[str], by: Collection[str]) -> Iterator[Term]:
        """A term for each field that a wildcard stands for, in lexicographical order; by-fields are not among them."""
        if self.field is None or not self.wildcard:
            yield self
            return
        renaming = Renaming(self.field, self.name)
        for field in names.matching((self.field,), known):
            name = renaming.of(field)
            if name is not None and name not in by and field not in by:
                yield Term(self.function, field, None, name, self.span)


def read(p: Parser) -> Term:
    """`<stats-func>[(<wc-field> | eval(<eval-expression>))] [AS <wc-field>]`."""
    start = p.next("an aggregation function")
    if start.kind != "word" or p.at("="):
        raise _invalid(p, start.span)
    function = start.text.lower()
    if function == "sparkline" or function in KNOWN_UNSUPPORTED:
        raise p.unsupported(f"The function '{function}'.", start.span)
    field, expr = _argument(p)
    written = p.source.text[start.span.start : p.position]
    span = Span(start.span.start, p.position)
    if find(function) is None:
        raise p.error(f"The argument '{written}' is invalid.", span)
    if expr is not None and check(expr) and function not in _COUNTS:
        raise p.unsupported(f"A Boolean expression in '{function}'.", expr.span)
    if field is None and expr is None and function not in _COUNTS:
        field, written = "*", f"{start.text}(*)"  # as documented, though deprecated: "the implicit wildcard"
    default = written if expr is not None else start.text if field is None else f"{start.text}({field})"
    name = names.field(p, "a field name") if p.accept("as") else default
    try:
        Renaming(field or "", name if field is not None or name != default else "")
    except ValueError as error:
        raise p.error(str(error), span) from error
    return Term(function, field, expr, name, span)


def _argument(p: Parser) -> tuple[str | None, Expr | None]:
    """What stands in the parentheses, when there are any: a field or an expression, or nothing."""
    if found := _EVAL.match(p.source.text, p.position, p.end):
        p.position = found.end()
        expr = p.expression()
        p.expect(")")
        p.expect(")")
        return None, expr
    return (names.argument(p) or None if p.at("(") else None), None


def _invalid(p: Parser, span: Span) -> Exception:
    """As splunkd words it; names the whole of `option=value`."""
    end = span.end
    sign = lexer.word(p.source, end, p.end)
    if sign is not None and sign.text == "=":
        value = lexer.value(p.source, sign.span.end, p.end)
        end = (value or sign).span.end
    return p.error(f"The argument '{p.source.text[span.start : end]}' is invalid.", Span(span.start, end))
