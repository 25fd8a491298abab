"""Files of events -> what a Splunk has taken of them; every file that cannot be read is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from ..dataclass import dataclass
from ..errors import DataError
from ..ingest.skipped import Skipped, check_read, unreadable
from ..replay import Part
from ..store import Totals
from ..times import TimeRange

T = TypeVar("T")

Progress = Callable[[Sequence[Part]], Iterator[Part]]
"""Gives the files one after the other, and may show how far the reading is."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many events there are, and the range of their times: all time when there are none."""

    events: int = 0
    window: TimeRange = TimeRange.ALL

    @classmethod
    def of(cls, totals: Iterable[Totals]) -> Loaded:
        counted = list(totals)
        times = [time for total in counted for time in (total.earliest, total.latest) if time is not None]
        window = TimeRange(min(times), max(times) + 1) if times else TimeRange.ALL
        return cls(sum(total.events for total in counted), window)

    @property
    def newest(self) -> int:
        """The time of the newest event in microseconds."""
        return self.window.latest - 1


def sourcetypes_of(parts: Iterable[Part]) -> list[str]:
    """The source types of files, each once."""
    return list(dict.fromkeys(part.sourcetype for part in parts))


def load_each(
    parts: Sequence[Part],
    progress: Progress,
    load: Callable[[Part, list[Skipped] | None], T],
    skipped: list[Skipped] | None = None,
    done: str = "searched",
) -> list[T]:
    """What `load` gives for each file; it is told where faults go. With `skipped`, files that cannot be read, or not to
    their end, are put there, and the others count.

    Without it, and where nothing at all could be read, raises DataError that names every such file: an answer from the
    others alone might be wrong. `done`: what nothing was then.
    """
    faults: list[Skipped] = []
    strict = skipped is None
    loaded = [one for part in progress(parts) for one in _tried(load, part, faults, strict=strict)]
    if faults and skipped is None:
        raise DataError(unreadable(faults, len(parts), done))
    check_read(faults, (part.path for part in parts), done)
    if skipped is not None:
        skipped += faults
    return loaded


def _tried(
    load: Callable[[Part, list[Skipped] | None], T], part: Part, faults: list[Skipped], *, strict: bool
) -> list[T]:
    try:
        return [load(part, None if strict else faults)]
    except (DataError, OSError) as error:
        faults.append(Skipped.of(part.path, error))
        return []
