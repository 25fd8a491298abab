"""saved/searches: saved searches listed, made, changed, switched on and off, shared and removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..alerts.saved import changed, of_stanza
from ..alerts.schedule import InvalidSchedule, Schedule
from ..conf import Level, Stanza
from ..conf.objects import NOBODY, ConfObject, exists
from ..conf.parser import DEFAULT
from ..errors import ConfError
from ..times import strftime
from . import objects
from .acl import acl_routes
from .arguments import arguments, check_name, require
from .faults import forbidden, no_target
from .http import Answer, Content, Entry, Feed, HttpError, Request
from .namespaces import ANY, acl_of, at, check_addable, check_writable, found, level, one
from .paging import paged
from .routes import Route
from .saved_content import CONF, RENAMED, content, settings
from .saved_times import Range, point, scheduled_times, time_range

if TYPE_CHECKING:
    from .door import Door

KIND = objects.Kind("saved/searches", conf=CONF, required=("name", "search"), optional=("disabled",), wildcard=True)
TITLE = "savedsearch"
SCHEDULE = "schedule_search"
"""The capability to give a saved search a schedule (authorize.conf.spec)."""
LINKS = ("create", "_reload", "_acl")
_TIMES = ("dispatch.earliest_time", "dispatch.latest_time", "dispatch.index_earliest", "dispatch.index_latest")


def listing(door: Door, request: Request) -> Answer:
    """With earliest_time or latest_time, each with the times that its schedule names between them."""
    items = [item for item in found(door, request, CONF) if item.name != DEFAULT]
    times = time_range(door, request)
    entries = [entry(door, item, request, times) for item in sorted(items, key=lambda item: item.name.lower())]
    return paged(request, TITLE, entries, links=LINKS)


def get(door: Door, request: Request) -> Answer:
    items, times = found(door, request, CONF, request.args["name"]), time_range(door, request)
    return paged(request, TITLE, [single(door, item, request, times) for item in items], links=LINKS)


def create(door: Door, request: Request) -> Answer:
    name, given = request.get("name"), arguments(request)
    if not name:
        raise no_target("POST")
    check_name(name)
    require(given, ("search",))
    written = settings(given)
    to = level(door, request, CONF)
    check_addable(door, request, to, CONF, name)
    _check(door, request, Stanza(name, name, 0, {}), to, written)
    with door.splunk.changing:
        if exists(door.splunk.layers, to, CONF, name):
            text = f"Unable to create saved search with name '{name}'. A saved search with that name already exists."
            raise HttpError(409, text)
        door.splunk.change(to.app, CONF, name, written, user=to.user)
    return answer(door, request, to, name, 201)


def update(door: Door, request: Request) -> Answer:
    """What is not given stays as it is."""
    with door.splunk.changing:
        item = one(door, request, CONF, request.args["name"])
        return _write(door, request, item, settings(arguments(request), item.stanza))


def switch(disabled: str, door: Door, request: Request) -> Answer:
    with door.splunk.changing:
        return _write(door, request, one(door, request, CONF, request.args["name"]), {"disabled": disabled})


def template(door: Door, request: Request) -> Answer:
    """What a new saved search would be."""
    feed = objects.template(KIND, door, request)
    assert isinstance(feed, Feed)
    shown = content(door.splunk.context(request.app)[0].conf(CONF).stanzas[DEFAULT])
    return replace(feed, title=TITLE, entries=[replace(made, content=shown) for made in feed.entries])


def _write(door: Door, request: Request, item: ConfObject, written: Mapping[str, str]) -> Answer:
    """A namespace of the user's own gets a saved search of its own; that of the app stays below it as it is."""
    check_name(item.name)
    to = item.level if ANY in (request.namespace.app, request.namespace.owner) else level(door, request, CONF)
    if to == item.level:
        check_writable(door, request, item)
    else:
        check_addable(door, request, to, CONF, item.name)
    _check(door, request, item.stanza, to, written)
    if written:
        door.splunk.change(to.app, CONF, item.name, written, user=to.user)
    return answer(door, request, to, item.name)


def _check(door: Door, request: Request, stanza: Stanza, to: Level, written: Mapping[str, str]) -> None:
    """HttpError 400 for settings that no saved search can have, 403 for a schedule of somebody who may not schedule."""
    for name in _TIMES:
        if (text := written.get(name, "")) and not text.startswith("rt"):
            point(door, request, name, text)
    after = changed(stanza, written)
    cron = after.get("cron_schedule").strip()
    try:
        if cron and "cron_schedule" in written:
            Schedule(cron, door.splunk.zone)
        of_stanza(after, door.splunk.context(to.app)[0], to.app, NOBODY)
        scheduled = after.flag("enableSched")
    except InvalidSchedule as error:
        raise HttpError(400, f"Invalid cron_schedule: {error}") from error
    except ConfError as error:
        raise HttpError(400, error.reason) from error
    if not (scheduled and written.keys() & {"enableSched", "cron_schedule"}):
        return
    if SCHEDULE not in door.capabilities(request.who.roles):
        raise forbidden(request.who.user, SCHEDULE)
    if not cron:
        raise HttpError(400, "A saved search that is scheduled needs a cron_schedule.")


def answer(door: Door, request: Request, to: Level, name: str, status: int = 200) -> Feed:
    """The saved search after a change. The scheduler is told, so that a schedule is due from this moment on."""
    door.scheduler.look()
    items = at(door, request, CONF, name, to)
    return Feed(TITLE, [single(door, item, request) for item in items], status=status, links=LINKS)


def single(door: Door, item: ConfObject, request: Request, times: Range | None = None) -> Entry:
    return replace(entry(door, item, request, times), fields=KIND.fields())


def entry(door: Door, item: ConfObject, request: Request, times: Range | None = None) -> Entry:
    """`times`: with the times that its schedule names in this range."""
    shown = _content(door, item)
    if times is not None:
        shown["scheduled_times"] = scheduled_times(door, item.stanza, times)
    switched = "enable" if shown["disabled"] else "disable"
    links = ("_reload", switched, "dispatch", "embed", "history", *(("move",) if item.removable else ()))
    return Entry(item.name, shown, acl_of(door, request, item), links)


def _content(door: Door, item: ConfObject) -> dict[str, Content]:
    shown: dict[str, Content] = {**KIND.content(item), **content(item.stanza), "next_scheduled_time": ""}
    for renamed in RENAMED.values():
        shown.pop(renamed, None)
    key = key_of(item)
    if (next_time := door.scheduler.next_time(key)) is not None:
        shown["next_scheduled_time"] = rendered(door, next_time)
    fired = door.splunk.alerting.fired.all(door.splunk.clock.now())
    if count := sum(alert.triggered for alert in fired if alert.saved == key):
        shown["triggered_alert_count"] = count
    return shown


def key_of(item: ConfObject) -> tuple[str, str, str]:
    """Owner, app and name."""
    return item.owner, item.level.app, item.name


def rendered(door: Door, seconds: float) -> str:
    """A point in time as splunkd shows it to people: `2026-10-08 13:50:00 UTC`."""
    return strftime(seconds, "%F %T %Z", door.splunk.zone)


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
