"""where: keeps the results for which an eval expression is true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from ..dataclass import dataclass
from ..errors import SplError, worded
from ..functions import check, compile_expr
from ..operators.subsearches import checked, in_expression, of_expression
from ..spl.ast import Expr, fields_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser


@dataclass(frozen=True, slots=True)
class Where(Command):
    """No expression at all keeps every result."""

    name = "where"
    kind = Kind.STREAMING
    filters = True

    expr: Expr | None

    @classmethod
    def parse(cls, p: Parser) -> Where:
        """`<eval-expression>`, which must be boolean; splunkd runs a bare `where` too."""
        if p.peek() is None:
            return cls(None)
        return cls(checked(p.whole_expression(subsearches=True), _require_boolean))

    def needs(self, wanted: Fields) -> Fields:
        """A subsearch may ask for any field, which is not known before it has run."""
        if self.expr is None:
            return wanted
        return Fields.ALL if any(of_expression(self.expr)) else wanted | Fields(fields_of(self.expr))

    @property
    def expressions(self) -> tuple[Expr, ...]:
        return () if self.expr is None else (self.expr,)

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return () if self.expr is None else of_expression(self.expr)

    def resolved(self, search: Context) -> Where:
        with worded(self.name):
            return self if self.expr is None else replace(self, expr=in_expression(self.expr, search, _require_boolean))

    def operator(self, search: Context) -> PerRow:
        if self.expr is None:
            return iter
        return partial(filter, compile_expr(self.expr, search.environment))


def _require_boolean(expr: Expr) -> None:
    if not check(expr):
        raise SplError("The expression must be a Boolean expression, which is true or false.", expr.span)
