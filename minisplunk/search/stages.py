"""Stages of SPL over rows that are already there, as an alert condition runs over results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from ..commands import resolve
from ..errors import SpanError
from ..fields.macros import expanded
from ..spl.parser import parse
from ..values import Row
from .context import SearchContext
from .run import inner, placed
from .subsearch import resolved


def filtered(spl: str, rows: list[Row], context: SearchContext) -> Iterator[Row]:
    """The rows that a search leaves: `search count > 5`, or `where count > 5 | head 1`.

    Raises SplError or UnsupportedSpl with the place in `spl`.
    """
    source = expanded(spl, context.view, context.environment)
    pipeline = parse(source, resolve, over_results=True)
    context = replace(context, subsearch=partial(inner, source))
    found: Iterator[Row] = iter(rows)
    try:
        for stage in pipeline.stages:
            found = resolved(stage, context).command.run(found, context)
        yield from found
    except SpanError as fault:
        raise placed(source, fault) from fault
