"""Rows that the collect command writes, as events of an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..commands.collect import stamped
from ..conf.indexes import of_metrics
from ..errors import DataError
from ..store import Meta
from ..values import Row
from .context import SearchContext


def store_rows(rows: Sequence[Row], index: str, options: Mapping[str, str], context: SearchContext) -> None:
    """One event each, source type stash unless the options say otherwise.

    Raises NotFound for a missing index, DataError for one of metric data points, for a time outside of the calendar and
    for an option that is no text; then nothing is written.
    """
    if index in of_metrics(context.view):
        raise DataError(f"Error in 'collect' command: the index '{index}' is for metric data points.")
    meta = Meta(
        index=index,
        host=options.get("host", "localhost"),
        source=options.get("source", context.sid),
        sourcetype=options.get("sourcetype", "stash"),
    )
    made = (stamped(row, options, context.window, context.now, context.zone) for row in rows)
    events = ((round(time * 1_000_000), raw) for time, raw in made)
    try:
        context.indexer.add(meta, events, round(context.now * 1_000_000))
    except UnicodeEncodeError as error:
        raise DataError("Error in 'collect' command: an option holds half a character.") from error
