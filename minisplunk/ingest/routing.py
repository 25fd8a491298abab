"""Events on their way to the index that each names, in; those whose index takes events, out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ..sources import Fielded, Meta
from .notes import Notes

Kinds = dict[Meta, list[Fielded]]


def accepted(
    events: Iterable[tuple[Meta, Fielded]], indexes: Collection[str], notes: Notes
) -> Iterator[tuple[Meta, Fielded]]:
    """`indexes`: those that take events. The others are dropped, as Splunk drops them, with its message."""
    current: Meta | None = None
    taken = False
    for meta, event in events:
        if meta is not current:
            current, taken = meta, meta.index in indexes
        if taken:
            yield meta, event
        else:
            notes.add(meta.index, dropped(meta))


def by_kind(events: Iterable[tuple[Meta, Fielded]], into: Kinds | None = None) -> Kinds:
    """The events of each kind; added to what is there already, where something is."""
    kinds: Kinds = {} if into is None else into
    for meta, event in events:
        kinds.setdefault(meta, []).append(event)
    return kinds


def dropped(meta: Meta) -> str:
    """splunkd's message about events that are sent to an index that there is not."""
    return (
        f"Received event for unconfigured/disabled/deleted index={meta.index} with source=source::{meta.source} "
        f"host=host::{meta.host} sourcetype=sourcetype::{meta.sourcetype}. The event is dropped."
    )
