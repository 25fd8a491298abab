"""search/jobs/export: a search's results as they come, in one answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from itertools import chain

from ...dataclass import dataclass
from ...errors import DataError, MinisplunkError
from ...jobs import Job
from ...jobs.handover import Handover
from ...jobs.reading import failure
from ...search import Cancelled, Message
from ...spl.columns import columns, in_order
from ...values import Row
from ..eai import Answer
from ..http import HttpError, Request, Route, Stream
from ..instance import Splunkd
from .job_parameters import SEARCH, cancelled, refused, searched
from .moments import exported
from .result_formats import FORMATS, JSON, TEXT, XML, XML_PROLOGUE, dumped_lines, raw, unknown_mode, xml_results
from .result_page import ResultPage, as_shown, chosen
from .spool import Spool

_MOST = 1000
_LONGEST = 0.2
"""Results and seconds that are gathered before they are sent."""
_QUIET = 5.0
"""Seconds without results after which the client is told what there is, or that the search goes on."""
_FIELDS = frozenset({"f", "field_list"})
_HIDDEN = ("DEBUG", "INFO")


def export(splunkd: Splunkd, request: Request) -> Answer:
    """As POST search/jobs, but without a sid. What fails before there is something to send is answered 400.

    Modes that name their fields first are answered when all results are there.
    """
    mode = request.output_mode
    if mode not in FORMATS:
        raise unknown_mode(mode)
    search, dispatch = searched(splunkd, request, _FIELDS)
    handover = Handover(_MOST)
    with refused():
        job = splunkd.splunk.jobs.hand_over(search, dispatch, handover)
    running = _Running(job, handover)
    try:
        running.chunks, media_type = _document(running, splunkd, request, mode)
    except BaseException as error:
        running.close()
        if isinstance(error, HttpError):
            raise
        if isinstance(error, MinisplunkError):
            raise HttpError(400, failure(error), "FATAL") from error
        if isinstance(error, Cancelled):
            raise cancelled() from error
        raise
    return Stream(running, media_type=media_type)


class _Running:
    """A running search whose answer is sent piece by piece; closing it ends the search."""

    def __init__(self, job: Job, handover: Handover) -> None:
        self.job, self.handover = job, handover
        self.chunks: Iterator[bytes] = iter(())
        self.ending = ExitStack()
        self.ending.callback(handover.close)
        self.ending.callback(job.cancel)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self.chunks)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.ending.close()


def _document(running: _Running, splunkd: Splunkd, request: Request, mode: str) -> tuple[Iterator[bytes], str]:
    """The pieces of the answer, of which the first is there, and its media type."""
    if mode not in _STREAMED:
        pieces, media_type = FORMATS[mode]
        return pieces(_spooled(running, splunkd, request)), media_type
    pages = _pages(running, splunkd, request)
    first = next(pages)
    document, media_type = _STREAMED[mode]
    return document(chain((first,), pages)), media_type


# What comes


@dataclass(frozen=True, slots=True)
class _Batch:
    """Results of a short while, or of a long one none; `messages`: those that have not been sent yet."""

    rows: list[Row]
    last: bool
    messages: list[Message]


def _batches(running: _Running, splunkd: Splunkd) -> Iterator[_Batch]:
    """The last result waits until it is known whether it is the last, or nothing has come for long.

    A search that fails when there has been a batch ends with one that has its error; else raises MinisplunkError.
    """
    held: list[Row] = []
    told, since, begun = 0, time.monotonic(), False
    while True:
        error = ""
        try:
            rows, last = running.handover.take(_LONGEST)
        except MinisplunkError as failed:
            if not begun:
                raise
            rows, last, error = [], True, splunkd.splunk.shown(failure(failed))
        held += rows
        quiet = not rows and time.monotonic() - since > _QUIET
        if rows or quiet:
            since = time.monotonic()
        ready = len(held) if last or quiet else len(held) - 1
        if error:
            yield _Batch(held, False, [Message("FATAL", error)])
        elif ready > 0 or last or quiet:
            messages = running.job.messages[told:] if last or quiet else []
            told += len(messages)
            yield _Batch(held[:ready], last, [message for message in messages if message.kind not in _HIDDEN])
            held, begun = held[ready:], True
        if last:
            return


def _pages(running: _Running, splunkd: Splunkd, request: Request) -> Iterator[ResultPage]:
    job, offset, show = running.job, 0, partial(exported, zone=splunkd.zone_of(request.who.user))
    for batch in _batches(running, splunkd):
        fields = chosen(request, job.fields_of(batch.rows))
        formatted = job.formatted
        rows = [as_shown(row, fields, show, formatted) for row in batch.rows]
        yield ResultPage(fields, rows, offset, len(rows), preview=not batch.last, messages=batch.messages)
        offset += len(rows)


def _spooled(running: _Running, splunkd: Splunkd, request: Request) -> ResultPage:
    """All results in one page, which keeps them in a file."""
    spool = running.ending.enter_context(closing(Spool()))
    show = partial(exported, zone=splunkd.zone_of(request.who.user))
    messages: list[Message] = []

    def kept() -> Iterator[Row]:
        for batch in _batches(running, splunkd):
            for message in batch.messages:
                if message.kind == "FATAL":
                    raise DataError(message.text)
            messages.extend(batch.messages)
            formatted = running.job.formatted
            spool.keep(as_shown(row, row, show, formatted) for row in batch.rows)
            yield from batch.rows

    found = columns(kept())
    assert running.job.run is not None  # it has ended
    fields = chosen(request, in_order(running.job.run.pipeline.columns(), found)) if spool else []
    return ResultPage(fields, spool, total=len(spool), messages=messages)


# Documents


def _json(pages: Iterator[ResultPage]) -> Iterator[bytes]:
    """An object for each result, in lines; the last one says that it is, and empty lines that the search goes on
    (10.6)."""
    for page in pages:
        yield b"".join(_json_lines(page)) or b"\n"


def _json_lines(page: ResultPage) -> list[bytes]:
    lines: list[dict[str, object]] = [
        {"preview": False, "offset": number, "result": row} for number, row in enumerate(page.rows, page.offset)
    ]
    if not page.preview:
        last = lines.pop() if lines else {"preview": False}
        result = {"result": last.pop("result")} if "result" in last else {}
        lines.append({**last, "lastrow": True, **result})
    if page.messages:
        lines.append({"messages": [{"type": m.kind, "text": m.text} for m in page.messages]})
    return dumped_lines(lines)


def _xml(pages: Iterator[ResultPage]) -> Iterator[bytes]:
    """One results element after the other; between them, empty lines say that the search goes on."""
    yield XML_PROLOGUE.encode()
    for page in pages:
        if page.rows or page.messages or not page.preview:
            yield b"".join(xml_results(replace(page, preview=False)))
        else:
            yield b"\n"


def _raw(pages: Iterator[ResultPage]) -> Iterator[bytes]:
    """Events alone; what the search fails for is an error in the midst of the answer, which ends there."""
    for page in pages:
        yield b"".join(raw(page))
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
