"""Jobs in; those that may run now out, the others queued in the order in which they came."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..dataclass import dataclass
from ..search import Control

Start = Callable[[], None]
"""Called once, when there is room; must come back soon."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a running job takes. `refused`: why its owner may have no more beside so many that run; "" if he may."""

    owner: str
    refused: Callable[[int], str]


class Queue:
    """At most `most()` jobs run at the same time, and of an owner as many as he may have. Safe for threads; a job that
    is queued needs no thread."""

    def __init__(self, most: Callable[[], int]) -> None:
        self._most, self._running = most, 0
        self._running_of: Counter[str] = Counter()
        self._queued: dict[Start, Place] = {}
        self._changed = threading.Condition()

    @property
    def running(self) -> int:
        """How many have a place now."""
        return self._running

    def join(self, start: Start, place: Place) -> None:
        """Queue a job. When it is started it has taken its place, until it leaves."""
        with self._changed:
            self._queued[start] = place
        self.start_next()

    def start_now(self, start: Start) -> None:
        """Start a queued job whether there is room or not: one that was cancelled needs it for a moment only."""
        with self._changed:
            place = self._queued.pop(start, None)
            if place is None:
                return
            self._take(place)
        start()

    def enter(self, place: Place, seconds: float) -> str:
        """Take a place without a queue; where the owner may have no more after so many seconds, why."""
        with self._changed:
            reason = self._refused(place, seconds)
            if not reason:
                self._take(place)
            return reason

    def refused(self, place: Place, seconds: float) -> str:
        """Whether its owner may have no more, likewise; nothing is taken."""
        with self._changed:
            return self._refused(place, seconds)

    def leave(self, place: Place) -> None:
        """Make room for the next."""
        with self._changed:
            self._running -= 1
            self._running_of[place.owner] -= 1
            if not self._running_of[place.owner]:
                del self._running_of[place.owner]
        self.start_next()

    @contextmanager
    def paused(self, place: Place, control: Control) -> Iterator[None]:
        """Make room for others within the block, and wait for room at its end."""
        self.leave(place)
        try:
            yield
        finally:
            started = threading.Event()
            start = started.set
            self.join(start, place)
            with control.cancelling(lambda: self.start_now(start)):
                started.wait()

    def start_next(self) -> None:
        """Start those that there is room for: when one has left, or an owner has given up some of what he keeps."""
        with self._changed:
            starting, waiting, most = [], set[str](), self._most()
            for start, place in self._queued.items():
                if self._running >= most:
                    break
                if place.owner in waiting or place.refused(self._running_of[place.owner]):
                    waiting.add(place.owner)
                else:
                    self._take(place)
                    starting.append(start)
            for start in starting:
                del self._queued[start]
            self._changed.notify_all()
        for start in starting:
            start()

    def _take(self, place: Place) -> None:
        self._running += 1
        self._running_of[place.owner] += 1

    def _refused(self, place: Place, seconds: float) -> str:
        self._changed.wait_for(lambda: not place.refused(self._running_of[place.owner]), seconds)
        return place.refused(self._running_of[place.owner])
