"""What summaries and timelines of jobs share: a job in, the statistics of its events out, as JSON or XML.

[unverified]: that a running job whose events come only when it is done is answered 204.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ...jobs import Job
from ...search import Cancelled
from ..eai import Content
from ..eai.markup import escaped
from ..http import Request, Response
from ..instance import Splunkd
from .event_times import shown_as
from .job_parameters import cancelled
from .jobs import job_of
from .moments import ShowTime, iso
from .result_formats import JSON, XML, XML_PROLOGUE, dumped, unknown_mode
from .results import NOT_READY, failed

Document = dict[str, Content]
Made = tuple[Document, Callable[[], str]]
"""The same as JSON has it, and as XML does."""


def answered(splunkd: Splunkd, request: Request, make: Callable[[Splunkd, Request, Job], Made]) -> Response:
    """Of a job with status_buckets; nothing for others (10.6). While it runs they are of its events so far."""
    mode = request.output_mode
    if mode not in ("xml", "json"):
        raise unknown_mode(mode)
    job = job_of(splunkd, request)
    job.touch()
    outline = job.outline
    if job.is_failed:
        return failed(request, job)
    if not job.dispatch.status_buckets or outline is None or not (job.is_done or outline.streaming):
        return NOT_READY
    try:
        document, markup = make(splunkd, request, job)
    except Cancelled as error:
        raise cancelled() from error
    if mode == "json":
        return Response(dumped(document), media_type=JSON)
    return Response(f"{XML_PROLOGUE}{markup()}".encode(errors="replace"), media_type=XML)


def shower(splunkd: Splunkd, request: Request) -> ShowTime:
    """How times are shown: ISO 8601, where the request has no format for them."""
    return shown_as(splunkd, request) or partial(iso, zone=splunkd.zone_of(request.who.user))


def seconds(value: float) -> int | float:
    """To the microsecond."""
    return plain(round(value, 6))


def plain(value: float) -> int | float:
    """As an integer where it is whole."""
    return int(value) if float(value).is_integer() else value


def quoted(value: Content) -> str:
    """A value for an attribute in single quotes."""
    return escaped(str(value)).replace("'", "&apos;")
