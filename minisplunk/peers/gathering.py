"""Searches that are to run over a store -> the events of files that they may find; the others need not be stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..engine import Splunk
from ..files import File, Lists
from ..search import Prepared
from ..sources import Meta
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline

EVERYTHING: Lists = ((),)
Required = Callable[[int, Meta], Sequence[str] | None]


Asking = tuple[Splunk, Prepared]
"""A search, and the Splunk that it is to run on."""


def asked(searches: Iterable[Asking], files: Iterable[File]) -> dict[int, Lists]:
    """What some searches ask of each file, by its number; without any search, all that there is."""
    required = [found for splunk, prepared in searches for found in _required(splunk, prepared)]
    if None in required or not required:
        return dict.fromkeys((file.number for file in files), EVERYTHING)
    return {file.number: _of(file, required) for file in files}


def _of(file: File, required: Sequence[Required | None]) -> Lists:
    lists = [ask(file.number, file.meta) for ask in required if ask is not None]
    return tuple(dict.fromkeys(tuple(texts) for texts in lists if texts is not None))


def _required(splunk: Splunk, prepared: Prepared) -> Iterator[Required | None]:
    """What a search, and each subsearch of it, requires; None for what may read any event."""
    pipeline = prepared.pipeline
    if _reads_otherwise(pipeline):
        yield None
    if pipeline.base is not None:
        first = pipeline.stages[0].command
        open_ = first.indexed or first.metrics or any(first.inner(Fields.ALL))
        yield None if open_ else splunk.start(prepared).required()
    for inner in pipeline.inner(Fields.ALL):
        yield from _required(splunk, prepared.subsearch(inner.pipeline))


def _reads_otherwise(pipeline: Pipeline) -> bool:
    commands = [stage.command for stage in pipeline.stages]
    return any(c.unread or c.beyond or (c.reads_events and c.base is None) for c in commands)
