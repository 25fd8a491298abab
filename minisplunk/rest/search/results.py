"""search/jobs/<sid>/results, results_preview and events, and the same under search/v2."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...jobs import Job
from ...search import Message
from ...spl.columns import columns
from ...values import Row, number
from ..eai import Answer, envelope
from ..http import HttpError, Request, Response, Route
from ..instance import Splunkd
from .event_times import OF_TIMES, Bounds, shown_as
from .job_parameters import UNSUPPORTED, check_names, whole
from .jobs import job_of
from .moments import ShowTime
from .result_formats import rendered
from .result_page import HARMLESS_OF_PAGES, OF_PAGES, ResultSet, page, processed

_OF_EVENTS = OF_TIMES | {"max_lines", "truncation_mode"}
_PREVIEW_WAIT = 2.0
"""Seconds that a preview is waited for."""
NOT_READY = Response(b"", 204)


def results(splunkd: Splunkd, request: Request) -> Answer:
    """The results of a job that is done; nothing before."""
    job = _job(splunkd, request)
    if job.is_done:
        return _answer(splunkd, request, ResultSet.of(job, job.results, job.fields, job.formatted))
    return NOT_READY


def results_preview(splunkd: Splunkd, request: Request) -> Answer:
    """The results so far."""
    job = _job(splunkd, request)
    if job.is_done or (job.preview and job.run is not None):
        rows = job.preview_results(_PREVIEW_WAIT)
        return _answer(splunkd, request, ResultSet.of(job, rows, job.fields_of(rows), job.formatted))
    return NOT_READY


def events(splunkd: Splunkd, request: Request) -> Answer:
    """The events that the search has found, before any command reports on them, as far as they are kept."""
    job = _job(splunkd, request, _OF_EVENTS)
    outline = job.outline
    if job.is_failed:
        return failed(request, job)
    if outline is None or not (job.is_done or outline.streaming):
        return NOT_READY
    bounds, show = Bounds.of(splunkd, request), shown_as(splunkd, request)
    found = splunkd.splunk.jobs.kept_events(job)
    within = found if bounds.open else [row for row in found if number(row.get("_time")) in bounds]
    rows = list(_shortened(request, within))
    return _answer(splunkd, request, ResultSet(job, rows, sorted(columns(rows))), show)


def _job(splunkd: Splunkd, request: Request, more: Collection[str] = ()) -> Job:
    check_names(request, {*OF_PAGES, *more}, HARMLESS_OF_PAGES, UNSUPPORTED)
    job = job_of(splunkd, request)
    job.touch()
    return job


def _answer(splunkd: Splunkd, request: Request, results: ResultSet, show: ShowTime | None = None) -> Response:
    if results.job.is_failed:
        return failed(request, results.job)
    return rendered(page(splunkd, request, processed(request.get("search"), results), show), request.output_mode)


def failed(request: Request, job: Job) -> Response:
    """The messages of a failed job (measured on 10.4.2 by a third party)."""
    return envelope.messages([(m.kind, m.text) for m in fatal(job)], request, 400)


def fatal(job: Job) -> list[Message]:
    """The messages of a failed job, without the ERROR copy that only the job's entry shows."""
    return [message for message in job.messages if message.kind != "ERROR"]


def _shortened(request: Request, rows: list[Row]) -> Iterator[Row]:
    """`_raw` of at most `max_lines` lines; which lines `truncation_mode=abstract` chooses is splunkd's secret."""
    lines = whole(request, "max_lines", 0)
    if lines and request.get("truncation_mode") != "truncate":
        raise HttpError(501, "minisplunk does not support max_lines with truncation_mode=abstract, only with truncate.")
    for row in rows:
        raw = row.get("_raw")
        if lines and isinstance(raw, str):
            yield {**row, "_raw": "\n".join(raw.split("\n")[:lines])}
        else:
            yield row


ROUTES = tuple(
    Route(method, f"search/{version}jobs/{{sid}}/{name}", handler)
    for version in ("", "v2/")
    for name, handler in (("results", results), ("results_preview", results_preview), ("events", events))
    for method in ("GET", "POST")
)
