"""One part of a search: pieces of files in, an answer out. It may run in another process, or on another machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from ..engine import Splunk
from ..errors import MinisplunkError
from ..fields import ADDRESS
from ..files import Bundle, FileSource, Order, order
from ..search import Prepared, Run
from ..spl.command import Reducer
from ..times import ManualClock, TimeRange
from ..values import Row
from .task import Answer, Setup, Versions

_known: dict[str, tuple[Splunk, Prepared]] = {}
"""The Splunk that parts of a search run on, and the search, read; of the last one, since there is one at a time."""


def knows(setup: Setup, splunk: Splunk, prepared: Prepared) -> None:
    """What this process has made already, and those that are forked from it have by themselves."""
    _known.clear()
    _known[setup.key] = splunk, prepared


def perform(setup: Setup, bundle: Bundle) -> Answer:
    """Run a part of a search. Raises any MinisplunkError that the search does."""
    splunk, prepared = _made(setup)
    part = setup.split
    source = FileSource(bundle.pieces, setup.indextime, ordered=not part.portable)
    run = splunk.start(
        replace(prepared, pipeline=prepared.pipeline.cut(part.run), messages=()),
        source=source,
        observed=setup.observed,
        wanted=part.wanted(prepared.pipeline),
    )
    if part.portable:
        answer = _reduced(run, splunk.start(prepared, messages=run.messages), part.stages)
    else:
        answer = Answer(rows=list(_placed(run)))
    progress = run.progress
    answer = replace(answer, stages=run.stages, messages=run.messages)
    return _with(source, replace(answer, scanned=progress.scanned, matched=progress.matched))


def survey(indextime: int, bundle: Bundle) -> Answer:
    """How many events there are of each file, as far as its pieces tell: Totals by the file's number."""
    source = FileSource(bundle.pieces, indextime)
    return _with(source, Answer(held=source.survey()))


def candidates(window: TimeRange, bundle: Bundle) -> Answer:
    """The records that searches may find: a list of Candidates."""
    source = FileSource(bundle.pieces, 0)
    return _with(source, Answer(held=list(source.holding(bundle.lists, window))))


def _with(source: FileSource, answer: Answer) -> Answer:
    read, parsed = source.read, source.parsed
    return replace(answer, notes=source.notes, skipped=source.skipped, read=read, parsed=parsed)


def _reduced(run: Run, whole: Run, number: int) -> Answer:
    """What the reducer of a command holds, of the search as a whole, that is given the rows of a run."""
    reducer = whole.operator(number)
    assert isinstance(reducer, Reducer)  # as the split says
    try:
        reducer.add(run.rows())
        return Answer(held=reducer.held())
    finally:
        reducer.close()


def _placed(run: Run) -> Iterator[tuple[Order, Row]]:
    for row in run.rows():
        yield order(str(row.pop(ADDRESS))), row


def _made(setup: Setup) -> tuple[Splunk, Prepared]:
    if setup.key not in _known:
        here = Versions.here()
        if here != setup.versions:
            raise MinisplunkError(f"This worker has {here}, and who asks it {setup.versions}: they must be the same.")
        for old, _ in _known.values():
            old.close()
        _known.clear()
        splunk = _installed(setup)
        _known[setup.key] = splunk, splunk.read(setup.request)
    return _known[setup.key]


def _installed(setup: Setup) -> Splunk:
    with ExitStack() as undo:
        splunk = undo.enter_context(Splunk(clock=ManualClock(setup.request.now)))
        for number, packed in enumerate(setup.apps):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"{number}.spl"
                path.write_bytes(packed)
                splunk.install(path)
        undo.pop_all()
    return splunk
