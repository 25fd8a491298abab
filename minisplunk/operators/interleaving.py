"""Several streams of rows in; one with the newest rows first out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge

from ..spl.pipeline import Stage
from ..values import Row, number


def interleaved(streams: Iterable[Iterable[Row]]) -> Iterator[Row]:
    """Each stream has its newest rows first, as events come. A row without a time comes right after the one before it
    in its stream."""
    return merge(*streams, key=_time, reverse=True)


def _time(row: Row) -> float:
    time = number(row.get("_time"))
    return math.inf if time is None else time


def purely_streaming(stages: Sequence[Stage]) -> bool:
    """Whether commands pass rows on one by one, as the first of them reads or makes them."""
    first, *later = (stage.command.kind for stage in stages)
    makes_rows = first.distributable or (first.generating and not first.transforming)
    return makes_rows and all(kind.distributable for kind in later)
