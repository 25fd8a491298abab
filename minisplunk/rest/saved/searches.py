"""saved/searches: saved searches listed, made, changed, switched on and off, shared and removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from ...alerts.saved import changed, of_stanza
from ...alerts.schedule import InvalidSchedule, Schedule
from ...conf import Level, Stanza
from ...conf.objects import NOBODY, ConfObject, exists
from ...conf.parser import DEFAULT
from ...errors import ConfError
from ...times import strftime
from ..eai import objects
from ..eai.acl import acl_routes
from ..eai.arguments import arguments, check_name, require
from ..eai.entry import Answer, Content, Entry, Feed
from ..eai.namespaces import ANY, acl_of, at, check_addable, check_writable, found, level, one
from ..eai.paging import paged
from ..http.faults import forbidden, no_target
from ..http.request import Request
from ..http.response import HttpError
from ..http.route import Route
from ..instance.splunkd import Splunkd
from .content import CONF, RENAMED, content, settings
from .times import Range, point, scheduled_times, time_range

KIND = objects.Kind("saved/searches", conf=CONF, required=("name", "search"), optional=("disabled",), wildcard=True)
TITLE = "savedsearch"
SCHEDULE = "schedule_search"
"""The capability to give a saved search a schedule (authorize.conf.spec)."""
LINKS = ("create", "_reload", "_acl")
_TIMES = ("dispatch.earliest_time", "dispatch.latest_time", "dispatch.index_earliest", "dispatch.index_latest")


def listing(splunkd: Splunkd, request: Request) -> Answer:
    """With earliest_time or latest_time, each with the times that its schedule names between them."""
    items = [item for item in found(splunkd, request, CONF) if item.name != DEFAULT]
    times = time_range(splunkd, request)
    entries = [entry(splunkd, item, request, times) for item in sorted(items, key=lambda item: item.name.lower())]
    return paged(request, TITLE, entries, links=LINKS)


def get(splunkd: Splunkd, request: Request) -> Answer:
    items, times = found(splunkd, request, CONF, request.args["name"]), time_range(splunkd, request)
    return paged(request, TITLE, [single(splunkd, item, request, times) for item in items], links=LINKS)


def create(splunkd: Splunkd, request: Request) -> Answer:
    name, given = request.get("name"), arguments(request)
    if not name:
        raise no_target("POST")
    check_name(name)
    require(given, ("search",))
    written = settings(given)
    to = level(splunkd, request, CONF)
    check_addable(splunkd, request, to, CONF, name)
    _check(splunkd, request, Stanza(name, name, 0, {}), to, written)
    with splunkd.splunk.changing:
        if exists(splunkd.splunk.layers, to, CONF, name):
            text = f"Unable to create saved search with name '{name}'. A saved search with that name already exists."
            raise HttpError(409, text)
        splunkd.splunk.change(to.app, CONF, name, written, user=to.user)
    return answer(splunkd, request, to, name, 201)


def update(splunkd: Splunkd, request: Request) -> Answer:
    """What is not given stays as it is."""
    with splunkd.splunk.changing:
        item = one(splunkd, request, CONF, request.args["name"])
        return _write(splunkd, request, item, settings(arguments(request), item.stanza))


def switch(disabled: str, splunkd: Splunkd, request: Request) -> Answer:
    with splunkd.splunk.changing:
        return _write(splunkd, request, one(splunkd, request, CONF, request.args["name"]), {"disabled": disabled})


def template(splunkd: Splunkd, request: Request) -> Answer:
    """What a new saved search would be."""
    feed = objects.template(KIND, splunkd, request)
    assert isinstance(feed, Feed)
    shown = content(splunkd.splunk.context(request.app)[0].conf(CONF).stanzas[DEFAULT])
    return replace(feed, title=TITLE, entries=[replace(made, content=shown) for made in feed.entries])


def _write(splunkd: Splunkd, request: Request, item: ConfObject, written: Mapping[str, str]) -> Answer:
    """A namespace of the user's own gets a saved search of its own; that of the app stays below it as it is."""
    check_name(item.name)
    to = item.level if ANY in (request.namespace.app, request.namespace.owner) else level(splunkd, request, CONF)
    if to == item.level:
        check_writable(splunkd, request, item)
    else:
        check_addable(splunkd, request, to, CONF, item.name)
    _check(splunkd, request, item.stanza, to, written)
    if written:
        splunkd.splunk.change(to.app, CONF, item.name, written, user=to.user)
    return answer(splunkd, request, to, item.name)


def _check(splunkd: Splunkd, request: Request, stanza: Stanza, to: Level, written: Mapping[str, str]) -> None:
    """HttpError 400 for settings that no saved search can have, 403 for a schedule of somebody who may not schedule."""
    for name in _TIMES:
        if (text := written.get(name, "")) and not text.startswith("rt"):
            point(splunkd, request, name, text)
    after = changed(stanza, written)
    cron = after.get("cron_schedule").strip()
    try:
        if cron and "cron_schedule" in written:
            Schedule(cron, splunkd.splunk.zone)
        of_stanza(after, splunkd.splunk.context(to.app)[0], to.app, NOBODY)
        scheduled = after.flag("enableSched")
    except InvalidSchedule as error:
        raise HttpError(400, f"Invalid cron_schedule: {error}") from error
    except ConfError as error:
        raise HttpError(400, error.reason) from error
    if not (scheduled and written.keys() & {"enableSched", "cron_schedule"}):
        return
    if SCHEDULE not in splunkd.capabilities(request.who.roles):
        raise forbidden(request.who.user, SCHEDULE)
    if not cron:
        raise HttpError(400, "A saved search that is scheduled needs a cron_schedule.")


def answer(splunkd: Splunkd, request: Request, to: Level, name: str, status: int = 200) -> Feed:
    """The saved search after a change. The scheduler is told, so that a schedule is due from this moment on."""
    splunkd.scheduler.look()
    items = at(splunkd, request, CONF, name, to)
    return Feed(TITLE, [single(splunkd, item, request) for item in items], status=status, links=LINKS)


def single(splunkd: Splunkd, item: ConfObject, request: Request, times: Range | None = None) -> Entry:
    return replace(entry(splunkd, item, request, times), fields=KIND.fields())


def entry(splunkd: Splunkd, item: ConfObject, request: Request, times: Range | None = None) -> Entry:
    """`times`: with the times that its schedule names in this range."""
    shown = _content(splunkd, item)
    if times is not None:
        shown["scheduled_times"] = scheduled_times(splunkd, item.stanza, times)
    switched = "enable" if shown["disabled"] else "disable"
    links = ("_reload", switched, "dispatch", "embed", "history", *(("move",) if item.removable else ()))
    return Entry(item.name, shown, acl_of(splunkd, request, item), links)


def _content(splunkd: Splunkd, item: ConfObject) -> dict[str, Content]:
    shown: dict[str, Content] = {**KIND.content(item), **content(item.stanza), "next_scheduled_time": ""}
    for renamed in RENAMED.values():
        shown.pop(renamed, None)
    key = key_of(item)
    if (next_time := splunkd.scheduler.next_time(key)) is not None:
        shown["next_scheduled_time"] = rendered(splunkd, next_time)
    fired = splunkd.splunk.alerting.fired.all(splunkd.splunk.clock.now())
    if count := sum(alert.triggered for alert in fired if alert.saved == key):
        shown["triggered_alert_count"] = count
    return shown


def key_of(item: ConfObject) -> tuple[str, str, str]:
    """Owner, app and name."""
    return item.owner, item.level.app, item.name


def rendered(splunkd: Splunkd, seconds: float) -> str:
    """A point in time as splunkd shows it to people: `2026-10-08 13:50:00 UTC`."""
    return strftime(seconds, "%F %T %Z", splunkd.splunk.zone)


_ENTRY = "saved/searches/{name}"
ROUTES = (
    Route("GET", "saved/searches", listing),
    Route("POST", "saved/searches", create),
    Route("GET", "saved/searches/_new", template),
    Route("GET", "saved/searches/_acl", template),
    Route("GET", "saved/searches/_reload", partial(objects.reload, KIND)),
    Route("POST", "saved/searches/_reload", partial(objects.reload, KIND)),
    Route("GET", _ENTRY, get),
    Route("POST", _ENTRY, update),
    Route("DELETE", _ENTRY, partial(objects.delete, KIND)),
    Route("POST", f"{_ENTRY}/enable", partial(switch, "0")),
    Route("POST", f"{_ENTRY}/disable", partial(switch, "1")),
    Route("GET", f"{_ENTRY}/_reload", get),
    Route("POST", f"{_ENTRY}/_reload", get),
    *acl_routes(_ENTRY, lambda request: CONF, lambda request: TITLE),
)
