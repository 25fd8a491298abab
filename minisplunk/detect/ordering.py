"""Results and events -> the same in the order of their times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timezone
from typing import Any, TypeVar

from ..times import moment
from ..values import texts

T = TypeVar("T")
_TIMES = ("_time", "firstTime", "lastTime")
"""Fields by which a result says when it happened; the last two are those that detections of ESCU have."""


def in_time_order(found: Sequence[T], row: Callable[[T], Mapping[str, Any]]) -> list[T]:
    """As they are where one of them does not say when it happened: their order may mean something."""
    times = [_time(row(one)) for one in found]
    if any(time is None for time in times):
        return list(found)
    return [one for _, one in sorted(zip(times, found, strict=True), key=lambda pair: pair[0] or 0.0)]


def _time(row: Mapping[str, Any]) -> float | None:
    said = next((values[0] for name in _TIMES if (values := texts(row.get(name)))), "")
    try:
        return moment(said, 0.0, timezone.utc)
    except ValueError:
        return None
