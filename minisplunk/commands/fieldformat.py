"""fieldformat: how a field is shown in the results, its value being what it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..functions import compile_expr
from ..limits import bounded
from ..spl.ast import Expr, fields_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Formats, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row
from .eval import Assignment, read_target, require_value


@dataclass(frozen=True, slots=True)
class Fieldformat(Command):
    """The expression is evaluated when results are shown, over what they are then; commands after it, and what is
    exported by them, have the value (Search Reference, fieldformat). `search/formatted.py` shows them.

    [unverified] on a real Splunk: the format goes with the name of the field, so a field that is renamed afterwards is
    shown as it is; a field that is not there, and that the expression does not read, gets the text as its value, as
    eval would give it; what alert actions are given is not formatted.
    """

    name = "fieldformat"
    kind = Kind.STREAMING

    field: str
    expr: Expr

    @classmethod
    def parse(cls, p: Parser) -> Fieldformat:
        """`<field>=<eval-expression>`, one of them (Search Reference, fieldformat)."""
        if p.peek() is None:
            raise p.error("Arguments are missing. Usage: fieldformat field = expression.")
        start = p.rest()
        field = read_target(p)
        p.expect("=")
        expr = p.whole_expression()
        require_value(expr)
        if Assignment(field, expr, start, start).dynamic:
            raise p.unsupported(f"The field name '{field}', which is made of the values of others.", start)
        return cls(field, expr)

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(fields_of(self.expr))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((self.field,))

    def formats(self, before: Formats) -> Formats:
        return {**before, self.field: self.expr}

    def operator(self, search: Context) -> PerRow:
        if self.field in fields_of(self.expr):
            return iter
        evaluate = compile_expr(self.expr, search.environment)

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                if row.get(self.field) is None and (value := evaluate(row)) is not None:
                    row[self.field] = bounded(value)
                yield row

        return run
