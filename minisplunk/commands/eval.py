"""eval: puts the values of expressions into fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..errors import Span, SpanError, SplError, UnsupportedSpl
from ..functions import Environment, check, compile_expr
from ..spl import lexer
from ..spl.ast import Context, Expr, Fields, fields_of
from ..spl.parser import Parser
from ..values import Row, Value, text

_BOOLEAN = "Fields cannot be assigned a boolean result. Instead, try if([bool expr], [expr], [expr])."
_FIELD_IN_NAME = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Assignment:
    """`target` may hold names of fields in braces, whose values stand there in each row: `count_{host}`."""

    target: str
    expr: Expr
    span: Span

    @property
    def dynamic(self) -> frozenset[str]:
        return frozenset(_FIELD_IN_NAME.findall(self.target))

    def name(self, row: Row) -> str | None:
        """The target in a row; None when a field in braces is null. Raises SpanError."""
        values = {field: row.get(field) for field in self.dynamic}
        if None in values.values():
            return None
        name = _FIELD_IN_NAME.sub(lambda found: self._single(values[found[1]]), self.target)
        if _FIELD_IN_NAME.search(name):
            raise SpanError(f"Error in 'EvalCommand': The field name '{self.target}' is recursive.", self.span)
        return name

    def _single(self, value: Value) -> str:
        if value is None or isinstance(value, list):
            raise SpanError("A multivalue field in the name of a field.", self.span, unsupported=True)
        return text(value)


@dataclass(frozen=True, slots=True)
class Eval:
    name: ClassVar[str] = "eval"
    generating: ClassVar[bool] = False

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
            left = p.source.text[rest.start : rest.end].strip()
            raise p.error(f"Error in 'EvalCommand': The operator at '{left}' is invalid.")
        return cls(tuple(assignments))

    def needs(self, wanted: Fields) -> Fields:
        for assignment in reversed(self.assignments):
            wanted = wanted.without({assignment.target}) | Fields(fields_of(assignment.expr) | assignment.dynamic)
        return wanted

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        """A null result removes the field (searchbnf.conf, eval)."""
        environment = Environment(search.now, search.zone, search.message)
        steps = [(a, a.target if not a.dynamic else None, compile_expr(a.expr, environment)) for a in self.assignments]
        for row in rows:
            for assignment, fixed, evaluate in steps:
                name = fixed or assignment.name(row)
                value = evaluate(row)
                if value is not None and name is not None:
                    row[name] = value
                elif name is not None:
                    row.pop(name, None)
            yield row


def _assignment(p: Parser) -> Assignment:
    start = p.peek()
    target = _target(p)
    p.expect("=")
    try:
        expr = p.expression()
        boolean = check(expr)
    except SpanError as fault:
        raise p.placed(SpanError(_worded(fault.message), fault.span, unsupported=fault.unsupported)) from fault
    except (SplError, UnsupportedSpl) as error:
        raise type(error)(_worded(error.message), error.place) from error
    if boolean:
        raise p.error(_worded(_BOOLEAN), expr.span)
    return Assignment(target, expr, start.span if start else expr.span)


def _target(p: Parser) -> str:
    """A field name, bare or in quotes of either kind."""
    blanks = lexer.BLANK.match(p.source.text, p.position, p.end)
    if blanks is not None and p.source.text[blanks.end() : blanks.end() + 1] == "'":
        token = lexer.expression_token(p.source, p.position, p.end)
        assert token is not None  # an apostrophe begins a token or is an error
        p.position = token.span.end
        return token.text
    return p.field("a field to assign to")


def _worded(message: str) -> str:
    """Faults of expressions are the EvalCommand's in splunkd's words, where all others are the 'eval' command's."""
    return "Error in 'EvalCommand': " + message.removeprefix("Error in 'eval' command: ")
