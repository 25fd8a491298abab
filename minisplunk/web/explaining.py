"""A search explained: it runs as a job of the user's, like any other, and its funnel is there when the job is done."""

from __future__ import annotations

from dataclasses import replace

from ..rest.http import HttpError, Request, Response, Route
from ..rest.search.job_parameters import SEARCH, refused, searched
from ..rest.search.jobs import job_of
from .documents import document
from .funnel import Funnel
from .site import Handler, Site

IDLE = 120
"""Seconds after which a job is cancelled whose page has been closed."""


def explain(site: Site, request: Request) -> Response:
    """Start a search, with the parameters of search/jobs; its sid."""
    splunkd = site.splunkd
    search, dispatch = searched(splunkd, request)
    funnel = Funnel(search.zone)
    watched = replace(dispatch, observed=True, preview=False, auto_cancel=IDLE, provenance="minisplunk:explain")
    with refused():
        job = splunkd.splunk.jobs.start(search, watched, lambda run, found: funnel.fill(run, len(found.results)))
    site.funnels[job] = funnel
    return document({"sid": job.sid}, 201)


def funnel(site: Site, request: Request) -> Response:
    """The funnel of a job that is done. HttpError 404 for a job that explains nothing, or has failed."""
    found = site.funnels.get(job_of(site.splunkd, request))
    if found is None or found.content is None:
        raise HttpError(404, "There is no explanation of this search job.")
    return document(found.content)


ROUTES: tuple[Route[Handler], ...] = (
    Route("POST", "minisplunk/explain", explain, capability=SEARCH),
    Route("GET", "minisplunk/explain/{sid}", funnel),
)
