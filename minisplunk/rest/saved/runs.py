"""What is done with one saved search: dispatched, looked up in its history, rescheduled, throttled by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from ...alerts.dispatcher import DispatchRequest
from ...alerts.saved import SavedSearch
from ...conf import Support
from ...conf.objects import NOBODY, ConfObject
from ...conf.settings import lookup
from ...jobs import Job
from ...times import moment
from ..eai import Acl, Answer, Content, Entry, Feed
from ..eai.arguments import FRAMEWORK, flag
from ..eai.collection import answer
from ..eai.namespaces import acl_of
from ..eai.paging import paged
from ..http import HttpError, Request, Response, Route
from ..http.faults import unknown_argument
from ..instance import Splunkd
from ..search.job_parameters import SEARCH, refused
from ..search.jobs import created
from .content import CONF
from .searches import STORE, key_of
from .times import time_range

_OVERRIDABLE = ("dispatch.", "args.")
"""Beginnings of the settings that one run may override."""
_OF_REQUEST = frozenset({"dispatch.now", "dispatchAs", "force_dispatch", "now", "trigger_actions"})
_AS = ("owner", "user")


def dispatch(splunkd: Splunkd, request: Request) -> Response:
    """Run it now, and answer its sid at once (REST API Reference, saved/searches/{name}/dispatch).

    `dispatch.*` and `args.*` count instead of the saved ones, `now` or `dispatch.now` instead of the clock;
    `trigger_actions`: with the condition, throttling and actions of an alert. force_dispatch changes nothing: every
    request starts a job. A disabled search is refused, as splunkd refuses it with 400 (as an app's documentation has
    it; the text is ours).
    """
    settings = _overrides(request)
    item = STORE.one(splunkd, request, request.args["name"])
    saved = saved_search(splunkd, item, settings)
    if saved.disabled:
        raise HttpError(
            400, f"The saved search '{item.name}' is disabled: it cannot be dispatched until it is enabled."
        )
    with refused():
        job = splunkd.splunk.dispatcher.start(saved, _dispatch_request(splunkd, request, item, saved))
    return created(job, request)


def history(splunkd: Splunkd, request: Request) -> Answer:
    """The jobs of a saved search that are still there, the newest first."""
    item = STORE.one(splunkd, request, request.args["name"])
    entries = [_job_entry(job) for job in splunkd.splunk.jobs.of(*key_of(item))]
    return paged(request, STORE.shape.title, entries, newest_first=True)


def times(splunkd: Splunkd, request: Request) -> Answer:
    """When its schedule lets it run between earliest_time (now) and latest_time (in an hour)."""
    item = STORE.one(splunkd, request, request.args["name"])
    shown = STORE.renderer_with(splunkd, request, time_range(splunkd, request, "now", "+1h"))
    return answer(STORE, request, [shown(item)])


def reschedule(splunkd: Splunkd, request: Request) -> Answer:
    """Run it next at schedule_time, at once without one, and then by its schedule again."""
    item = STORE.writable(splunkd, request)
    when = _schedule_time(splunkd, request)
    if not splunkd.scheduler.move(key_of(item), when):
        raise HttpError(400, f"The saved search '{item.name}' is not scheduled.")
    return answer(STORE, request, [STORE.renderer(splunkd, request)(item)])


def suppression(splunkd: Splunkd, request: Request) -> Answer:
    """Whether its alerts are suppressed, and for how many seconds still."""
    item = STORE.one(splunkd, request, request.args["name"])
    return _suppression(splunkd, request, item)


def suppress(splunkd: Splunkd, request: Request) -> Answer:
    """Suppress its alerts for `expiration` seconds; 0 lets them through again."""
    item = STORE.writable(splunkd, request)
    seconds = request.get("expiration")
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) < 12):
        raise HttpError(400, f"Invalid value for argument 'expiration': {seconds!r} is not a number of seconds.")
    saved, suppressor = saved_search(splunkd, item), splunkd.splunk.alerting.suppressor
    if int(seconds):
        suppressor.silence(saved, splunkd.splunk.clock.now() + int(seconds))
    else:
        suppressor.lift(saved.key)
    return _suppression(splunkd, request, item)


def acknowledge(splunkd: Splunkd, request: Request) -> Answer:
    """End the suppression of its alerts."""
    item = STORE.writable(splunkd, request)
    splunkd.splunk.alerting.suppressor.lift(key_of(item))
    return _suppression(splunkd, request, item)


def saved_search(splunkd: Splunkd, item: ConfObject, given: Mapping[str, str] | None = None) -> SavedSearch:
    """The saved search of a stanza; `given`: settings that override its own."""
    return splunkd.splunk.saved_search(item.name, item.level.app, item.level.user or NOBODY, given=given)


def _overrides(request: Request) -> dict[str, str]:
    """The settings that a request overrides; 400 for unknown arguments, 501 for unsupported settings."""
    settings: dict[str, str] = {}
    for name in request.params:
        if name in FRAMEWORK or name in _OF_REQUEST:
            continue
        row = lookup(CONF, "", name) if name.startswith(_OVERRIDABLE) else None
        if row is None:
            raise unknown_argument(name)
        if row.of_value(request.get(name)) is Support.UNSUPPORTED:
            raise HttpError(501, f"minisplunk does not support {name}={request.get(name)}: {row.why}.")
        settings[name] = request.get(name)
    return settings


def _dispatch_request(splunkd: Splunkd, request: Request, item: ConfObject, saved: SavedSearch) -> DispatchRequest:
    """dispatchAs `owner` runs it as its owner; a search that nobody owns runs as the requesting user."""
    clock = splunkd.splunk.clock.now()
    user, roles = request.who.user, request.who.roles
    kind = request.get("dispatchAs") or saved.stanza.get("dispatchAs") or "owner"
    if kind not in _AS:
        raise HttpError(400, f"Invalid value for argument 'dispatchAs': {kind!r} is neither owner nor user.")
    if kind == "owner" and item.owner != NOBODY and (owner := splunkd.users.find(item.owner)) is not None:
        user, roles = owner.name, owner.roles
    now = request.get("dispatch.now") or request.get("now")
    return DispatchRequest(
        now=_now(now, clock, splunkd.zone_of(request.who.user)) if now else clock,
        user=user,
        roles=roles,
        zone=splunkd.zone_of(user),
        asker=request.who.user,
        trigger_actions=flag(request, "trigger_actions"),
    )


def _now(text: str, clock: float, zone: tzinfo) -> float:
    try:
        return moment(text, clock, zone)
    except ValueError as error:
        raise HttpError(400, f"Cannot parse time argument 'now': '{text}'.") from error


def _schedule_time(splunkd: Splunkd, request: Request) -> float:
    """Epoch seconds or a relative time; splunkd takes no colon in it (10.6)."""
    now, text = splunkd.splunk.clock.now(), request.get("schedule_time")
    wrong = HttpError(400, "Invalid schedule_time format")
    if ":" in text:
        raise wrong
    try:
        return moment(text, now, splunkd.zone_of(request.who.user)) if text else now
    except ValueError as error:
        raise wrong from error


def _job_entry(job: Job) -> Entry:
    saved, user = job.dispatch.saved, job.request.user
    return Entry(
        name=job.sid,
        content={
            "isDone": job.is_done,
            "isFinalized": job.is_finalized,
            "isRealTimeSearch": False,
            "isSaved": job.is_saved,
            "isScheduled": bool(saved and saved.scheduled),
            "isZombie": False,
            "start": int(job.created),
            "ttl": job.remaining,
        },
        acl=Acl(job.request.app, user, "global", read=(user,), write=(user,)),
        updated=job.updated,
        author=user,
        path=f"/services/search/jobs/{job.sid}",
    )


def _suppression(splunkd: Splunkd, request: Request, item: ConfObject) -> Feed:
    now = splunkd.splunk.clock.now()
    until = splunkd.splunk.alerting.suppressor.silent_until(saved_search(splunkd, item), now)
    content: dict[str, Content] = {
        "suppressed": until is not None,
        "suppressionKey": f"{';'.join(key_of(item))};;",
        "expiration": 0 if until is None else round(until - now),
    }
    return Feed(STORE.shape.title, [Entry(item.name, content, acl_of(splunkd, request, item))])


_ENTRY = "saved/searches/{name}"
ROUTES = (
    Route("POST", f"{_ENTRY}/dispatch", dispatch, capability=SEARCH),
    Route("GET", f"{_ENTRY}/history", history),
    Route("GET", f"{_ENTRY}/scheduled_times", times),
    Route("POST", f"{_ENTRY}/reschedule", reschedule),
    Route("GET", f"{_ENTRY}/suppress", suppression),
    Route("POST", f"{_ENTRY}/suppress", suppress),
    Route("POST", f"{_ENTRY}/acknowledge", acknowledge),
)
