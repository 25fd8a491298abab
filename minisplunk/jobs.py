"""A search that has run: its results, their fields in order, its messages and its counts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from .search import Message, Request, Run, StageCount
from .times import TimeRange
from .values import Row

MAX_COUNT = 500_000  # savedsearches.conf.spec: dispatch.max_count

_numbers = count(1)


def new_sid(now: float, label: str = "") -> str:
    """A search id: `<epoch>.<n>` for an ad hoc search, `<label>_at_<epoch>_<n>` for a saved one."""
    number = next(_numbers)
    return f"{label}_at_{int(now)}_{number}" if label else f"{int(now)}.{number}"


@dataclass(frozen=True, slots=True)
class SearchJob:
    """Results as the pipeline gave them; `fields` are their columns in order of appearance."""

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


def collect(run: Run, max_count: int = MAX_COUNT) -> SearchJob:
    """Run a search to its end and keep its rows, at most `max_count`; a cut is a message."""
    started = time.perf_counter()
    results: list[Row] = []
    for row in run.rows():
        if len(results) == max_count:
            run.context.message("WARN", f"The search found more than {max_count} results; the rest is left out.")
            break
        results.append(row)
    return SearchJob(
        request=run.request,
        window=run.context.window,
        results=results,
        messages=run.messages,
        stages=run.stages,
        run_duration=time.perf_counter() - started,
        fields=list(columns(results)),
    )


def columns(rows: list[Row]) -> Iterator[str]:
    """Every field name once, in order of first appearance."""
    seen: set[str] = set()
    for row in rows:
        for name in row:
            if name not in seen:
                seen.add(name)
                yield name
