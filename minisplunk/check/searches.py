"""Every saved search: its time range, its alert and its schedule."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..alerts.schedule import InvalidSchedule, Schedule
from ..conf import App, Setting, Stanza
from ..engine import Splunk
from .finding import Finding, tried
from .own import saved_searches

_TIMES = {
    "earliest": ("dispatch.earliest_time", "dispatch.index_earliest"),
    "latest": ("dispatch.latest_time", "dispatch.index_latest"),
}


def searches(splunk: Splunk, app: App) -> Iterator[Finding]:
    for stanza in saved_searches(splunk, app):
        yield from _search(splunk, app, stanza)


def _search(splunk: Splunk, app: App, stanza: Stanza) -> Iterator[Finding]:
    setting, where = stanza.settings["search"], f"[{stanza.name}]"
    yield from _times(splunk, stanza, where)
    yield from tried(partial(splunk.saved_search, stanza.name, app.id), setting, where)
    cron = stanza.settings.get("cron_schedule")
    if cron is not None and cron.value:
        yield from tried(partial(_schedule, cron, splunk), cron, where)
    elif (scheduled := stanza.settings.get("enableSched")) is not None:
        yield from tried(partial(_has_no_schedule, scheduled), scheduled, where)


def _times(splunk: Splunk, stanza: Stanza, where: str) -> Iterator[Finding]:
    """Each end of its time range, and, when both can be read, whether they are in order."""
    faulty = False
    for end, key in ((end, key) for end, keys in _TIMES.items() for key in keys if stanza.get(key)):
        for finding in tried(splunk.request("", **{end: stanza.get(key)}).resolved, stanza.settings[key], where):
            faulty = True
            yield finding
    for earliest, latest in zip(_TIMES["earliest"], _TIMES["latest"], strict=True):
        if not faulty and stanza.get(earliest) and stanza.get(latest):
            request = splunk.request("", earliest=stanza.get(earliest), latest=stanza.get(latest))
            yield from tried(request.resolved, stanza.settings[latest], where)


def _schedule(cron: Setting, splunk: Splunk) -> None:
    try:
        Schedule(cron.value.strip(), splunk.zone)
    except InvalidSchedule as error:
        raise cron.error(f"cron_schedule: {error}") from error


def _has_no_schedule(scheduled: Setting) -> None:
    if scheduled.flag():
        raise scheduled.error("enableSched: there is no cron_schedule, so it never runs")
