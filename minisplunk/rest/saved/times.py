"""Time modifiers of a request in; when a saved search runs by its schedule out."""

from __future__ import annotations

from itertools import islice

from ...alerts.schedule import InvalidSchedule, Schedule
from ...conf import Stanza
from ...times import moment
from ..http import HttpError, Request
from ..instance import Splunkd

EpochRange = tuple[float, float]
"""From and to, in epoch seconds."""
MOST = 10_000
"""The most times that are listed, since a schedule may name every minute of a year."""


def time_range(splunkd: Splunkd, request: Request, earliest: str = "", latest: str = "") -> EpochRange | None:
    """Between earliest_time and latest_time, or the defaults given; None when there is neither. HttpError 400."""
    texts = (request.get("earliest_time", earliest), request.get("latest_time", latest))
    if not any(texts):
        return None
    first, last = (
        point(splunkd, request, name, text) for name, text in zip(("earliest_time", "latest_time"), texts, strict=True)
    )
    return first, last


def point(splunkd: Splunkd, request: Request, name: str, text: str) -> float:
    """A time modifier of a request, now where it is empty; HttpError 400, worded as splunkd words it."""
    now = splunkd.splunk.clock.now()
    if not text:
        return now
    try:
        return moment(text, now, splunkd.zone_of(request.who.user))
    except ValueError as error:
        raise HttpError(400, f"Cannot parse time argument '{name}': '{text}'.") from error


def scheduled_times(splunkd: Splunkd, stanza: Stanza, times: EpochRange) -> list[int]:
    """When the schedule of a saved search names a time in a range; none for one that is not scheduled."""
    if not stanza.flag("enableSched"):
        return []
    try:
        schedule = Schedule(stanza.get("cron_schedule"), splunkd.splunk.zone)
    except InvalidSchedule:
        return []
    earliest, latest = times
    return [int(time) for time in islice(schedule.between(earliest - 1, latest), MOST)]
