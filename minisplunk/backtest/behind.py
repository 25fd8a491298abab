"""A search that has run in; for each of its results the events behind it, out.

They are the events of its base search whose values of the fields that the search groups by are those of the result, and
whose times lie between the first and the last time that it names. Events are read once, for all results.

Nobody can tell where the first transforming command has no fields to tell events by, or does not keep them, as
`timechart` and `chart`; where such a field is dropped or made anew after it; where events are not read by search terms,
or counted as they are read, as by `tstats`. A result that is an event itself has this one behind it; of a transaction,
its text as a whole is one.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from ..engine import Dispatched, Splunk
from ..fields import ADDRESS
from ..search import Run
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline
from ..values import Row, number, texts
from .report import Behind
from .rows import ANY, Span, span

MOST = 20
"""So many events behind a result are kept, the first ones; all are counted."""
_Key = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Contributing:
    """What is behind a result: how many events, and the first of them, which come last."""

    span: Span = ANY
    count: int = 0
    newest_first: deque[Behind] = field(default_factory=lambda: deque(maxlen=MOST))

    @property
    def events(self) -> tuple[Behind, ...]:
        return tuple(reversed(self.newest_first))

    def add(self, event: Behind) -> None:
        if event.time // 1_000_000 in self.span:
            self.count += 1
            self.newest_first.append(event)


def behind(splunk: Splunk, dispatched: Dispatched) -> Sequence[Contributing]:
    """For each result, in their order."""
    run, job = dispatched.run, dispatched.job
    found = [Contributing() for _ in job.results]
    if not found or run.pipeline.base is None:
        return found
    reports = run.pipeline.of_events()
    if reports == len(run.pipeline.stages):
        for row, contributing in zip(job.results, found, strict=True):
            if isinstance(row.get("_raw"), str):
                contributing.add(_event(row))
        return found
    grouping = _grouping(run.pipeline, reports, job.results)
    prepared = run.events()
    if grouping is None or prepared is None or len(prepared.pipeline.stages) != reports:
        return found
    wanted = defaultdict[_Key, list[Contributing]](list)
    for row, contributing in zip(job.results, found, strict=True):
        contributing.span = span(row, job.window, run.request.zone)
        if (key := grouping.of_result(row)) is not None:
            wanted[key].append(contributing)
    if wanted:
        _read(splunk.start(prepared), grouping, wanted)
    return found


@dataclass(frozen=True, slots=True)
class _Grouping:
    """The fields by which events are told apart, and what these are called in the results. `whole`: a result stands for
    events that have all its values, and lack what it lacks; else for those that have one of each."""

    of_events: tuple[str, ...]
    of_results: tuple[str, ...]
    whole: bool

    def of_result(self, row: Row) -> _Key | None:
        key = tuple(tuple(texts(row.get(name))) for name in self.of_results)
        return key if self.whole or all(key) else None

    def of_event(self, row: Row) -> Iterable[_Key]:
        values = [tuple(texts(row.get(name))) for name in self.of_events]
        return (tuple(values),) if self.whole else product(*([(value,) for value in each] for each in values))


def _grouping(pipeline: Pipeline, before: int, results: Sequence[Row]) -> _Grouping | None:
    """By what the first transforming command, which is that after so many, tells events apart."""
    command = pipeline.stages[before].command
    *_, last = between = list(pipeline.columns_between())
    made = between[before + 1]
    if made is None or (made.more and not made.by):
        return None
    by = command.groups_by
    if not command.condenses:
        return _Grouping(made.names, made.names, whole=True)
    if set(by) - set(made.by) or (not by and ("_time" in made.names or len(results) != 1)):
        return None
    kept = last.by if last is not None and len(last.by) == len(by) else made.by
    return _Grouping(made.by, kept, whole=False)


def _read(run: Run, grouping: _Grouping, wanted: dict[_Key, list[Contributing]]) -> None:
    run.wanted = Fields.of((*grouping.of_events, "_time", "_raw", "source", ADDRESS))
    for row in run.rows():
        for key in grouping.of_event(row):
            if key in wanted:
                event = _event(row)
                for contributing in wanted[key]:
                    contributing.add(event)


def _event(row: Row) -> Behind:
    """`bin` may have changed its `_time`: its address has the one that it came with."""
    address, at, source = row.get(ADDRESS), number(row.get("_time")), row.get("source")
    time = int(address.partition(":")[0]) if isinstance(address, str) else round((at or 0) * 1_000_000)
    return Behind(time, source if isinstance(source, str) else "", "\n".join(texts(row.get("_raw"))))
