"""A search that has run in; for each of its results the events behind it, out.

They are the events of its base search whose values of the fields that the search groups by are those of the result, and
whose times lie between the first and the last time that it names. Events are read once, for all results.

Nobody can tell where the first transforming command has no fields to tell events by, or does not keep them, as
`timechart` and `chart`; where such a field is dropped or made anew after it; where events are not read by search terms,
or counted as they are read, as by `tstats`. A result that is an event itself, or several, has these behind it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import chain, product

from ..dataclass import dataclass
from ..engine import Dispatched, Splunk
from ..fields import ADDRESS
from ..search import Prepared
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline
from ..values import Row, texts
from .report import Behind
from .rows import ANY, Span, span

MOST = 20
"""So many events behind a result are kept, the first ones; all are counted."""
_Key = tuple[tuple[str, ...], ...]


def behind(splunk: Splunk, dispatched: Dispatched) -> Iterator[tuple[int, tuple[Behind, ...]]]:
    """For each result, in their order: how many events there are behind it, and the first of them."""
    results = _contributing(splunk, dispatched)
    events = splunk.store.find(chain.from_iterable(result.addresses for result in results))
    for result in results:
        kept = (events[address] for address in reversed(result.addresses))
        yield result.count, tuple(Behind(time, meta.source, raw) for meta, time, raw in kept)


@dataclass(slots=True)
class _Contributing:
    """The events behind a result: those of its time span. `addresses`: of the first ones, newest first, as they are
    read."""

    span: Span = ANY
    count: int = 0
    addresses: deque[str] = field(default_factory=lambda: deque(maxlen=MOST))

    def add(self, addresses: Iterable[str]) -> None:
        for address in addresses:
            if _time(address) // 1_000_000 in self.span:
                self.count += 1
                self.addresses.append(address)


def _contributing(splunk: Splunk, dispatched: Dispatched) -> Sequence[_Contributing]:
    run, job = dispatched.run, dispatched.job
    results = [_Contributing() for _ in job.results]
    prepared = run.events() if results and run.pipeline.base is not None else None
    before = run.pipeline.of_events()
    if prepared is None or len(prepared.pipeline.stages) != before:
        return results
    if before == len(run.pipeline.stages):
        for row, result in zip(_addressed(splunk, prepared), results, strict=False):
            result.add(sorted(texts(row.get(ADDRESS)), key=_time, reverse=True))
        return results
    grouping = _grouping(run.pipeline, before, job.results)
    if grouping is None:
        return results
    wanted = defaultdict[_Key, list[_Contributing]](list)
    for row, result in zip(job.results, results, strict=True):
        if (key := grouping.of_result(row)) is not None:
            result.span = span(row, job.window, run.request.zone)
            wanted[key].append(result)
    for row in _addressed(splunk, prepared, *grouping.of_events):
        for key in grouping.of_event(row):
            for result in wanted.get(key, ()):
                result.add(texts(row.get(ADDRESS)))
    return results


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


def _time(address: str) -> int:
    return int(address.partition(":")[0])


def _addressed(splunk: Splunk, prepared: Prepared, *names: str) -> Iterator[Row]:
    """The rows of a search with some fields and the addresses of their events, which say when these came: `bin` may
    have changed their times."""
    return splunk.start(prepared, wanted=Fields.of((*names, ADDRESS))).rows()
