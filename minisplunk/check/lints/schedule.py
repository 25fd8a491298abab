"""SPL207 and SPL208: time ranges that do not fit the schedule of a search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import pairwise

from ...alerts.schedule import InvalidSchedule, Schedule
from ...conf import App, Stanza
from ...engine import Splunk
from ...errors import MinisplunkError
from ...times import TimeRange
from ..finding import ADVICE, Finding
from ..own import saved_searches
from .flow import read
from .lint import AppLint
from .settings import actions

_DAYS, _RUNS = 8, 13
"""How far a schedule is looked at: a week and a day, and for rare runs so many of them."""
_BEGINNING = 1_704_067_200.0
"""2024-01-01, a Monday: what is found does not depend on the day on which one looks."""
_UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))
_EARLIEST, _LATEST = "dispatch.earliest_time", "dispatch.latest_time"
_INDEXED = ("dispatch.index_earliest", "dispatch.index_latest")


@dataclass(frozen=True, slots=True)
class Run:
    """A scheduled run: when, and the time range that it searches."""

    moment: float
    window: TimeRange


def gaps(splunk: Splunk, app: App) -> Iterator[Finding]:
    """Of alerts: a report may well show one day of seven."""
    for stanza in saved_searches(splunk, app):
        if not (actions(stanza) or stanza.get("counttype", "always") != "always"):
            continue
        for before, after in pairwise(_runs(splunk, app, stanza)):
            gap = after.window.earliest - before.window.latest
            if gap > 0:
                runs = " and ".join(_shown(run.moment, splunk.zone) for run in (before, after))
                message = (
                    f"No run searches {duration(gap / 1_000_000)} between those of {runs}. "
                    "Begin the time range earlier, or run it more often."
                )
                yield _finding(stanza, _EARLIEST, message)
                break


def in_the_future(splunk: Splunk, app: App) -> Iterator[Finding]:
    for stanza in saved_searches(splunk, app):
        runs = _runs(splunk, app, stanza)
        first = next(runs, None)
        if first is not None and first.window.earliest >= first.moment * 1_000_000:
            message = (
                f"{_EARLIEST} = {stanza.get(_EARLIEST)} begins when the search runs, or later, so there is nothing to "
                "find. Begin it earlier."
            )
            yield _finding(stanza, _EARLIEST, message)


def shortest_period(splunk: Splunk, stanza: Stanza) -> float | None:
    """Seconds from one run to the next, at least; None without a schedule."""
    moments = _moments(splunk, stanza)
    return min((after - before for before, after in pairwise(moments)), default=None)


def _runs(splunk: Splunk, app: App, stanza: Stanza) -> Iterator[Run]:
    """None where the search has a time range of its own, or one of index time."""
    search = read(splunk, app, stanza)
    if search is None or any(stanza.get(key) for key in _INDEXED):
        return
    prepared = search.prepared
    if prepared.base is not None and prepared.base.substituted:
        return
    request = replace(prepared.request, earliest=stanza.get(_EARLIEST), latest=stanza.get(_LATEST))
    try:
        for moment in _moments(splunk, stanza):
            yield Run(moment, replace(request, now=moment).resolved())
    except MinisplunkError:  # told of by those who check searches
        return


def _moments(splunk: Splunk, stanza: Stanza) -> Iterator[float]:
    """When it would run, from a certain day on."""
    cron = stanza.get("cron_schedule").strip()
    if not cron or not stanza.flag("enableSched", strict=False):
        return
    try:
        schedule = Schedule(cron, splunk.zone)
    except InvalidSchedule:  # told of by those who check searches
        return
    moment = schedule.after(_BEGINNING - 1)
    number = 0
    while number < _RUNS or moment <= _BEGINNING + _DAYS * 86_400:
        yield moment
        moment = schedule.after(moment)
        number += 1


def _shown(moment: float, zone: tzinfo) -> str:
    return datetime.fromtimestamp(moment, zone).strftime("%a %d %b %H:%M")


def duration(seconds: float) -> str:
    """For a sentence, in the greatest unit of which it is a whole number."""
    unit, length = next((each for each in _UNITS if seconds % each[1] == 0), _UNITS[-1])
    number = round(seconds / length)
    return f"{number} {unit}{'s' * (number != 1)}"


def _finding(stanza: Stanza, key: str, message: str) -> Finding:
    setting = stanza.settings.get(key) or stanza.settings["cron_schedule"]
    return Finding(str(setting.file), setting.line, ADVICE, f"[{stanza.name}] {message}")


GAPS = AppLint("SPL207", "time range that leaves gaps between runs", gaps)
FUTURE = AppLint("SPL208", "time range in the future", in_the_future)
