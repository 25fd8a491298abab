"""Every saved search, macro-expanded, against the parser; its time range, its alert and its schedule."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..alerts.saved import own
from ..alerts.schedule import InvalidSchedule, Schedule
from ..conf import App, Setting, Stanza
from ..engine import Splunk
from .finding import Finding, tried


def searches(splunk: Splunk, app: App) -> Iterator[Finding]:
    stanzas = splunk.context(app.id)[0].conf("savedsearches").stanzas
    for name in own(app):
        if name in stanzas and "search" in stanzas[name].settings:
            yield from _search(splunk, app, stanzas[name])


def _search(splunk: Splunk, app: App, stanza: Stanza) -> Iterator[Finding]:
    setting, where = stanza.settings["search"], f"[{stanza.name}]"
    request = splunk.request(setting.value, app=app.id)
    yield from tried(partial(splunk.read, request), setting, where)
    times = {key: stanza.get(f"dispatch.{key}_time") for key in ("earliest", "latest")}
    ends = [stanza.settings[key] for key in ("dispatch.latest_time", "dispatch.earliest_time") if stanza.get(key)]
    if ends:
        yield from tried(splunk.request("", app=app.id, **times).resolved, ends[0], where)
    yield from tried(partial(splunk.saved_search, stanza.name, app.id), setting, where)
    cron = stanza.settings.get("cron_schedule")
    if cron is not None and cron.value:
        yield from tried(partial(_schedule, cron, splunk), cron, where)
    elif (scheduled := stanza.settings.get("enableSched")) is not None:
        yield from tried(partial(_has_no_schedule, scheduled), scheduled, where)


def _schedule(cron: Setting, splunk: Splunk) -> None:
    try:
        Schedule(cron.value.strip(), splunk.zone)
    except InvalidSchedule as error:
        raise cron.error(f"cron_schedule: {error}") from error


def _has_no_schedule(scheduled: Setting) -> None:
    if scheduled.flag():
        raise scheduled.error("enableSched: there is no cron_schedule, so it never runs")
