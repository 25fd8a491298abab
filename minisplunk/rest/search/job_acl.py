"""search/jobs/<sid>/acl: whose a search job is, and which roles it is shared with.

REST API User Manual, "Access Control List". [unverified]: that who may only see a job is answered 403 when he controls
it; that the roles are shown beside the owner.
"""

from __future__ import annotations

from ...jobs import Job
from ..eai import Answer, Entry, Feed
from ..eai.acl import PERMS, SHARINGS, perms
from ..eai.arguments import arguments, check, require
from ..http import HttpError, Request, Route
from ..instance import Splunkd
from .job_entry import acl_of, path_of
from .job_parameters import SEE
from .jobs import job_of, own_job_of


def show(splunkd: Splunkd, request: Request) -> Answer:
    return _answer(request, job_of(splunkd, request))


def share(splunkd: Splunkd, request: Request) -> Answer:
    """`sharing`, with `perms.read` and `perms.write`, the roles that may see the job and control it; `user`: none. Its
    owner and its app stay."""
    job, given = own_job_of(splunkd, request), arguments(request)
    check(given, ("sharing", "owner", "app", *PERMS))
    require(given, ("sharing",))
    sharing = given["sharing"]
    if sharing not in SHARINGS:
        raise HttpError(400, f"Invalid value for argument 'sharing': {sharing!r} is none of user, app, global.")
    for name, stays in (("owner", job.request.user), ("app", job.request.app)):
        if given.get(name, stays) != stays:
            raise HttpError(501, f"minisplunk does not support {name}={given[name]} of a search job. {SEE}")
    read, write = perms(request)
    if sharing == "user":
        job.share((), ())
    else:
        job.share(job.readers if read is None else read, job.writers if write is None else write)
    return _answer(request, job)


def _answer(request: Request, job: Job) -> Feed:
    return Feed("jobs", [Entry(job.sid, {}, acl_of(job), author=job.request.user, path=path_of(job, request))])


ROUTES = (
    Route("GET", "search/jobs/{sid}/acl", show),
    Route("POST", "search/jobs/{sid}/acl", share),
)
