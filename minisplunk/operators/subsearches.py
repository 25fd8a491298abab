"""Subsearches that stand for a part of an argument: they are run first, and what they find stands in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from ..functions import check_functions
from ..spl.arguments import Option, natural
from ..spl.ast import Expr, SearchTerm, Subsearch, mapped, mapped_expression, walk_expression
from ..spl.command import Context, Inner
from ..spl.fields import Fields
from ..values import Row
from .format import compared, expression, formatted

MAXOUT, MAXTIME = 10_000, 60
"""Results of such a subsearch, and seconds that it may take (limits.conf.spec, [subsearch])."""
MOST_MAXOUT = 10_499
"""What [subsearch] maxout may be at most (limits.conf.spec)."""
_NOTHING = "what 0 asks for, nothing or all, is not documented"
_Node = TypeVar("_Node")
Require = Callable[[Expr], None]
"""Raises SplError for an expression that a command cannot do with."""


def bounds(maxout: int) -> dict[str, Option]:
    """The options of commands that bound their subsearch (searchbnf.conf, subsearch-options)."""
    return {
        "maxout": Option(natural, maxout, unsupported=lambda value: value == 0, lacks=_NOTHING),
        "maxtime": Option(natural, MAXTIME, unsupported=lambda value: value == 0, lacks=_NOTHING),
        # how long results are cached, or waited for: they are not kept, and come in the search's own thread
        "timeout": Option(natural, attribute=""),
    }


def in_terms(term: SearchTerm, search: Context) -> SearchTerm:
    """Search terms with what their subsearches find in their place."""
    return mapped(term, _replacing(search, _term))


def _term(rows: list[Row], node: Subsearch) -> SearchTerm:
    return formatted(rows, node.span) if node.compared is None else compared(rows, *node.compared, node.span)


def in_expression(expr: Expr, search: Context, require: Require) -> Expr:
    """The same for an expression, which is checked then. Raises SplError when that is none."""
    if not any(of_expression(expr)):
        return expr
    found = mapped_expression(expr, _replacing(search, lambda rows, node: expression(rows, node.span)))
    require(found)
    return found


def checked(expr: Expr, require: Require) -> Expr:
    """An expression as it is read: of one with subsearches, what does not depend on what they find is checked."""
    if any(of_expression(expr)):
        check_functions(expr)
    else:
        require(expr)
    return expr


def of_expression(expr: Expr) -> Iterator[Inner]:
    """The subsearches in an expression, of which every field counts."""
    return (Inner(node.pipeline, Fields.ALL, MAXOUT) for node in walk_expression(expr) if isinstance(node, Subsearch))


def _replacing(search: Context, made: Callable[[list[Row], Subsearch], _Node]) -> Callable[[_Node], _Node]:
    """What is `made` of the rows of a subsearch, in the place of the subsearch; all else stays."""

    def found(node: _Node) -> _Node:
        if not isinstance(node, Subsearch):
            return node
        maxout = min(search.limit("subsearch", "maxout", MAXOUT), MOST_MAXOUT)
        maxtime = search.limit("subsearch", "maxtime", MAXTIME)
        return made(list(search.subsearch(node.pipeline, maxout=maxout, maxtime=maxtime)), node)

    return found
