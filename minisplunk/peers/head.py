"""The search head: a search over files, its parts given out, and what comes back made into its results."""

from __future__ import annotations

import heapq
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import field, replace
from functools import cached_property, partial
from itertools import groupby, takewhile
from typing import NamedTuple

from ..dataclass import dataclass
from ..engine import Splunk
from ..errors import DataError
from ..files import Bundle, File, FileSource, Order, bundles, pieces
from ..ingest.notes import Notes
from ..ingest.places import Blob
from ..ingest.skipped import Skipped, unreadable
from ..operators.spill import Spill
from ..search import Prepared, Run, StageCount
from ..sources import Fielded, Meta, Totals
from ..spl.command import Reducer
from ..store import Indexed
from ..times import TimeRange
from ..values import Row
from . import knowledge, peer
from .executors import Inline, Workers, in_any_order, processes, several
from .gathering import Asking, asked
from .mountain import Mountain
from .split import Split, reducer, split
from .task import Answer, Setup, Versions

_MOST_HELD = 20_000
"""Rows from peers that are held in memory; more wait on disk, sorted."""

_MOST_RUNS = 64
"""Sorted runs that are merged at a time, of each of which a little is in memory."""

Placed = tuple[Order, Row]
Opened = Callable[[], AbstractContextManager[Workers]]


class Reached(NamedTuple):
    """How far a reading is: files and bytes, and of how many; records that were parsed so far."""

    files: int
    of_files: int
    size: int
    of_size: int
    records: int

    def and_(self, files: int, size: int, records: int) -> Reached:
        return self._replace(files=self.files + files, size=self.size + size, records=self.records + records)


Progress = Callable[[], AbstractContextManager[Callable[[Reached], None]]]


@contextmanager
def untold() -> Iterator[Callable[[Reached], None]]:
    yield lambda done: None


@dataclass(frozen=True, slots=True)
class Where:
    """Where parts run. `jobs`: in how many processes of this machine, 0 for what is worth it; or on a `cluster` of
    others, which find the files by the paths that they have here."""

    jobs: int = 0
    cluster: Opened | None = None


@dataclass
class Head:
    """Searches of a Splunk over files that it has not ingested.

    `progress`: is told how far a reading is; it is entered when all processes have begun. `strict`: a file that cannot
    be read raises DataError; else it is among the `skipped`, as is one that cannot be read to its end. `stopped`: asked
    before each part whether to read no more. `notes`: what the user should hear; `read`: bytes so far, as they are
    unpacked; `parsed`: how many records so far; `seconds`: of processors, in which files were read for a store.
    """

    splunk: Splunk
    mountain: Mountain
    where: Where = field(default_factory=Where)
    progress: Progress = untold
    strict: bool = False
    stopped: Callable[[], bool] = bool
    notes: Notes = field(default_factory=Notes)
    skipped: list[Skipped] = field(default_factory=list)
    read: int = 0
    parsed: int = 0
    seconds: float = 0.0
    _totals: Mapping[int, Totals] | None = None

    @property
    def _indextime(self) -> int:
        return round(self.splunk.clock.now() * 1_000_000)

    @cached_property
    def _knowledge(self) -> bytes:
        return knowledge.packed(self.splunk)

    @cached_property
    def _files(self) -> list[File]:
        return [self._file(number) for number in range(len(self.mountain.parts))]

    def _file(self, number: int) -> File:
        """Other machines know nothing of the folder that one stands in."""
        file = self.mountain.file(number)
        if self.where.cluster is None or isinstance(file.path, Blob):
            return file
        return file._replace(path=file.path.absolute())

    def start(self, prepared: Prepared, *, observed: bool = False) -> Run | str:
        """The search, made ready to run over the files; or why it has to run over a store."""
        if reason := next(filter(None, self.mountain.reasons(self.splunk)), ""):
            return reason
        whole = list(pieces(self._files))
        indextime = self._indextime
        source = FileSource(whole, indextime, totals=self._totals or {})
        run = self.splunk.start(prepared, observed=observed, source=source)
        found = split(run)
        if isinstance(found, str):
            return found
        zone = self.splunk.zone
        setup = Setup(os.urandom(16).hex(), prepared.request, found, indextime, zone, observed)
        run.peers = partial(self._rows, setup, list(bundles(whole, asked([(self.splunk, prepared)], self._files))))
        return run

    def store(
        self, searches: Sequence[Asking], window: TimeRange = TimeRange.ALL, indextime: Indexed | None = None
    ) -> int:
        """Store the events of the window that searches may find, all of them without any search; how many."""
        found = self.candidates(searches, window)
        return self.splunk.take(found, self.mountain.index, self.notes, indextime)

    def survey(self) -> Mapping[int, Totals]:
        """How many events there are of each file, and when: all are read. What cannot be read shows in the search."""
        if self._totals is None:
            reasons = list(self.mountain.reasons(self.splunk))
            totals = self._surveyed([number for number, reason in enumerate(reasons) if not reason])
            for number in (number for number, reason in enumerate(reasons) if reason):
                events = self._ingested([number], TimeRange.ALL, Notes(), [])
                totals[number] = Totals.of([event[0] for _, event in events], self._indextime)
            self._totals = totals
        return self._totals

    def _surveyed(self, numbers: Iterable[int]) -> dict[int, Totals]:
        totals: dict[int, Totals] = {}
        parts = list(bundles(pieces(self._files[number] for number in numbers)))
        with self._workers(parts) as workers:
            for _, answer in self._each(workers, peer.survey, self._indextime, parts):
                self.seconds += answer.seconds
                for number, total in answer.held.items():
                    totals[number] = total.joined(totals.get(number, Totals()))
        return totals

    def candidates(self, searches: Sequence[Asking], window: TimeRange) -> Iterator[tuple[Meta, Fielded]]:
        """The events of the window that searches may find, in the order in which all would be ingested. Files that
        cannot be searched as they lie give all of theirs."""
        reasons = list(self.mountain.reasons(self.splunk))
        for whole, group in groupby(range(len(reasons)), key=lambda number: bool(reasons[number])):
            numbers = list(group)
            if whole:
                yield from self._ingested(numbers, window, self.notes, self.skipped)
            else:
                yield from self._found(searches, numbers, window)

    def _ingested(
        self, numbers: Iterable[int], window: TimeRange, notes: Notes, skipped: list[Skipped]
    ) -> Iterator[tuple[Meta, Fielded]]:
        for number in numbers:
            part, index = self.mountain.parts[number], self.mountain.index
            for kind, event in self.splunk.indexed(part, index, notes, skipped):
                if event[0] in window:
                    yield kind, event
            if self.strict and skipped:
                raise DataError(unreadable(skipped, len(self.mountain.parts)))

    def _found(
        self, searches: Sequence[Asking], numbers: Iterable[int], window: TimeRange
    ) -> Iterator[tuple[Meta, Fielded]]:
        files = {number: self._files[number] for number in numbers}
        lists = asked(searches, files.values())
        early: dict[int, Answer] = {}
        wanted = 0
        parts = list(bundles(pieces(files.values()), lists))
        with self._workers(parts) as workers:
            for number, answer in self._each(workers, peer.candidates, window, parts):
                self._note(answer)
                early[number] = answer
                while wanted in early:
                    for file, _, time, raw in early.pop(wanted).held:
                        yield files[file].meta, (time, raw, None)
                    wanted += 1

    def _rows(self, setup: Setup, parts: Sequence[Bundle], run: Run) -> Iterator[Row]:
        part, counts = setup.split, _Counts(run)
        if part.portable:
            reduced = self._reduced(setup, parts, counts)
            if reduced is None:  # the order of rows turned out to matter
                yield from self._rows(replace(setup, split=part.sequential), parts, run)
                return
            yield from run.over(_finished(reduced), part.stages + 1)
        else:
            yield from run.over(self._gathered(setup, parts, counts), part.stages)
        counts.put(part)

    def _reduced(self, setup: Setup, parts: Sequence[Bundle], counts: _Counts) -> Reducer | None:
        whole = reducer(counts.run, setup.split.stages)
        assert whole is not None  # as the split says
        answers: list[Answer] = []
        for answer in self._answers(setup, parts, counts.run):
            if answer.held is None:
                whole.close()
                return None
            whole.take(answer.held)
            answers.append(replace(answer, held=None))
        for answer in answers:  # which all count, or none
            self._note(answer)
            counts.add(answer)
        return whole

    def _gathered(self, setup: Setup, parts: Sequence[Bundle], counts: _Counts) -> Iterator[Row]:
        """The rows of all parts, newest first."""
        with closing(Spill()) as spill:
            spilled: list[Iterable[Placed]] = []
            runs: list[Iterable[Placed]] = []
            held = 0
            for answer in self._answers(setup, parts, counts.run):
                self._note(answer)
                counts.add(answer)
                held += len(answer.rows)
                runs.append(answer.rows)
                if held > _MOST_HELD or len(runs) > _MOST_RUNS:
                    spilled.append(spill.write(_in_order(runs)))
                    runs, held = [], 0
                if len(spilled) > _MOST_RUNS:
                    spilled = [spill.write(_in_order(spilled))]
            yield from (row for _, row in _in_order((*spilled, *runs)))

    def _answers(self, setup: Setup, parts: Sequence[Bundle], run: Run) -> Iterator[Answer]:
        peer.knows(setup, self.splunk, run.prepared)  # before there are workers, which may be forked
        with self._workers(parts) as workers:
            if workers.apart:
                setup = replace(setup, knowledge=self._knowledge, versions=Versions.here())
            for _, answer in self._each(workers, peer.perform, setup, parts):
                yield answer

    def _each(
        self, workers: Workers, function: Callable[..., Answer], common: object, parts: Sequence[Bundle]
    ) -> Iterator[tuple[int, Answer]]:
        """What a function gives for each part, with the part's number, in any order."""
        size = sum(part.size for part in parts)
        done = Reached(0, sum(part.ends for part in parts), 0, size, 0)
        with self.progress() as told:
            wanted = takewhile(lambda part: not self.stopped(), parts)
            for number, answer in in_any_order(workers, function, common, wanted):
                if self.strict and answer.skipped:
                    raise DataError(unreadable(answer.skipped, len(self.mountain.parts)))
                part = parts[number]
                done = done.and_(part.ends, part.size, answer.parsed)
                told(done)
                yield number, answer

    def _workers(self, parts: Sequence[Bundle]) -> AbstractContextManager[Workers]:
        if self.where.cluster is not None:
            return self.where.cluster()
        jobs = several(sum(part.cost for part in parts), len(parts), self.where.jobs)
        return processes(jobs) if jobs > 1 else nullcontext(Workers(Inline(), lambda: 1))

    def _note(self, answer: Answer) -> None:
        self.notes.join(answer.notes)
        if answer.skipped:  # a file of several pieces may be so in each
            each = {one.name: one for one in (*answer.skipped, *self.skipped)}
            self.skipped[:] = sorted(each.values(), key=lambda one: one.name)
        self.read += answer.read
        self.parsed += answer.parsed
        self.seconds += answer.seconds


class _Counts:
    """What peers have counted of a run, which is put into it when all is there."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._stages: list[StageCount] = []

    def add(self, answer: Answer) -> None:
        progress, messages = self.run.progress, self.run.messages
        progress.scanned += answer.scanned
        progress.matched += answer.matched
        messages += (message for message in answer.messages if message not in messages)
        if not self._stages:
            self._stages = answer.stages
            return
        for mine, theirs in zip(self._stages, answer.stages, strict=True):
            mine.join(theirs)

    def put(self, part: Split) -> None:
        """The last command that peers ran has run here, too, on what they gave: what went into it is what went into it
        there, and what came out of it is what came out here."""
        stages = self.run.stages
        for number, count in enumerate(self._stages):
            stages[number] = count if number < part.stages else replace(count, rows_out=stages[number].rows_out)


def _in_order(runs: Iterable[Iterable[Placed]]) -> Iterator[Placed]:
    return heapq.merge(*runs, key=lambda placed: placed[0], reverse=True)


def _finished(whole: Reducer) -> Iterator[Row]:
    try:
        yield from whole.finish()
    finally:
        whole.close()
