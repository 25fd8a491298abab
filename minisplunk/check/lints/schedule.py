"""SPL207 and SPL208: time ranges that do not fit the schedule of a search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import islice, pairwise

from ...alerts.schedule import InvalidSchedule, Schedule
from ...conf import Stanza
from ...dataclass import dataclass
from ...errors import MinisplunkError
from ...times import TimeRange
from ..finding import Finding
from .installed import Installed, advice
from .lint import AppLint
from .settings import actions

_DAYS, _WEEK = 2, 8
_FEW, _MANY = 13, 600
"""How far a schedule is looked at: a week and a day where it does not say the same of each, and not fewer or more runs
than these."""
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


def gaps(installed: Installed) -> Iterator[Finding]:
    """Of alerts: a report may well show one day of seven."""
    for stanza in installed.saved_searches:
        if not (actions(stanza) or stanza.get("counttype", "always") != "always" or stanza.get("alert_condition")):
            continue
        for before, after in pairwise(_runs(installed, stanza)):
            gap = after.window.earliest - before.window.latest
            if gap > 0:
                runs = " and ".join(_shown(run.moment, installed.splunk.zone) for run in (before, after))
                message = (
                    f"No run searches {duration(gap / 1_000_000)} between those of {runs}. "
                    "Begin the time range earlier, or run it more often."
                )
                yield _finding(stanza, _EARLIEST, message)
                break


def in_the_future(installed: Installed) -> Iterator[Finding]:
    for stanza in installed.saved_searches:
        runs = _runs(installed, stanza)
        first = next(runs, None)
        if first is not None and first.window.earliest >= first.moment * 1_000_000:
            message = (
                f"{_EARLIEST} = {stanza.get(_EARLIEST)} begins when the search runs, or later, so there is nothing to "
                "find. Begin it earlier."
            )
            yield _finding(stanza, _EARLIEST, message)


def shortest_period(installed: Installed, stanza: Stanza) -> float | None:
    """Seconds from one run to the next, at least; None without a schedule."""
    moments = _moments(installed, stanza)
    return min((after - before for before, after in pairwise(moments)), default=None)


def _runs(installed: Installed, stanza: Stanza) -> Iterator[Run]:
    """None where the search has a time range of its own, or one of index time."""
    search = installed.search(stanza)
    if search is None or any(stanza.get(key) for key in _INDEXED):
        return
    prepared = search.prepared
    if prepared.base is not None and prepared.base.substituted:
        return
    request = replace(prepared.request, earliest=stanza.get(_EARLIEST), latest=stanza.get(_LATEST))
    try:
        for moment in _moments(installed, stanza):
            yield Run(moment, replace(request, now=moment).resolved())
    except MinisplunkError:  # told of by those who check searches
        return


def _moments(installed: Installed, stanza: Stanza) -> Iterator[float]:
    """When it would run, from a certain day on."""
    cron = stanza.get("cron_schedule").strip()
    if not cron or not stanza.flag("enableSched", strict=False):
        return
    try:
        schedule = Schedule(cron, installed.splunk.zone)
    except InvalidSchedule:  # told of by those who check searches
        return
    days = _DAYS if cron.split()[2:] == ["*", "*", "*"] else _WEEK
    for number, moment in enumerate(islice(schedule.times(_BEGINNING - 1), _MANY)):
        if number >= _FEW and moment > _BEGINNING + days * 86_400:
            return
        yield moment


def _shown(moment: float, zone: tzinfo) -> str:
    return datetime.fromtimestamp(moment, zone).strftime("%a %d %b %H:%M")


def duration(seconds: float) -> str:
    """For a sentence, in the greatest unit of which it is a whole number."""
    unit, length = next((each for each in _UNITS if seconds % each[1] == 0), _UNITS[-1])
    number = round(seconds / length)
    return f"{number} {unit}{'s' * (number != 1)}"


def _finding(stanza: Stanza, key: str, message: str) -> Finding:
    setting = stanza.settings.get(key) or stanza.settings["cron_schedule"]
    return advice(setting, f"[{stanza.name}] {message}")


GAPS = AppLint("SPL207", "time range that leaves gaps between runs", gaps)
FUTURE = AppLint("SPL208", "time range in the future", in_the_future)
