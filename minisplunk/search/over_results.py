"""SPL over rows that are already there, as an alert condition runs over results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..fields.macros import expanded
from ..values import Row
from .commands import parse
from .context import SearchContext
from .prepared import Prepared
from .run import Run


def filtered(spl: str, rows: Sequence[Row], context: SearchContext) -> Iterator[Row]:
    """The rows that a search leaves: `search count > 5`, or `where count > 5 | head 1`.

    Raises SplError or UnsupportedSpl with the place in `spl`.
    """
    return following(spl, context).over(rows)


def following(spl: str, context: SearchContext) -> Run:
    """The same search, ready to run over rows."""
    text = expanded(spl, context.view, context.environment)
    pipeline = parse(text, context.view, context.environment, over_results=True)
    prepared = Prepared(replace(context.request, spl=spl), text, pipeline, None)
    return Run(prepared, context)
