"""search/jobs/export: a search's results as they come, in one answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain

from ...errors import DataError, MinisplunkError
from ...jobs import Job, Jobs
from ...jobs.columns import result_fields
from ...jobs.reading import failure
from ...search import Cancelled, Message
from ...values import Row
from ..eai import Answer
from ..http import HttpError, Request, Route, Stream
from ..instance import Splunkd
from .job_parameters import SEARCH, cancelled, refused, searched
from .moments import exported
from .result_formats import (
    FORMATS,
    JSON,
    TEXT,
    XML,
    XML_PROLOGUE,
    dumped,
    raw_line,
    rendered,
    unknown_mode,
    xml_results,
)
from .result_page import ResultPage, as_shown, chosen

_MOST = 1000
_LONGEST = 0.2
"""Results and seconds that are gathered before they are sent."""
_FIELDS = frozenset({"f", "field_list"})
_QUIET = ("DEBUG", "INFO")


def export(splunkd: Splunkd, request: Request) -> Answer:
    """As POST search/jobs, but without a sid. What fails before the first result is answered 400.

    Modes that name their fields first are answered when all results are there.
    """
    mode = request.output_mode
    if mode not in FORMATS:
        raise unknown_mode(mode)
    search, dispatch = searched(splunkd, request, _FIELDS)
    with refused():
        running = _Running(splunkd.splunk.jobs, splunkd.splunk.jobs.open(search, dispatch))
    pages = _pages(running, splunkd, request, at_once=mode not in _STREAMED)
    try:
        first = next(pages)
        if mode not in _STREAMED:
            running.close()
            return rendered(replace(first, preview=False), mode)
    except BaseException as error:
        running.close()
        if isinstance(error, MinisplunkError):
            raise HttpError(400, failure(error), "FATAL") from error
        if isinstance(error, Cancelled):
            raise cancelled() from error
        raise
    document, media_type = _STREAMED[mode]
    running.chunks = document(chain((first,), pages))
    return Stream(running, media_type=media_type)


class _Running:
    """A running search whose answer is sent piece by piece; closing it ends the search."""

    def __init__(self, jobs: Jobs, job: Job) -> None:
        self.job, self.rows = job, job.stream()
        self.chunks: Iterator[bytes] = iter(())
        self._jobs = jobs

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self.chunks)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._jobs.forget(self.job)
        self.rows.close()


# Pages


def _pages(running: _Running, splunkd: Splunkd, request: Request, *, at_once: bool) -> Iterator[ResultPage]:
    """Results in pages of what came within a short while, or in one; the last has the search's messages.

    A search that fails after the first page ends with a page that has its error; before it, raises MinisplunkError.
    """
    offset = 0
    try:
        for rows, last in [(list(running.rows), True)] if at_once else _batches(running.rows):
            yield _page(running.job, splunkd, request, rows, offset, last=last)
            offset += len(rows)
    except MinisplunkError as error:
        if not offset:
            raise
        yield ResultPage((), (), offset, messages=[Message("FATAL", splunkd.splunk.shown(failure(error)))])


def _batches(rows: Iterator[Row]) -> Iterator[tuple[list[Row], bool]]:
    """Batches, at least one, each with whether it is the last."""
    batch: list[Row] = []
    since = time.monotonic()
    for row in rows:
        if len(batch) == _MOST or (batch and time.monotonic() - since > _LONGEST):
            yield batch, False
            batch, since = [], time.monotonic()
        batch.append(row)
    yield batch, True


def _page(job: Job, splunkd: Splunkd, request: Request, rows: list[Row], offset: int, *, last: bool) -> ResultPage:
    assert job.run is not None  # the run exists once it has given rows
    fields = chosen(request, result_fields(job.run.pipeline, rows))
    show = partial(exported, zone=splunkd.zone_of(request.who.user))
    messages = [message for message in job.messages if message.kind not in _QUIET] if last else []
    return ResultPage(
        fields, [as_shown(row, fields, show) for row in rows], offset, len(rows), preview=not last, messages=messages
    )


# Documents


def _json(pages: Iterator[ResultPage]) -> Iterator[bytes]:
    """An object for each result, in lines; the last one says that it is (10.6)."""
    for page in pages:
        yield b"".join(_json_lines(page))


def _json_lines(page: ResultPage) -> Iterator[bytes]:
    last = len(page.rows) - 1 if not page.preview else -1
    for number, row in enumerate(page.rows):
        mark = {"lastrow": True} if number == last else {}
        yield dumped({"preview": False, "offset": page.offset + number, **mark, "result": row}) + b"\n"
    if not page.preview and not page.rows and not page.offset:
        yield dumped({"preview": False, "lastrow": True}) + b"\n"
    if page.messages:
        yield dumped({"messages": [{"type": m.kind, "text": m.text} for m in page.messages]}) + b"\n"


def _xml(pages: Iterator[ResultPage]) -> Iterator[bytes]:
    """One results element after the other."""
    yield XML_PROLOGUE.encode()
    for page in pages:
        yield xml_results(replace(page, preview=False)).encode(errors="replace")


def _raw(pages: Iterator[ResultPage]) -> Iterator[bytes]:
    """Events alone; what the search fails for is an error in the midst of the answer, which ends there."""
    for page in pages:
        yield "".join(map(raw_line, page.rows)).encode(errors="replace")
        if any(message.kind == "FATAL" for message in page.messages):
            raise DataError(page.messages[0].text)


_STREAMED: Mapping[str, tuple[Callable[[Iterator[ResultPage]], Iterator[bytes]], str]] = {
    "json": (_json, JSON),
    "xml": (_xml, XML),
    "raw": (_raw, TEXT),
}

ROUTES = (
    Route("GET", "search/jobs/export", export, capability=SEARCH),
    Route("POST", "search/jobs/export", export, capability=SEARCH),
    Route("POST", "search/v2/jobs/export", export, capability=SEARCH),
)
