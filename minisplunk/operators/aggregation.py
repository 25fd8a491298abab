"""Aggregation terms, as stats has them, read and expanded: `count`, `values(foo*) AS bar*`, `sum(eval(a*b))`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import Span, SplError
from ..functions import Environment, check, compile_expr
from ..functions.aggregates import OF_SOME_COMMANDS, Aggregate, find, numerical, strict
from ..spl import names
from ..spl.arguments import Notation, Reader
from ..spl.ast import Expr, fields_of
from ..spl.fields import Fields
from ..spl.lexer import Token
from ..spl.names import Renaming
from ..spl.parser import Parser
from ..values import Row, Value

_COUNTS = ("count", "c")
_TIMED = frozenset({"earliest", "latest", "earliest_time", "latest_time", "rate"})
_EVAL = lazy_re.compile(r"\s*\(\s*eval\s*\(", re.IGNORECASE)


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
        factory = find(self.function)
        assert factory is not None  # as checked when the term was read
        return factory

    def reader(self, environment: Environment) -> Callable[[Row], Value]:
        """What a row adds to the aggregate. A Boolean expression adds a 1 when it is true, else nothing.

        So count() counts the rows for which it is true, and per_hour() and its like are those in an hour (Search
        Reference, stats, "Eval expressions with statistical functions"; "Time functions"); sum(), too, in published
        searches beside what they found. [unverified] that it is the same in all others.
        """
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
                yield replace(self, field=field, name=name)


@dataclass(frozen=True, slots=True)
class StrictTerm(Term):
    """An aggregate of numbers that has a result only when all values of the group are numbers."""

    @property
    def factory(self) -> Callable[[], Aggregate]:
        return strict(self.function)


class Aggregation(NamedTuple):
    """The aggregation terms of a command, the fields to group by, and the values of options."""

    terms: tuple[Term, ...]
    by: tuple[str, ...]
    options: dict[str, Any]

    @property
    def fields(self) -> Fields:
        """The fields that it reads."""
        return Fields.of({*self.by, *(field for term in self.terms for field in term.fields)})


def read(
    p: Parser, options: Mapping[str, Reader | Notation], one: Callable[[Parser], Term] | None = None
) -> Aggregation:
    """`<option>... <stats-agg-term>... [BY <field-list>] <option>...`. Raises SplError and UnsupportedSpl.

    `one`: reads a term, where there are others than those of `read_term`.
    """
    values: dict[str, Any] = {}
    terms: list[Term] = []
    while p.peek() is not None and not p.at("by"):
        if not p.option(options, values) and not p.accept(","):
            terms.append((one or read_term)(p))
    by = _by(p, options, values) if p.accept("by") else ()
    if values.pop("allnum", False):
        terms = [_strict(term) for term in terms]
    if not terms:
        raise p.unsupported("Without a statistical function.", p.rest())
    check_names(p, terms, by)
    return Aggregation(tuple(terms), by, values)


def _strict(term: Term) -> Term:
    """With allnum=true (Search Reference, stats). [unverified] that it holds group by group, not for the field as a
    whole, and that min, max and what else takes texts is left as it is."""
    if not numerical(term.function):
        return term
    return StrictTerm(term.function, term.field, term.expr, term.name, term.span)


def _by(p: Parser, options: Mapping[str, Reader | Notation], values: dict[str, Any]) -> tuple[str, ...]:
    fields: dict[str, None] = {}
    while (token := p.peek()) is not None:
        if p.option(options, values) or p.accept(","):
            continue
        if p.at_option():
            raise _invalid(p, token)
        name = p.field("a field to group by")
        if "*" in name:
            raise p.error(f"Wildcards are not supported in the by clause: '{name}'.", token.span)
        if name in fields:
            raise p.error(f"Repeated group-by field '{name}'.", token.span)
        fields[name] = None
    if not fields:
        raise p.error("The by clause names no field.")
    return tuple(fields)


def _invalid(p: Parser, token: Token) -> SplError:
    span = p.whole(token)
    return p.error(f"The argument '{p.text(span)}' is invalid.", span)


def kinds(terms: Iterable[Term]) -> frozenset[tuple[str, str | None]]:
    """What terms work out, whatever it is called: the function, and the field, None for rows."""
    return frozenset((term.function, term.field) for term in terms)


def check_names(p: Parser, terms: Sequence[Term], by: tuple[str, ...]) -> None:
    """Each output has a name of its own, and no aggregate has two (Search Reference, stats, "Renaming fields")."""
    outputs: set[str] = set()
    fields: set[tuple[str, str | None]] = set()
    for term in terms:
        if term.name in by:
            message = f"The output field '{term.name}' cannot have the same name as a group-by field."
            raise p.error(message, term.span)
        if term.name in outputs:
            raise p.error(f"The output field '{term.name}' is given twice.", term.span)
        outputs.add(term.name)
        if term.expr is None:
            if (term.function, term.field) in fields:
                raise p.error(f"'{term.function}' of one field cannot be renamed to several names.", term.span)
            fields.add((term.function, term.field))


def read_term(p: Parser, own: Collection[str] = ()) -> Term:
    """`<stats-func>[(<wc-field> | eval(<eval-expression>))] [AS <wc-field>]`.

    `own`: further functions, which the command works out from others.
    """
    start = p.next("an aggregation function")
    if start.kind != "word" or p.at("="):
        raise _invalid(p, start)
    function = start.text.lower()
    if function not in own and function in OF_SOME_COMMANDS:
        raise p.unsupported(f"The function '{function}', of {OF_SOME_COMMANDS[function]} alone.", start.span)
    field, expr = argument(p)
    written = p.source.text[start.span.start : p.position]
    span = Span(start.span.start, p.position)
    if find(function) is None and function not in own:
        unknown = p.error(f"The argument '{written}' is invalid.", span)
        if not written.endswith(")"):  # it may be anything, and so may what follows
            raise unknown
        with p.passing(), p.worded():
            raise unknown
    if expr is not None:
        with p.passing(), p.worded():
            check(expr)
    if field is None and expr is None and function not in _COUNTS:
        field, written = "*", f"{start.text}(*)"  # as documented, though deprecated: "the implicit wildcard"
    default = written if expr is not None else start.text if field is None else f"{start.text}({field})"
    return Term(function, field, expr, output(p, field, default, span), span)


def output(p: Parser, field: str | None, default: str, span: Span) -> str:
    """`[AS <wc-field>]`. A comma may stand before it, as before each term."""
    position = p.position
    if p.accept(",") and not p.at("as"):
        p.position = position
    name = p.field("a field name") if p.accept("as") else default
    try:
        Renaming(field or "", name if field is not None or name != default else "")
    except ValueError as error:
        raise p.error(str(error), span) from error
    return name


def argument(p: Parser) -> tuple[str | None, Expr | None]:
    """The field or the expression in the parentheses; neither when they are empty or missing."""
    if match := _EVAL.match(p.source.text, p.position, p.end):
        p.position = match.end()
        expr = p.expression()
        p.expect(")")
        p.expect(")")
        return None, expr
    return (p.parenthesised() or None if p.at("(") else None), None
