"""A subsearch's rows in, search terms out, as the implicit `format` command makes them.

Search Manual, "Change the format of subsearch results": `( ( a="1" AND b="2" ) OR ( ... ) )`; nothing found is
`NOT ( )`, which matches nothing; fields that begin with an underscore are left out; a field named `search` or
`query` stands as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..commands.search import Search
from ..errors import PlacedError, Span, SpanError, UnsupportedSpl
from ..spl.ast import And, Comparison, Context, Not, Or, SearchTerm, Stage, Subsearch
from ..spl.parser import parse_terms
from ..values import Row, texts

MAXOUT = 10_000  # limits.conf [subsearch] maxout


def resolved(stage: Stage, context: Context) -> Stage:
    """The stage with what its subsearches find in their place, if it is a search command."""
    command = stage.command
    if not isinstance(command, Search):
        return stage
    return replace(stage, command=replace(command, term=_resolved(command.term, context)))


def _resolved(term: SearchTerm, context: Context) -> SearchTerm:
    match term:
        case Subsearch(pipeline, span):
            return formatted(context.run(pipeline, limit=MAXOUT), span)
        case Not(inner, span):
            return Not(_resolved(inner, context), span)
        case And(terms, span):
            return And(tuple(_resolved(t, context) for t in terms), span)
        case Or(terms, span):
            return Or(tuple(_resolved(t, context) for t in terms), span)
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
            terms += [_verbatim(text, span) for text in texts(value)]
        elif not name.startswith("_") and (found := texts(value)):
            terms.append(Comparison(name, "=", tuple(found), span))
    return And(tuple(terms), span)


def _verbatim(text: str, span: Span) -> SearchTerm:
    """Terms that a subsearch found, which are nowhere in the user's text but where the subsearch is."""
    try:
        return _placed(parse_terms(text), span)
    except PlacedError as error:
        unsupported = isinstance(error, UnsupportedSpl)
        raise SpanError(f"The subsearch gives '{text}'. {error.message}", span, unsupported=unsupported) from error


def _placed(term: SearchTerm, span: Span) -> SearchTerm:
    match term:
        case Not(inner):
            return Not(_placed(inner, span), span)
        case And(terms) | Or(terms):
            return replace(term, terms=tuple(_placed(t, span) for t in terms), span=span)
    return replace(term, span=span)
