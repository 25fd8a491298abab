"""A macro with another definition in, and a search that uses it; the rows that disappear and appear, out.

The search runs twice, as of the same moment: with the settings that there are, and with those as they would be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson

from ..errors import NotFound
from ..fields import Contexts
from ..jobs import Job, new_sid
from ..rest.http import HttpError, Request, Response, Route
from ..rest.http.faults import missing_argument
from ..rest.search.job_parameters import SEARCH, refused, searched
from ..rest.search.jobs import job_of
from ..search import Request as Search
from .documents import document, shown_row
from .explaining import IDLE
from .reading import writing
from .site import Handler, Site

_MOST_SHOWN = 100
_OF_THE_RUN = frozenset({"info_sid"})
"""Fields that differ between any two runs."""


def compare(site: Site, request: Request) -> Response:
    """Start both runs, with the parameters of search/jobs and a `macro`'s stanza and `definition`; their sids.

    HttpError 400 for a search that writes something: it would do so twice.
    """
    for name in ("macro", "definition"):
        if name not in request.params:
            raise missing_argument(name)
    splunkd, jobs = site.splunkd, site.splunkd.splunk.jobs
    search, dispatch = searched(splunkd, request, ("macro", "definition"))
    tried = _tried(site, search, request.get("macro"), request.get("definition"))
    quiet = replace(dispatch, preview=False, auto_cancel=IDLE, provenance="minisplunk:compare", given={})
    with refused():
        for one in (search, tried):
            for name in writing(splunkd.splunk.read(one).pipeline):
                raise HttpError(400, f"The command '{name}' writes, or may do so, and a comparison would do it twice.")
        before = jobs.start(search, quiet)
        try:
            after = jobs.start(tried, quiet)
        except BaseException:
            jobs.forget(before)
            raise
    return document({"before": before.sid, "after": after.sid}, 201)


def difference(site: Site, request: Request) -> Response:
    """The rows that only one of two jobs has found which are done, `before` and `after`: how many, and the first."""
    before, after = (
        job_of(site.splunkd, replace(request, args={"sid": request.get(name)})) for name in ("before", "after")
    )
    for job in (before, after):
        if not job.is_done or job.is_failed or job.is_cancelled:
            raise HttpError(400, f"The search job {job.sid} has no results.")
    rows = Counter(_rows(before)), Counter(_rows(after))
    content: dict[str, Any] = {"before": len(before.results), "after": len(after.results)}
    for name, (more, less) in {"gone": rows, "new": rows[::-1]}.items():
        only = more - less
        shown = [orjson.loads(row) for row in list(only.elements())[:_MOST_SHOWN]]
        content[name] = {"count": only.total(), "rows": shown}
    content["fields"] = list(dict.fromkeys([*before.fields, *after.fields]))
    return document(content)


def _tried(site: Site, search: Search, macro: str, definition: str) -> Search:
    """The search as it would be. NotFound for a macro that the user does not see there; ConfError for a definition that
    no conf file can hold."""
    splunk = site.splunkd.splunk
    view, _ = splunk.context(search.app, search.user, search.roles)
    level = view.levels("macros").get(macro)
    if level is None:
        raise NotFound(f"Could not find object id={macro}")
    layers = splunk.layers.with_settings(level.app, "macros", macro, {"definition": definition}, user=level.user)
    return replace(search, sid=new_sid(search.now), contexts=Contexts(layers, splunk.contexts.stores))


def _rows(job: Job) -> Iterator[bytes]:
    fields = [name for name in job.fields if name not in _OF_THE_RUN]
    for row in job.results:
        yield orjson.dumps(shown_row(row, job.request.zone, fields), option=orjson.OPT_SORT_KEYS)


ROUTES: tuple[Route[Handler], ...] = (
    Route("POST", "minisplunk/compare", compare, capability=SEARCH),
    Route("GET", "minisplunk/compare", difference),
)
