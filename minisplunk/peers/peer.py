"""One part of a search: pieces of files in, an answer out. It may run in another process, or on another machine."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from time import thread_time
from weakref import finalize

from ..engine import Splunk
from ..fields import ADDRESS
from ..files import Bundle, FileSource, Order, order
from ..search import Prepared, Run
from ..spl.command import Reducer
from ..times import ManualClock, TimeRange
from ..values import Row
from .knowledge import unpacked
from .task import Answer, Setup, Versions


class _Known(threading.local):
    """The Splunk that parts of a search run on, and the search, read: those of the last one, since a thread has one at
    a time. Threads of a worker may be at different ones, and none may close what another one runs on."""

    key = ""
    made: tuple[Splunk, Prepared] | None = None
    own = ExitStack()

    def be(self, key: str, splunk: Splunk, prepared: Prepared, own: ExitStack) -> tuple[Splunk, Prepared]:
        self.own.close()
        self.key, self.own, self.made = key, own, (splunk, prepared)
        return self.made


_known = _Known()


def knows(setup: Setup, splunk: Splunk, prepared: Prepared) -> None:
    """What this thread has made already, and processes that are forked from it have by themselves."""
    _known.be(setup.key, splunk, prepared, ExitStack())


def perform(setup: Setup, bundle: Bundle) -> Answer:
    """Run a part of a search. Raises any MinisplunkError that the search does."""
    splunk, prepared = _made(setup)
    part = setup.split
    ordered = not part.portable or setup.observed  # the first row that a command drops is an example
    source = FileSource(bundle.pieces, setup.indextime, ordered=ordered)
    run = splunk.start(
        replace(prepared, pipeline=prepared.pipeline.cut(part.run), messages=()),
        source=source,
        observed=setup.observed,
        wanted=part.wanted(prepared.pipeline),
    )
    if part.portable:
        whole = splunk.start(prepared, observed=setup.observed, messages=run.messages)
        answer = _reduced(run, whole, part.stages)
    else:
        answer = Answer(rows=list(_placed(run)), stages=run.stages)
    progress = run.progress
    answer = replace(answer, messages=run.messages)
    return _with(source, replace(answer, scanned=progress.scanned, matched=progress.matched))


def survey(indextime: int, bundle: Bundle) -> Answer:
    """How many events there are of each file, as far as its pieces tell: Totals by the file's number."""
    began, source = thread_time(), FileSource(bundle.pieces, indextime)
    totals = source.survey()
    return _with(source, Answer(held=totals, seconds=thread_time() - began))


def candidates(window: TimeRange, bundle: Bundle) -> Answer:
    """The records that searches may find: a list of Candidates."""
    began, source = thread_time(), FileSource(bundle.pieces, 0)
    found = list(source.holding(bundle.lists, window))
    return _with(source, Answer(held=found, seconds=thread_time() - began))


def _with(source: FileSource, answer: Answer) -> Answer:
    read, parsed = source.read, source.parsed
    return replace(answer, notes=source.notes, skipped=source.skipped, read=read, parsed=parsed)


def _reduced(run: Run, whole: Run, number: int) -> Answer:
    """What the reducer of a command holds, of the search as a whole, that is given the rows of a run."""
    reducer = whole.operator(number)
    assert isinstance(reducer, Reducer)  # as the split says
    try:
        count = whole.stages[number]
        if run.observed:
            reducer.add(whole.counted(run.rows(), number))
        else:
            reducer.add(run.rows())
            count.rows_in = run.stages[-1].rows_out
        return Answer(held=reducer.held(), stages=[*run.stages, count])
    finally:
        reducer.close()


def _placed(run: Run) -> Iterator[tuple[Order, Row]]:
    for row in run.rows():
        yield order(str(row.pop(ADDRESS))), row


def _made(setup: Setup) -> tuple[Splunk, Prepared]:
    if _known.made is not None and _known.key == setup.key:
        return _known.made
    if setup.versions is not None:
        setup.versions.check("This worker", Versions.here())
    with ExitStack() as own:
        folder = Path(tempfile.mkdtemp(prefix="minisplunk-"))
        own.callback(shutil.rmtree, folder, ignore_errors=True)
        home = unpacked(setup.knowledge, folder)
        splunk = own.enter_context(Splunk(home, clock=ManualClock(setup.request.now), zone=setup.zone))
        finalize(splunk, shutil.rmtree, folder, ignore_errors=True)  # where the thread or the process ends before
        return _known.be(setup.key, splunk, splunk.read(setup.request), own.pop_all())
