"""search/jobs and search/v2/jobs: search jobs listed, started, read, changed, controlled and removed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from ...conf.objects import allows
from ...errors import NotFound
from ...jobs import Job
from ..eai import Answer, Feed, envelope
from ..eai.markup import PROLOGUE, escaped
from ..eai.namespaces import all_objects, roles_held
from ..eai.paging import paged
from ..http import HttpError, Request, Response, Route
from ..instance import Splunkd
from .job_entry import job_entry
from .job_parameters import SEARCH, cancelled, check_names, custom, lifetime, refused, searched, whole
from .result_formats import JSON, XML, dumped, rendered
from .result_page import HARMLESS_OF_PAGES, OF_PAGES, ResultSet, page


def list_(splunkd: Splunkd, request: Request) -> Answer:
    """The user's jobs, newest first; everybody's for a user who may see every object. `id`, once or more: these alone
    (as @splunk/search-job asks for several at once; no reference has it)."""
    ids = request.params.get("id")
    jobs = [job for job in splunkd.splunk.jobs.all() if _may_see(splunkd, request, job) and (not ids or job.sid in ids)]
    entries = [job_entry(job, request, splunkd.info.server_name) for job in jobs]
    return replace(paged(request, "jobs", entries, newest_first=True), messages=None)


def create(splunkd: Splunkd, request: Request) -> Answer:
    """Start a search. exec_mode: `normal` answers at once, `blocking` when it is done, `oneshot` with its results."""
    mode = request.get("exec_mode", "normal")
    if mode not in _MODES:
        raise HttpError(
            400, f"Invalid value for argument 'exec_mode': {mode!r} is none of {', '.join(_MODES)}.", "FATAL"
        )
    return _MODES[mode](splunkd, request)


def _normal(splunkd: Splunkd, request: Request) -> Response:
    return created(_started(splunkd, request), request)


def _blocking(splunkd: Splunkd, request: Request) -> Response:
    job = _started(splunkd, request, queued=False)
    job.wait()
    return created(job, request)


def _started(splunkd: Splunkd, request: Request, *, queued: bool = True) -> Job:
    search, dispatch = searched(splunkd, request)
    with refused():
        return splunkd.splunk.jobs.start(search, dispatch, queued=queued)


def created(job: Job, request: Request) -> Response:
    if request.output_mode.startswith("json"):
        return Response(dumped({"sid": job.sid}), 201, JSON)
    return Response(f"{PROLOGUE}<response>\n  <sid>{escaped(job.sid)}</sid>\n</response>\n".encode(), 201, XML)


def _oneshot(splunkd: Splunkd, request: Request) -> Response:
    """A search that fails answers 200 and its messages alone (measured on 10.4.2 by a third party)."""
    search, dispatch = searched(splunkd, request, {*OF_PAGES, *HARMLESS_OF_PAGES})
    with refused():
        job = splunkd.splunk.jobs.oneshot(search, dispatch)
    if job.is_cancelled:
        raise cancelled()
    if job.is_failed:
        return envelope.messages([(m.kind, m.text) for m in job.messages if m.kind != "ERROR"], request, 200)
    return rendered(page(splunkd, request, ResultSet.of(job, job.results, job.fields)), request.output_mode)


_MODES: Mapping[str, Callable[[Splunkd, Request], Response]] = {
    "normal": _normal,
    "blocking": _blocking,
    "oneshot": _oneshot,
}


def get(splunkd: Splunkd, request: Request) -> Answer:
    return _entry(splunkd, request, job_of(splunkd, request))


def update(splunkd: Splunkd, request: Request) -> Answer:
    """Set custom properties: `custom.<name>`."""
    job = own_job_of(splunkd, request)
    check_names(request, ("output_mode",), (), {})
    properties = custom(request)
    if not properties:
        raise HttpError(400, "No property is given: their names begin with 'custom.'.")
    job.set_custom(properties)
    return _entry(splunkd, request, job)


def remove(splunkd: Splunkd, request: Request) -> Answer:
    splunkd.splunk.jobs.forget(own_job_of(splunkd, request))
    return _message("Search job cancelled.", request)


def control(splunkd: Splunkd, request: Request) -> Answer:
    """`action`, with `ttl` or `priority` where it takes one.

    The answers were measured on 10.4.2 by a third party; those of unsave and setpriority are [unverified].
    """
    job = own_job_of(splunkd, request)
    action = request.get("action")
    if action not in ACTIONS:
        raise HttpError(400, "Unknown action.", "FATAL")
    return _message(ACTIONS[action](splunkd, request, job), request)


def job_of(splunkd: Splunkd, request: Request) -> Job:
    """The job that a request names. Raises HttpError 404 for none, and for somebody else's."""
    try:
        job = splunkd.splunk.jobs.get(request.args["sid"])
    except NotFound as error:
        raise HttpError(404, error.message, "FATAL") from error
    if not _may_see(splunkd, request, job):
        raise HttpError(404, "Unknown sid.", "FATAL")
    if not job.is_done:
        job.touch()
    return job


def own_job_of(splunkd: Splunkd, request: Request) -> Job:
    """The same, to be changed or controlled. Raises HttpError 403 for who may only see it."""
    job = job_of(splunkd, request)
    if not _may(splunkd, request, job, job.writers):
        raise HttpError(403, f"You (user={request.who.user}) may see the search job, and not control it.")
    return job


def _may_see(splunkd: Splunkd, request: Request, job: Job) -> bool:
    return _may(splunkd, request, job, job.readers | job.writers)


def _may(splunkd: Splunkd, request: Request, job: Job, shared_with: Collection[str]) -> bool:
    if job.is_of(request.who.user) or all_objects(splunkd, request):
        return True
    return bool(shared_with) and allows(shared_with, roles_held(splunkd, request))


def _entry(splunkd: Splunkd, request: Request, job: Job) -> Feed:
    return Feed("jobs", [job_entry(job, request, splunkd.info.server_name)], single=True)


def _message(text: str, request: Request) -> Response:
    return envelope.messages([("INFO", text)], request, 200)


# Actions


def _cancel(splunkd: Splunkd, request: Request, job: Job) -> str:
    splunkd.splunk.jobs.forget(job)
    return "Search job cancelled."


def _set_ttl(splunkd: Splunkd, request: Request, job: Job) -> str:
    if not request.get("ttl"):
        raise HttpError(400, "The action 'setttl' needs the argument 'ttl'.", "FATAL")
    job.keep(lifetime(request, "ttl", job.ttl))
    return _ttl_changed(job)


def _set_priority(splunkd: Splunkd, request: Request, job: Job) -> str:
    if not request.get("priority"):
        raise HttpError(400, "The action 'setpriority' needs the argument 'priority'.", "FATAL")
    job.prioritize(whole(request, "priority", job.priority, most=10))
    return f"The priority of the search job was changed to {job.priority}."


def _save(splunkd: Splunkd, request: Request, job: Job) -> str:
    job.save()
    return _ttl_changed(job)


def _unsave(splunkd: Splunkd, request: Request, job: Job) -> str:
    job.unsave()
    return _ttl_changed(job)


def _ttl_changed(job: Job) -> str:
    return f"The ttl of the search job was changed to {job.ttl}."


def _simple(change: Callable[[Job], None], text: str) -> Callable[[Splunkd, Request, Job], str]:
    def action(splunkd: Splunkd, request: Request, job: Job) -> str:
        change(job)
        return text

    return action


ACTIONS: Mapping[str, Callable[[Splunkd, Request, Job], str]] = {
    "cancel": _cancel,
    "disablepreview": _simple(lambda job: job.show_preview(False), "Search job results preview disabled."),
    "enablepreview": _simple(lambda job: job.show_preview(True), "Search job results preview enabled."),
    "finalize": _simple(Job.finalize, "Search job finalized."),
    "pause": _simple(Job.pause, "Search job paused."),
    "save": _save,
    "setpriority": _set_priority,
    "setttl": _set_ttl,
    "touch": _simple(Job.touch, "Search job touched."),
    "unpause": _simple(Job.unpause, "Search job continued."),
    "unsave": _unsave,
}
"""REST API Reference, search/jobs/{search_id}/control."""

ROUTES = tuple(
    Route(method, f"search/{version}jobs{path}", handler, capability=SEARCH if handler is create else "")
    for version in ("", "v2/")
    for method, path, handler in (
        ("GET", "", list_),
        ("POST", "", create),
        ("GET", "/{sid}", get),
        ("POST", "/{sid}", update),
        ("DELETE", "/{sid}", remove),
        ("POST", "/{sid}/control", control),
    )
)
