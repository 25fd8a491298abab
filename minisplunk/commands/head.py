"""head: the first results, by number or as long as an expression holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from ..dataclass import dataclass
from ..functions import check, compile_expr
from ..spl import lexer
from ..spl.arguments import boolean, natural
from ..spl.ast import Expr, fields_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.environment import Environment
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Head(Command):
    """`null`: results whose expression is null pass and the rest goes on; `keeplast`: the one that ends it passes."""

    name = "head"
    kind = Kind.CENTRALIZED
    condenses = True
    takes = {"limit": natural, "null": boolean, "keeplast": boolean}

    limit: int | None
    expr: Expr | None
    null: bool
    keeplast: bool

    @classmethod
    def parse(cls, p: Parser) -> Head:
        """`[<N> | (<eval-expression>)] [limit=<int>] [null=<bool>] [keeplast=<bool>]`, in any order."""
        given: dict[str, Any] = {}
        number: int | None = None
        expr: Expr | None = None
        while p.peek() is not None:
            if p.option(cls.takes, given):
                continue
            if number is None and p.at_number():
                number = p.number()
            elif expr is None and not _unknown_option(p):
                expr = _expression(p)
            else:
                raise p.error(f"Invalid argument: '{_argument(p)}'")
        if number is not None and "limit" in given:
            raise p.error("The number of results can be given once only, as a number or as limit=.", p.rest())
        limit = given.get("limit", number)
        if limit is None and expr is None:
            limit = 10
        return cls(limit, expr, given.get("null", False), given.get("keeplast", False))

    @property
    def thins(self) -> bool:
        return self.expr is None

    def needs(self, wanted: Fields) -> Fields:
        return wanted if self.expr is None else wanted | Fields(fields_of(self.expr))

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        return self._first if self.expr is None else partial(self._while, self.expr, search.environment)

    def _first(self, rows: Iterable[Row]) -> Iterator[Row]:
        return islice(rows, self.limit)

    def _while(self, expr: Expr, environment: Environment, rows: Iterable[Row]) -> Iterator[Row]:
        holds = compile_expr(expr, environment)
        for row in self._first(rows):
            result = holds(row)
            if result is True or (result is None and self.null):
                yield row
                continue
            if self.keeplast:
                yield row
            return


def _unknown_option(p: Parser) -> bool:
    """Whether `name=value` comes next, which would read as an expression too."""
    token = p.peek()
    if token is None or token.quoted or token.kind == "punctuation":
        return False
    sign = lexer.word(p.source, token.span.end, p.end)
    return sign is not None and sign.text == "=" and sign.span.start == token.span.end


def _argument(p: Parser) -> str:
    return p.source.text[p.rest().start : p.rest().end].strip()


def _expression(p: Parser) -> Expr:
    expr = p.expression()
    if not check(expr):
        raise p.error("The expression must be a Boolean expression, which is true or false.", expr.span)
    return expr
