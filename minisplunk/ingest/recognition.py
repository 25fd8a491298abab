"""A text -> the time that it holds, when no format was given: ISO 8601, syslog, Apache, US dates, epochs and the like.

Stands in for the patterns of Splunk's datetime.xml, of which it reads the common forms (Getting Data In, "Configure
timestamp recognition"). A full date is preferred to an epoch, and that to a time of day alone; among equals the
leftmost counts. Dates by numbers are month before day, as in the US, unless only the other order is a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import tzinfo
from functools import cache

from .. import lazy_re
from ..times import Moment, match_time

_MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s?(?P<half>[AP]M)\b)?(?:\s?(?P<zone>[+-]\d{2}:?\d{2}|(?:Z|UTC|GMT|[ECMP][SD]T|CES?T|BST|JST|IST|AE[SD]T)\b))?"
)
_DATED = (
    # 2026-11-24T04:12:05.123Z   2026/11/24 04:12:05,123 +0100
    rf"(?<!\d)(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:T|[\s,_:]+){_CLOCK}",
    # 20261124T041205Z
    r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d{1,9}))?(?P<zone>Z|[+-]\d{4})?",
    # 11/24/2026 04:12:05 AM   11-24-26 04:12
    rf"(?<!\d)(?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})[-/](?P<year>\d{{4}}|\d{{2}})(?:T|[\s,]+){_CLOCK}",
    # 24.11.2026 04:12:05
    rf"(?<!\d)(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}})[\s,]+{_CLOCK}",
    # 24/Nov/2026:04:12:05 +0100   Tue, 24 Nov 2026 04:12:05 GMT
    rf"(?<!\d)(?P<day>\d{{1,2}})[-/\s]{_MONTH}[-/\s,]+(?P<year>\d{{4}}|\d{{2}})[\s,:]+{_CLOCK}",
    # Nov 24 04:12:05   Nov 24, 2026 04:12:05   Tue Nov 24 04:12:05 UTC 2026
    rf"(?<![A-Za-z]){_MONTH}\.?\s+(?P<day>\d{{1,2}}),?(?:\s+(?P<year>\d{{4}}),?)?\s+{_CLOCK}(?:\s(?P<after>\d{{4}})\b)?",
)
_EPOCH = lazy_re.compile(
    r"(?:^|(?<=[\s#,\"=(\[|{:]))(?P<epoch>1\d{9}|9\d{8})(?:\.?(?P<fraction>\d{1,6}))?(?![\d(])", re.ASCII
)
_CLOCKLIKE = lazy_re.compile(
    r"\d:\d\d|\dT\d{6}", re.ASCII | re.IGNORECASE
)  # in all forms but epochs; spares most texts
_TIME_OF_DAY = rf"(?<![\d:.]){_CLOCK}(?![\d:])"
_FORMATS = {"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S", "zone": "%Z"}


def recognized(text: str, zone: tzinfo, today: float, previous: float) -> Moment | None:
    """`zone` is for texts that name none.

    A date without a year takes that of `today`, or the year before if it would lie more than a day ahead; a time of day
    takes the date of `previous`. Both in epoch seconds.
    """
    if _CLOCKLIKE.search(text) is None:
        return _epoch(text)
    dated, times_of_day = _compiled()
    first = _first(dated, text)
    if first is not None and (moment := _dated(first.groupdict(), zone, today)) is not None:
        return moment
    dates = [] if first is None else sorted((m for form in dated for m in form.finditer(text)), key=re.Match.start)
    for match in dates:
        moment = _dated(match.groupdict(), zone, today)
        if moment is not None:
            return moment
    epoch = _epoch(text)
    if epoch is not None or dates:  # the time beside a wrong date is no time of day
        return epoch
    clocks = (_read(match.groupdict(), zone, previous) for match in times_of_day.finditer(text) if match["second"])
    return next((moment for moment in clocks if moment is not None), None)


def _first(forms: list[re.Pattern[str]], text: str) -> re.Match[str] | None:
    """The leftmost match, which nearly always is a date; one where the text begins ends the search."""
    first: re.Match[str] | None = None
    for form in forms:
        match = form.search(text)
        if match is not None and (first is None or match.start() < first.start()):
            first = match
            if match.start() == 0:
                break
    return first


@cache
def _compiled() -> tuple[list[re.Pattern[str]], re.Pattern[str]]:
    """Compiled at the first use, since that is slow and many runs need none of it."""
    flags = re.ASCII | re.IGNORECASE
    return [re.compile(form, flags) for form in _DATED], re.compile(_TIME_OF_DAY, flags)


def _epoch(text: str) -> Moment | None:
    match = _EPOCH.search(text)
    return None if match is None else Moment(float(f"{match['epoch']}.{match['fraction'] or 0}"), 0)


def _dated(parts: dict[str, str | None], zone: tzinfo, today: float) -> Moment | None:
    parts["year"] = parts["year"] or parts.pop("after", None)
    moment = _read(parts, zone, today)
    if moment is None and (parts["month"] or "").isdigit():
        parts["month"], parts["day"] = parts["day"], parts["month"]
        moment = _read(parts, zone, today)
    if moment is not None and not parts["year"] and moment.time > today + 86_400:
        return _read(parts, zone, today - 365 * 86_400)
    return moment


def _read(parts: dict[str, str | None], zone: tzinfo, now: float) -> Moment | None:
    """By way of a time format, which knows the calendar and zones; what the parts lack comes from `now`."""
    pieces = list(_pieces(parts))
    text, format = " ".join(value for _, value in pieces), " ".join(format for format, _ in pieces)
    match = match_time(text, 0, format, zone, now)
    return None if match is None else match[0]


def _pieces(parts: dict[str, str | None]) -> Iterator[tuple[str, str]]:
    month, year, half = parts.get("month"), parts.get("year"), parts.get("half")
    formats = dict(_FORMATS)
    if month and not month.isdigit():
        formats["month"] = "%b"
    if year and len(year) == 2:
        formats["year"] = "%y"
    if half:
        formats["hour"] = "%I"
    for name, format in formats.items():
        value = parts.get(name)
        if value:
            yield format, value
        if name == "second":
            yield from ((f, v) for f, v in (("%N", parts.get("fraction")), ("%p", half)) if v)
