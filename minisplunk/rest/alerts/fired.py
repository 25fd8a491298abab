"""alerts/fired_alerts: the alerts that have triggered and have not expired, by saved search."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...alerts.fired import FiredAlert
from ...conf.objects import NOBODY
from ...errors import NotFound
from ..eai import Acl, Answer, Content, Entry, Feed
from ..eai.namespaces import ANY, check_writable, scope, visible
from ..eai.paging import paged
from ..http import HttpError, Request, Route
from ..instance import Splunkd
from ..saved.content import CONF
from ..saved.searches import key_of, rendered

TITLE = "alerts"
_OF_SCHEDULER = re.compile(r"scheduler__.+_at_\d+_.+_\d+", re.DOTALL)
"""The names that a triggered alert of the scheduler can have: the sid of its job and the time."""


def listing(splunkd: Splunkd, request: Request) -> Answer:
    """One entry for each saved search that has triggered alerts, and `-` for all of them together."""
    fired = _visible(splunkd, request)
    names = dict.fromkeys(alert.saved for alert in fired)
    entries = [_group(request, ANY, fired)]
    entries += [_group(request, saved[2], [alert for alert in fired if alert.saved == saved], saved) for saved in names]
    return paged(request, TITLE, entries)


def get(splunkd: Splunkd, request: Request) -> Answer:
    """The triggered alerts of one saved search, `-` for those of all, the newest first."""
    name = request.args["name"]
    fired = [alert for alert in _visible(splunkd, request) if name in (ANY, alert.saved[2])]
    if not fired and name != ANY:
        _must_exist(splunkd, request, name)
    return paged(request, TITLE, [_instance(splunkd, alert) for alert in fired], newest_first=True)


def delete(splunkd: Splunkd, request: Request) -> Answer:
    """Take one triggered alert off the list. splunkd knows only those of the scheduler by name (10.6)."""
    name = request.args["name"]
    if not _OF_SCHEDULER.fullmatch(name):
        raise HttpError(400, f"Unexpected pattern for alert_id={name}")
    of = next((alert.saved for alert in _visible(splunkd, request) if alert.name == name), None)
    if of is None:
        raise HttpError(404, f"Could not find object id={name}")
    for item in visible(splunkd, request, CONF, of[2]):
        if key_of(item) == of:
            check_writable(splunkd, request, item)
    splunkd.splunk.alerting.fired.remove(name)
    return Feed(TITLE)


def _visible(splunkd: Splunkd, request: Request) -> list[FiredAlert]:
    """Those of the saved searches that the request sees."""
    keys = {key_of(item) for item in visible(splunkd, request, CONF)}
    fired = splunkd.splunk.alerting.fired.all(splunkd.splunk.clock.now())
    return [alert for alert in fired if alert.saved in keys]


def _must_exist(splunkd: Splunkd, request: Request, name: str) -> None:
    """HttpError 404 unless there is a saved search of that name, which has no triggered alert then."""
    wanted = scope(splunkd, request)
    try:
        visible(splunkd, request, CONF, name)
    except (HttpError, NotFound) as error:
        who = f"{request.namespace.owner or request.who.user};{wanted.app or ANY};{name}"
        raise HttpError(404, f'Could not find alert savedsearch_id="{who}"') from error


def _group(
    request: Request, name: str, fired: Sequence[FiredAlert], saved: tuple[str, str, str] | None = None
) -> Entry:
    content: dict[str, Content] = {
        "is_streaming_alert": False,
        "triggered_alert_count": sum(alert.triggered for alert in fired),
    }
    return Entry(name, content, _acl(saved, request))


def _instance(splunkd: Splunkd, alert: FiredAlert) -> Entry:
    content: dict[str, Content] = {
        "actions": ",".join(alert.actions) or None,
        "alert_type": "historical",
        "digest_mode": alert.digest,
        "expiration_time_rendered": rendered(splunkd, alert.expires),
        "savedsearch_name": alert.saved[2],
        "severity": alert.severity,
        "sid": alert.sid,
        "trigger_time": int(alert.trigger_time),
        "trigger_time_rendered": rendered(splunkd, alert.trigger_time),
        "triggered_alerts": alert.triggered,
    }
    links = ("job", "savedsearch")
    return Entry(
        alert.name, content, _acl(alert.saved), links, alert.trigger_time, path=f"alerts/fired_alerts/{alert.name}"
    )


def _acl(saved: tuple[str, str, str] | None, request: Request | None = None) -> Acl:
    if saved is None:
        assert request is not None
        return Acl(request.app, request.who.user, "user", modifiable=False)
    owner, app, _ = saved
    return Acl(app, owner, "app" if owner == NOBODY else "user", modifiable=False, removable=True)


ROUTES = (
    Route("GET", "alerts/fired_alerts", listing),
    Route("GET", "alerts/fired_alerts/{name}", get),
    Route("DELETE", "alerts/fired_alerts/{name}", delete),
)
