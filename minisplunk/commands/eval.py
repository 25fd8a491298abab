"""eval: puts the values of expressions into fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..dataclass import dataclass
from ..errors import Span, SplError, UnsupportedSpl, worded
from ..functions import check, compile_expr
from ..limits import MAX_VALUE, bounded
from ..operators.subsearches import checked, in_expression, of_expression
from ..spl import lexer
from ..spl.ast import Expr, fields_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value, text

_BOOLEAN = "Fields cannot be assigned a boolean result. Instead, try if([bool expr], [expr], [expr])."
_COMMAND = "Error in 'EvalCommand': "
"""Faults of expressions are the EvalCommand's in splunkd's words, where all others are the 'eval' command's."""
_FIELD_IN_NAME = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Assignment:
    """`target` may hold names of fields in braces, whose values stand there in each row: `count_{host}`. `span`: of the
    target; `whole`: of the assignment."""

    target: str
    expr: Expr
    span: Span
    whole: Span

    @property
    def dynamic(self) -> frozenset[str]:
        return frozenset(_FIELD_IN_NAME.findall(self.target))

    def name(self, row: Row) -> str | None:
        """The target in a row; None when a field in braces is null. Raises SplError and UnsupportedSpl."""
        values = {field: row.get(field) for field in self.dynamic}
        if None in values.values():
            return None
        name = _FIELD_IN_NAME.sub(lambda found: self._single(values[found[1]]), self.target)
        if _FIELD_IN_NAME.search(name):
            raise SplError(f"{_COMMAND}The field name '{self.target}' is recursive.", self.span)
        return name

    def resolved(self, search: Context) -> Assignment:
        with worded("eval", _COMMAND):
            return replace(self, expr=in_expression(self.expr, search, require_value))

    def _single(self, value: Value) -> str:
        if value is None or isinstance(value, list):
            raise UnsupportedSpl("A multivalue field in the name of a field.", self.span)
        return text(value)


@dataclass(frozen=True, slots=True)
class Eval(Command):
    name = "eval"
    kind = Kind.STREAMING

    assignments: tuple[Assignment, ...]

    @classmethod
    def parse(cls, p: Parser) -> Eval:
        """`<field>=<expression>[, <field>=<expression>]...`, done from left to right."""
        if p.peek() is None:
            raise p.error("Arguments are missing. Usage: eval dest_key = expression.")
        assignments = [_assignment(p)]
        while p.accept(","):
            assignments.append(_assignment(p))
        if p.peek() is not None:
            rest = p.rest()
            with p.worded(_COMMAND):
                raise p.error(f"The operator at '{p.text(rest).strip()}' is invalid.")
        return cls(tuple(assignments))

    def needs(self, wanted: Fields) -> Fields:
        """A subsearch may ask for any field, which is not known before it has run."""
        if any(self.inner(wanted)):
            return Fields.ALL
        for assignment in reversed(self.assignments):
            wanted = wanted.without({assignment.target}) | Fields(fields_of(assignment.expr) | assignment.dynamic)
        return wanted

    @property
    def expressions(self) -> tuple[Expr, ...]:
        return tuple(assignment.expr for assignment in self.assignments)

    def columns(self, before: Columns | None) -> Columns | None:
        new = [assignment.target for assignment in self.assignments if not assignment.dynamic]
        return before and before.adding(new, more=len(new) < len(self.assignments))

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return (inner for assignment in self.assignments for inner in of_expression(assignment.expr))

    def resolved(self, search: Context) -> Eval:
        """Each assignment with a subsearch is checked when what that finds is known."""
        return replace(self, assignments=tuple(a.resolved(search) for a in self.assignments))

    def operator(self, search: Context) -> PerRow:
        environment = search.environment
        steps = [(a, "" if a.dynamic else a.target, compile_expr(a.expr, environment)) for a in self.assignments]

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            """A null result removes the field (searchbnf.conf, eval)."""
            for row in rows:
                for assignment, fixed, evaluate in steps:
                    name = fixed or assignment.name(row)
                    value = evaluate(row)
                    if name is None:
                        continue
                    if value is None:
                        row.pop(name, None)
                    elif (kind := type(value)) is int or (kind is str and len(value) <= MAX_VALUE):
                        row[name] = value  # within its bounds, without a call for each value
                    else:
                        row[name] = bounded(value)
                yield row

        return run


def _assignment(p: Parser) -> Assignment:
    start = p.peek()
    target = read_target(p)
    p.expect("=")
    with p.worded(_COMMAND):
        expr = p.expression(subsearches=True)
    with p.passing(), p.worded(_COMMAND):
        checked(expr, require_value)
    span = start.span if start else expr.span
    return Assignment(target, expr, span, Span(span.start, p.position))


def read_target(p: Parser) -> str:
    """A field name, bare or in quotes of either kind."""
    blanks = lexer.BLANK.match(p.source.text, p.position, p.end)
    if blanks is not None and p.source.text[blanks.end() : blanks.end() + 1] == "'":
        token = lexer.expression_token(p.source, p.position, p.end)
        assert token is not None  # an apostrophe begins a token or is an error
        p.position = token.span.end
        return token.text
    token = p.next("a field to assign to")
    if token.kind == "punctuation":
        raise p.error(f"Expected a field to assign to, not '{token.text}'.", token.span)
    return token.text


def require_value(expr: Expr) -> None:
    if check(expr):
        raise SplError(_BOOLEAN, expr.span)
