"""where: keeps the results for which an eval expression is true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..functions import check, compile_expr
from ..spl.ast import Expr, fields_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Where(Command):
    """No expression at all keeps every result."""

    name = "where"
    kind = Kind.STREAMING

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

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        if self.expr is None:
            return iter
        test = compile_expr(self.expr, search.environment)

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            return (row for row in rows if test(row) is True)

        return run
