"""Rows that the collect command writes, as events of an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..commands.collect import summary_event, summary_time
from ..store import Meta
from ..values import Row
from .context import SearchContext


def store_rows(rows: Sequence[Row], index: str, options: Mapping[str, str], context: SearchContext) -> None:
    """One event each, source type stash unless the options say otherwise. Raises NotFound for a missing index."""
    meta = Meta(
        index=index,
        host=options.get("host", "localhost"),
        source=options.get("source", context.sid),
        sourcetype=options.get("sourcetype", "stash"),
    )
    now, window = context.now, context.window
    events = (
        (round(summary_time(row, window, now) * 1_000_000), summary_event(row, options, window, now, context.zone))
        for row in rows
    )
    context.store.add(meta, events, round(now * 1_000_000))
