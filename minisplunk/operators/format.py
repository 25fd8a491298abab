"""A subsearch's rows in, search terms out, as the implicit `format` command makes them.

Search Manual, "Change the format of subsearch results": `( ( a="1" AND b="2" ) OR ( ... ) )`; no rows give
`NOT ( )`, which matches nothing; fields that begin with an underscore are left out; a field named `search` or
`query` holds terms, which are taken as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import PlacedError, Span
from ..spl.ast import And, Comparison, Not, Or, SearchTerm, mapped
from ..spl.parser import parse_terms
from ..values import Row, texts


def formatted(rows: Sequence[Row], span: Span) -> SearchTerm:
    """One OR over the rows, each an AND over its fields, each an OR over its values."""
    alternatives = [row for row in (_row(row, span) for row in rows) if row.terms]
    if not alternatives:
        return Not(And((), span), span)
    return alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives), span)


def _row(row: Row, span: Span) -> And:
    terms: list[SearchTerm] = []
    for name, value in row.items():
        if name in ("search", "query"):
            terms += [_verbatim(text, span) for text in texts(value)]
        elif not name.startswith("_") and (values := texts(value)):
            terms.append(Comparison(name, "=", tuple(values), span))
    return And(tuple(terms), span)


def _verbatim(text: str, span: Span) -> SearchTerm:
    """The terms in a result of a subsearch. Their place in the user's text is that of the subsearch."""
    try:
        term = parse_terms(text)
    except PlacedError as error:
        raise type(error)(f"The subsearch gives '{text}'. {error.message}", span) from error
    return mapped(term, lambda inner: replace(inner, span=span))
