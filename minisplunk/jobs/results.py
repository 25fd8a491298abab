"""A search that has run: its results, their fields in order, its messages and its counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field

from ..dataclass import dataclass
from ..limits import row_weight
from ..search import Message, Request, Run, StageCount
from ..times import TimeRange
from ..values import Row
from .columns import result_fields
from .dispatch import MAX_COUNT

_WEIGHED = 64
"""The first rows are weighed, then one of so many."""


@dataclass(frozen=True, slots=True)
class SearchJob:
    """Results as the pipeline gave them; `fields` are their columns in splunkd's order."""

    request: Request
    window: TimeRange
    results: list[Row]
    messages: list[Message]
    stages: list[StageCount]
    run_duration: float
    fields: list[str] = field(default_factory=list)

    @property
    def sid(self) -> str:
        return self.request.sid

    @classmethod
    def of(cls, run: Run, results: list[Row], run_duration: float) -> SearchJob:
        return cls(
            request=run.request,
            window=run.window,
            results=results,
            messages=run.messages,
            stages=run.stages,
            run_duration=run_duration,
            fields=result_fields(run.pipeline.columns(), results),
        )


def collect(run: Run, max_count: int = MAX_COUNT) -> SearchJob:
    """Run a search to its end and keep its rows, at most `max_count`; a cut is a message."""
    started = time.perf_counter()
    results = list(kept(run.rows(), run, max_count))
    return SearchJob.of(run, results, time.perf_counter() - started)


def kept(rows: Iterable[Row], run: Run, max_count: int, full: Callable[[int], str] = lambda held: "") -> Iterator[Row]:
    """At most so many rows, which whoever reads them keeps: they count as memory of the search. `full`: why no more
    may be kept than so many bytes, if that is so."""
    account, held = run.context.memory.account(), 0
    for number, row in enumerate(rows):
        if number == max_count:
            run.context.message("WARN", f"The search found more than {max_count} results; the rest is left out.")
            return
        if number < _WEIGHED or number % _WEIGHED == 0:
            held += row_weight(row) * (1 if number < _WEIGHED else _WEIGHED)
            account.hold(held)
            if reason := full(held):
                run.context.message("WARN", reason)
                return
        yield row
