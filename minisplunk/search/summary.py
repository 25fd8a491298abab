"""Rows that the collect command writes, as events of an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..commands.collect import summary_event, summary_time
from ..errors import DataError
from ..store import Meta
from ..values import Row, texts
from .context import SearchContext


def store_rows(rows: Sequence[Row], index: str, options: Mapping[str, str], context: SearchContext) -> None:
    """One event each, source type stash unless the options say otherwise.

    Raises NotFound for a missing index, DataError for a time outside of the calendar; then nothing is written.
    """
    meta = Meta(
        index=index,
        host=options.get("host", "localhost"),
        source=options.get("source", context.sid),
        sourcetype=options.get("sourcetype", "stash"),
    )
    events = (_event(row, options, context) for row in rows)
    context.indexer.add(meta, events, round(context.now * 1_000_000))


def _event(row: Row, options: Mapping[str, str], context: SearchContext) -> tuple[int, str]:
    now, window = context.now, context.window
    try:
        time = round(summary_time(row, window, now) * 1_000_000)
        return time, summary_event(row, options, window, now, context.zone)
    except (ValueError, OverflowError) as error:
        found = " ".join(texts(row.get("_time")))
        raise DataError(f"collect: the _time of a row, {found}, lies outside the calendar.") from error
