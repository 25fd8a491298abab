"""A subsearch's rows in; the search terms or the expression that stands in its place out.

Search Manual, "Change the format of subsearch results": `( ( a="1" AND b="2" ) OR ( ... ) )`; no rows give
`NOT ( )`, which matches nothing; fields that begin with an underscore are left out; a field named `search` or
`query` holds terms, which are taken as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import PlacedError, Span, SplError, UnsupportedSpl
from ..spl.ast import (
    And,
    Binary,
    Call,
    Comparison,
    Expr,
    Field,
    Literal,
    Not,
    Or,
    SearchTerm,
    mapped,
    mapped_expression,
)
from ..spl.parser import parse_expression, parse_terms
from ..spl.quoting import quoted
from ..values import Row, texts

_VERBATIM = ("search", "query")
_PLAIN = lazy_re.compile(r"[A-Za-z_]\w*")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Style:
    """How the format command writes rows; the defaults are those of Splunk."""

    row_prefix: str = "("
    column_prefix: str = "("
    column_separator: str = "AND"
    column_end: str = ")"
    row_separator: str = "OR"
    row_end: str = ")"
    value_separator: str = "OR"
    empty: str = "NOT( )"


def written(rows: Sequence[Row], style: Style) -> str:
    """The rows as the text of search terms."""
    between = f" {style.column_separator} "
    found = [
        f"{style.column_prefix} {between.join(_written_column(name, values, style) for name, values in columns)} "
        f"{style.column_end}"
        for columns in map(_columns, rows)
        if columns
    ]
    if not found:
        return style.empty
    return f"{style.row_prefix} {f' {style.row_separator} '.join(found)} {style.row_end}"


def _written_column(name: str, values: Sequence[str], style: Style) -> str:
    if name in _VERBATIM:
        return values[0]
    pairs = [f"{name}={quoted(value)}" for value in values]
    return pairs[0] if len(pairs) == 1 else f"( {f' {style.value_separator} '.join(pairs)} )"


def formatted(rows: Sequence[Row], span: Span) -> SearchTerm:
    """One OR over the rows, each an AND over its fields, each an OR over its values."""
    alternatives = [row for row in (_row(row, span) for row in rows) if row.terms]
    if not alternatives:
        return Not(And((), span), span)
    return alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives), span)


def compared(rows: Sequence[Row], field: str, op: str, span: Span) -> SearchTerm:
    """The comparison of a field with the text that one row has in the field `search`, as `return $field` makes it.

    Raises SplError when that makes no search terms, UnsupportedSpl for other rows.
    """
    found = [columns for columns in map(_columns, rows) if columns]
    match found:
        case [[(name, [text])]] if name in _VERBATIM:
            written = f"{quoted(field)} IN ({text})" if op == "IN" else f"{quoted(field)}{op}{text}"
            return mapped(_read(parse_terms, written, span), lambda inner: replace(inner, span=span))
    raise UnsupportedSpl(f"A subsearch after '{op}' that gives anything but one text, as return ${field} does.", span)


def _row(row: Row, span: Span) -> And:
    terms: list[SearchTerm] = []
    for name, values in _columns(row):
        if name in _VERBATIM:
            terms += [
                mapped(_read(parse_terms, text, span), lambda inner: replace(inner, span=span)) for text in values
            ]
        else:
            terms.append(Comparison(name, "=", tuple(values), span))
    return And(tuple(terms), span)


def expression(rows: Sequence[Row], span: Span) -> Expr:
    """The same as an eval expression. Raises SplError when that is none, as where there are no rows."""
    alternatives = [columns for columns in map(_columns, rows) if columns]
    if not alternatives:
        raise SplError("The expression is malformed: the subsearch in it found nothing.", span)
    names = {name for columns in alternatives for name, _ in columns}
    if len(names) == 1 and not names & {*_VERBATIM}:
        (name,) = names
        return _is_one_of(name, [value for columns in alternatives for _, values in columns for value in values], span)
    return _joined("OR", [_joined("AND", list(_conditions(c, span)), span) for c in alternatives], span)


def _conditions(columns: Sequence[tuple[str, list[str]]], span: Span) -> Iterator[Expr]:
    for name, values in columns:
        if name in _VERBATIM:
            yield from (_expression(text, span) for text in values)
        else:
            yield _is_one_of(name, values, span)


def _is_one_of(name: str, values: Sequence[str], span: Span) -> Expr:
    """A name that is not a plain one stands in the text without quotes: `a.b` joins two fields there."""
    field = Field(name, span) if _PLAIN.fullmatch(name) else _expression(name, span)
    if len(values) == 1:
        return Binary("=", field, Literal(values[0], span), span)
    return Call("in", (field, *(Literal(value, span) for value in values)), span)


def _joined(op: str, parts: list[Expr], span: Span) -> Expr:
    """A balanced tree: a chain of thousands would be too deep."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return Binary(op, _joined(op, parts[:middle], span), _joined(op, parts[middle:], span), span)


def _columns(row: Row) -> list[tuple[str, list[str]]]:
    """The fields that count, with their values."""
    shown = ((name, texts(value)) for name, value in row.items() if not name.startswith("_"))
    return [(name, values) for name, values in shown if values]


def _expression(text: str, span: Span) -> Expr:
    return mapped_expression(_read(parse_expression, text, span), lambda inner: replace(inner, span=span))


def _read(parse: Callable[[str], _T], text: str, span: Span) -> _T:
    """What a subsearch has found, as SPL. Its place in the user's text is that of the subsearch."""
    try:
        return parse(text)
    except PlacedError as error:
        raise type(error)(f"The subsearch gives '{text}'. {error.message}", span) from error
