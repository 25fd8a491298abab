"""A result of a search in; when it happened, and the users, addresses and accounts that it names, out.

Nothing says what a field means but its name. The names are those of the Common Information Model, of CloudTrail's
records as they are and as the Splunk Add-on for AWS has them, and those that published detections give to the first and
the last time of what they count.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from typing import NamedTuple

from ..times import TimeRange, match_time
from ..values import Row, Value, number, texts

FIRST = ("firstTime", "first_time", "firstSeen", "first_seen", "earliest", "min_time", "min(_time)", "earliest(_time)")
LAST = ("lastTime", "last_time", "lastSeen", "last_seen", "latest", "max_time", "max(_time)", "latest(_time)")
"""The fields of a result that hold the time of the first event behind it, and of the last; in whatever case."""
Groups = tuple[tuple[str, ...], ...]
"""Of each group of names the first counts that a result has: they are several names of the same."""
USERS: Groups = (
    (
        *("user_name", "user", "userName", "userIdentity.userName", "user_arn", "userIdentity.arn"),
        *("userIdentity.principalId", "user_id"),
    ),
    ("src_user", "src_user_name"),
    ("dest_user",),
)
ADDRESSES: Groups = (
    ("src", "src_ip", "sourceIPAddress", "clientip"),
    ("dest", "dest_ip"),
)
ACCOUNTS: Groups = (
    ("aws_account_id", "vendor_account", "recipientAccountId", "userIdentity.accountId", "account_id", "accountId"),
)
_DATES = ("%Y-%m-%dT", "%Y-%m-%d ", "%m/%d/%Y ")
_ENDS = ("", "%Z", " %Z")
_FORMATS = tuple(f"{date}%H:%M:%S{part}{end}" for date in _DATES for part in ("", ".%Q") for end in _ENDS)
"""Those that the macro security_content_ctime, `convert ctime()` and `strftime` are mostly used with."""
_SECOND = 1_000_000


class Span(NamedTuple):
    """The times of the first and of the last event behind a result, in whole seconds; None where it does not say."""

    first: int | None
    last: int | None

    def __contains__(self, seconds: object) -> bool:
        assert isinstance(seconds, int)
        return (self.first is None or self.first <= seconds) and (self.last is None or seconds <= self.last)


ANY = Span(None, None)


def span(row: Row, window: TimeRange, zone: tzinfo) -> Span:
    """`window`: what was searched, in which such times lie; `zone`: of times that name none."""
    first = _moments(row, FIRST, window, zone)
    last = _moments(row, LAST, window, zone)
    return Span(*(None if at is None else at // _SECOND for at in (min(first, default=None), max(last, default=None))))


def when(row: Row, window: TimeRange, zone: tzinfo) -> int:
    """When a result happened, in microseconds: its `_time`, else the last time that it names, else the end of the
    window."""
    own = number(row.get("_time"))
    if own is not None:
        return round(own * _SECOND)
    return max(_moments(row, LAST, window, zone), default=window.latest)


def named(row: Row, groups: Groups) -> tuple[str, ...]:
    """The values of a result that name somebody, or something, each once."""
    found = (next((values for name in group if (values := texts(row.get(name)))), []) for group in groups)
    return tuple(dict.fromkeys(value for values in found for value in values))


def _moments(row: Row, names: Iterable[str], window: TimeRange, zone: tzinfo) -> list[int]:
    """The times in the first of these fields that has some within the window, to the second."""
    fields = {name.lower(): value for name, value in row.items()}
    searched = TimeRange(window.earliest // _SECOND * _SECOND, window.latest)
    for name in names:
        if found := [at for at in _read(fields.get(name.lower()), zone) if at in searched]:
            return found
    return []


def _read(value: Value, zone: tzinfo) -> Iterable[int]:
    for text in texts(value):
        at = number(text)
        if at is None:
            at = _reading(text, zone)
        if at is not None:
            yield round(at * _SECOND)


def _reading(text: str, zone: tzinfo) -> float | None:
    for format in _FORMATS:
        found = match_time(text, 0, format, zone, 0)
        if found is not None and found[1] == len(text):
            return found[0].time
    return None
