"""Words for times and lists in explanations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone

from ..times import TimeRange

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def listed(items: Iterable[str], most: int = 8) -> str:
    """`a, b and c`; sorted when the items are a set, cut after `most`."""
    found = sorted(items) if isinstance(items, (set, frozenset)) else list(items)
    if len(found) > most:
        found = [*found[:most], f"{len(found) - most} more"]
    if len(found) < 2:
        return "".join(found) or "none"
    return f"{', '.join(found[:-1])} and {found[-1]}"


def moment(time_us: int) -> str:
    """An event's time, in UTC."""
    return datetime.fromtimestamp(time_us / 1_000_000, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")


def ago(time_us: int, window: TimeRange, now: float) -> str:
    """How far a time lies outside of a window."""
    if time_us < window.earliest:
        return f"{_duration(window.earliest - time_us)} before it begins"
    if time_us >= window.latest:
        return f"{_duration(time_us - window.latest)} after it ends"
    return f"{_duration(round(now * 1_000_000) - time_us)} before now"


def _duration(microseconds: int) -> str:
    seconds = max(0, microseconds // 1_000_000)
    for size, name in _UNITS:
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'s' if count != 1 else ''}"
    return "less than a second"
