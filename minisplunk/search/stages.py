"""Stages of SPL over rows that are already there, as an alert condition runs over results."""

from __future__ import annotations

from collections.abc import Iterator

from ..commands import resolve
from ..errors import SpanError
from ..fields.macros import expanded
from ..spl.parser import parse
from ..values import Row
from .context import SearchContext


def filtered(spl: str, rows: list[Row], context: SearchContext) -> Iterator[Row]:
    """The rows that a search leaves: `search count > 5`, `where count > 5`, or terms alone.

    Raises SplError or UnsupportedSpl with the place in `spl`.
    """
    source = expanded(spl, context.view, context.environment)
    pipeline = parse(source, resolve, over_results=True)
    found: Iterator[Row] = iter(rows)
    for stage in pipeline.stages:
        found = stage.command.run(found, context)
    try:
        yield from found
    except SpanError as fault:
        raise (source.unsupported if fault.unsupported else source.error)(fault.message, fault.span) from fault
