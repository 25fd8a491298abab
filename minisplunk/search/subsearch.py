"""A subsearch's rows in, search terms out, as the implicit `format` command makes them.

Search Manual, "Change the format of subsearch results": `( ( a="1" AND b="2" ) OR ( ... ) )`; nothing found is
`NOT ( )`, which matches nothing; fields that begin with an underscore are left out; a field named `search` or
`query` stands as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import Span
from ..spl.ast import And, Comparison, Not, Or, Pipeline, SearchTerm, Subsearch
from ..spl.parser import parse_terms
from ..values import Row, texts

MAXOUT = 10_000  # limits.conf [subsearch] maxout

RunPipeline = Callable[[Pipeline], list[Row]]


def resolve(term: SearchTerm, run: RunPipeline) -> SearchTerm:
    """Every subsearch in an expression replaced by what it finds."""
    match term:
        case Subsearch(pipeline, span):
            return formatted(run(pipeline), span)
        case Not(inner, span):
            return Not(resolve(inner, run), span)
        case And(terms, span):
            return And(tuple(resolve(t, run) for t in terms), span)
        case Or(terms, span):
            return Or(tuple(resolve(t, run) for t in terms), span)
    return term


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
            terms += [parse_terms(text) for text in texts(value)]
        elif not name.startswith("_") and (found := texts(value)):
            terms.append(Comparison(name, "=", tuple(found), span))
    return And(tuple(terms), span)
