"""Half-open ranges of time, and clocks that can be set by hand."""

from __future__ import annotations

import time
from typing import ClassVar, Protocol

from ..dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TimeRange:
    """[earliest, latest) in microseconds since the epoch (REST API Reference, search/jobs: latest is exclusive)."""

    earliest: int
    latest: int

    ALL: ClassVar[TimeRange]

    def __contains__(self, time_us: int) -> bool:
        return self.earliest <= time_us < self.latest

    def within(self, other: TimeRange) -> TimeRange:
        """What lies in both; empty where nothing does."""
        earliest = max(self.earliest, other.earliest)
        return TimeRange(earliest, max(earliest, min(self.latest, other.latest)))

    @classmethod
    def between(cls, earliest: float, latest: float) -> TimeRange:
        """From epoch seconds."""
        return cls(round(earliest * 1_000_000), round(latest * 1_000_000))


TimeRange.ALL = TimeRange(-(2**62), 2**62)


class Clock(Protocol):
    def now(self) -> float:
        """Epoch seconds; they go back, or forwards by hours, when somebody sets the machine's clock."""

    def elapsed(self) -> float:
        """Seconds since some moment, whatever the clock is set to: for how long things are kept."""


class SystemClock:
    def now(self) -> float:
        return time.time()

    def elapsed(self) -> float:
        return time.monotonic()


@dataclass(slots=True)
class ManualClock:
    """Stays at `seconds` (since the epoch) until it is set or moved."""

    seconds: float

    def now(self) -> float:
        return self.seconds

    def elapsed(self) -> float:
        return self.seconds

    def set(self, seconds: float) -> None:
        self.seconds = seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
