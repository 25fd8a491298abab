"""Words for times and lists in explanations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone

from ..times import TimeRange

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def listed(items: Iterable[str], most: int = 8, last: str = "and") -> str:
    """`a, b and c`; sorted when the items are a set, cut after `most`."""
    words = sorted(items) if isinstance(items, (set, frozenset)) else list(items)
    if len(words) > most:
        words = [*words[:most], f"{len(words) - most:,} more"]
    if len(words) < 2:
        return "".join(words) or "none"
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def moment(time_us: int) -> str:
    """An event's time, in UTC."""
    time = datetime.fromtimestamp(time_us / 1_000_000, timezone.utc).replace(tzinfo=None)
    return f"{time.isoformat(' ', 'seconds')} UTC"


def from_to(window: TimeRange) -> str:
    """From when to when, in UTC."""
    earliest = "the first event" if window.earliest == TimeRange.ALL.earliest else moment(window.earliest)
    return f"{earliest} to {'the last' if window.latest == TimeRange.ALL.latest else moment(window.latest)}"


def rows(count: int) -> str:
    return counted(count, "row")


def outside(time_us: int, window: TimeRange) -> str:
    """How far a time lies outside of a window."""
    if time_us < window.earliest:
        return f"{_duration(window.earliest - time_us)} before it begins"
    return f"{_duration(time_us - window.latest)} after it ends"


def _duration(microseconds: int) -> str:
    seconds = microseconds // 1_000_000
    for size, name in _UNITS:
        if seconds >= size:
            return counted(seconds // size, name)
    return "less than a second"


def counted(count: int, noun: str, plural: str = "") -> str:
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
