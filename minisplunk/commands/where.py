"""where: keeps the results for which an eval expression is true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..functions import Environment, check, compile_expr
from ..spl.ast import Context, Expr, Fields, fields_of
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Where:
    """No expression at all keeps every result."""

    name: ClassVar[str] = "where"
    generating: ClassVar[bool] = False

    expr: Expr | None

    @classmethod
    def parse(cls, p: Parser) -> Where:
        """`<eval-expression>`, which must be boolean; splunkd runs a bare `where` too."""
        if p.peek() is None:
            return cls(None)
        expr = p.whole_expression()
        if not check(expr):
            raise p.error("The expression must be a Boolean expression, which is true or false.", expr.span)
        return cls(expr)

    def needs(self, wanted: Fields) -> Fields:
        return wanted if self.expr is None else wanted | Fields(fields_of(self.expr))

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        if self.expr is None:
            yield from rows
            return
        test = compile_expr(self.expr, Environment(search.now, search.zone, search.message))
        for row in rows:
            if test(row) is True:
                yield row
