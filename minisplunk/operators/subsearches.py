"""Subsearches that stand for a part of an argument: they are run first, and what they find stands in their place."""

from __future__ import annotations

from collections.abc import Iterator

from ..spl.ast import Expr, SearchTerm, Subsearch, mapped, mapped_expression, walk_expression
from ..spl.command import Context, Inner
from ..spl.fields import Fields
from .format import expression, formatted

MAXOUT = 10_000
"""Results of such a subsearch (limits.conf [subsearch] maxout)."""


def in_terms(term: SearchTerm, search: Context) -> SearchTerm:
    """Search terms with what their subsearches find in their place."""

    def found(inner: SearchTerm) -> SearchTerm:
        if not isinstance(inner, Subsearch):
            return inner
        return formatted(list(search.subsearch(inner.pipeline, limit=MAXOUT)), inner.span)

    return mapped(term, found)


def in_expression(expr: Expr, search: Context) -> Expr:
    """The same for an expression. Raises SplError when that is none then."""

    def found(inner: Expr) -> Expr:
        if not isinstance(inner, Subsearch):
            return inner
        return expression(list(search.subsearch(inner.pipeline, limit=MAXOUT)), inner.span)

    return mapped_expression(expr, found)


def of_expression(expr: Expr) -> Iterator[Inner]:
    """The subsearches in an expression, of which every field counts."""
    return (Inner(node.pipeline, Fields.ALL) for node in walk_expression(expr) if isinstance(node, Subsearch))
