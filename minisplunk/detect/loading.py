"""Files of events -> what a Splunk has taken of them; every file that cannot be read is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from ..dataclass import dataclass
from ..errors import DataError
from ..replay import Part
from ..store import Totals
from ..times import TimeRange

T = TypeVar("T")

Progress = Callable[[Sequence[Part]], Iterator[Part]]
"""Gives the files one after the other, and may show how far the reading is."""
_MOST_FAULTS = 20


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


def load_each(parts: Sequence[Part], progress: Progress, load: Callable[[Part], T]) -> list[T]:
    """What `load` gives for each file.

    Raises DataError that names every file that cannot be read: an answer from the others alone might be wrong.
    """
    faults: list[str] = []
    loaded = [one for part in progress(parts) for one in _tried(load, part, faults)]
    if faults:
        raise DataError(_unreadable(faults, len(parts)))
    return loaded


def _tried(load: Callable[[Part], T], part: Part, faults: list[str]) -> list[T]:
    try:
        return [load(part)]
    except DataError as error:
        faults.append(error.message)
        return []


def _unreadable(faults: list[str], files: int) -> str:
    lines = faults[:_MOST_FAULTS]
    if len(faults) > len(lines):
        lines.append(f"and {len(faults) - len(lines):,} more")
    if files == 1:
        lines.append("Nothing was searched: mend the file, or fetch it again.")
    else:
        unread = f"{len(faults):,} of {files:,} files cannot be read"
        lines.append(f"Nothing was searched, since {unread}: mend them, fetch them again, or leave them out.")
    return "\n".join(lines)
