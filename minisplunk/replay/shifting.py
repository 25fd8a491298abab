"""Parts or raw records -> the same with their times moved by one offset, so that the newest stands where wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..errors import DataError
from ..ingest.archive import event_time
from ..ingest.skipped import until_fault
from .part import Part, moved


def newest(parts: Iterable[Part]) -> int | None:
    """The latest eventTime of CloudTrail parts in microseconds; None without any. Reads all records; who reads them
    again tells of a file that cannot be read to its end."""
    times = (
        time + part.seconds * 1_000_000
        for part in parts
        for time, _ in until_fault(part.records(), part.path, [])
        if time is not None
    )
    return max(times, default=None)


def shifted(parts: Sequence[Part], to: float) -> list[Part]:
    """Parts whose newest event is at `to` (epoch seconds), or less than a second before: all move by whole seconds.

    Raises DataError for parts that are not CloudTrail, whose raw text says the time in another way.
    """
    for part in parts:
        if not part.cloudtrail:
            raise DataError(
                f"{part.path}: only the eventTime of CloudTrail records can be moved, not {part.sourcetype}"
            )
    seconds = _seconds(newest(parts), to)
    return [replace(part, seconds=part.seconds + seconds) for part in parts]


def shift(raws: Sequence[str], to: float) -> list[str]:
    """The same for raw CloudTrail records."""
    times = (event_time(raw) for raw in raws)
    seconds = _seconds(max((time for time in times if time is not None), default=None), to)
    return [moved(raw, seconds) for raw in raws]


def _seconds(newest: int | None, to: float) -> int:
    return 0 if newest is None else (round(to * 1_000_000) - newest) // 1_000_000
