"""A Splunk in; its saved searches that are enabled and have a schedule, of all apps and users, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import tzinfo

from ..alerts.saved import SavedSearch
from ..alerts.schedule import InvalidSchedule, Schedule
from ..conf import Conf
from ..engine import Splunk
from ..errors import ConfError, MinisplunkError
from .progress import SavedSearchKey
from .task import Task

_CONF = "savedsearches"


def tasks(splunk: Splunk, complain: Callable[[SavedSearchKey, MinisplunkError], None]) -> Iterator[Task]:
    """`complain` is called for each search whose schedule cannot be used."""
    for app, user, name in _names(splunk):
        view = splunk.context(app, user)[0]
        stanza = view.conf(_CONF).stanzas.get(name)
        if stanza is None:
            continue
        try:
            if stanza.flag("disabled") or not stanza.flag("enableSched"):
                continue
            saved = splunk.saved_search(name, app, user)
            yield task(saved, splunk.zone)
        except MinisplunkError as error:
            complain((user, app, name), error)


def task(saved: SavedSearch, zone: tzinfo) -> Task:
    """A saved search with its schedule, in the server's zone. Raises ConfError for a schedule that is none."""
    try:
        return Task(saved, Schedule(saved.cron, zone))
    except InvalidSchedule as error:
        raise ConfError(f"cron_schedule: {error}") from error


def _names(splunk: Splunk) -> Iterator[tuple[str, str, str]]:
    """App, user and name of every saved search; `nobody` for those that an app has for all."""
    layers = splunk.layers
    for app in layers.apps:
        if app.enabled:
            shared = {**app.default.get(_CONF, Conf()).stanzas, **app.local.get(_CONF, Conf()).stanzas}
            yield from ((app.id, "nobody", name) for name in shared if name != "default")
    for user, app_id in layers.owned():
        own = layers.users[user, app_id].local.get(_CONF, Conf()).stanzas
        yield from ((app_id, user, name) for name in own if name != "default")
