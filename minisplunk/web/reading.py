"""What the editor asks: where in a search a fault lies, and which words commands and functions are."""

from __future__ import annotations

from collections.abc import Iterator

from ..commands import COMMANDS
from ..errors import PlacedError
from ..functions import FUNCTIONS
from ..functions.aggregates import AGGREGATES
from ..rest.http import Request, Response, Route
from ..rest.search.jobs import job_of
from ..rest.search.parser import prepared_for
from ..spl.pipeline import Pipeline
from .documents import document, fault
from .site import Handler, Site


def check(site: Site, request: Request) -> Response:
    """The `fault` of a `search` in the app `namespace`, None where it can be read, and the commands by which it
    `writes`. Nothing is run."""
    app = request.get("namespace") or request.app
    try:
        prepared = prepared_for(site.splunkd, request, request.get("search"), app)
    except PlacedError as error:
        return document({"fault": fault(error, site.splunkd.splunk.shown), "writes": []})
    return document({"fault": None, "writes": list(dict.fromkeys(writing(prepared.pipeline)))})


def writing(pipeline: Pipeline) -> Iterator[str]:
    """The commands that write or start something, or may do so, in subsearches too."""
    for stage in pipeline.stages:
        if stage.command.writes or stage.command.unread:
            yield stage.command.name
    for inner in pipeline.inner():
        yield from writing(inner.pipeline)


def of_job(site: Site, request: Request) -> Response:
    """What a job has failed for, None where it has not."""
    error = job_of(site.splunkd, request).error
    return document({"fault": None if error is None else fault(error, site.splunkd.splunk.shown)})


def vocabulary(site: Site, request: Request) -> Response:
    return document({"commands": list(COMMANDS), "functions": sorted({*FUNCTIONS, *AGGREGATES})})


ROUTES: tuple[Route[Handler], ...] = (
    Route("POST", "minisplunk/check", check),
    Route("GET", "minisplunk/fault/{sid}", of_job),
    Route("GET", "minisplunk/vocabulary", vocabulary),
)
