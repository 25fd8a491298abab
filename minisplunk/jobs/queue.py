"""Jobs in; those that may run now out, the others queued in the order in which they came."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice

from ..search import Control

Start = Callable[[], None]
"""Called once, when there is room; must come back soon."""


class Queue:
    """At most `most` jobs run at the same time. Safe for threads; a job that is queued needs no thread."""

    def __init__(self, most: int) -> None:
        self._most, self._running = most, 0
        self._queued: dict[Start, None] = {}
        self._lock = threading.Lock()

    def join(self, start: Start) -> None:
        """Queue a job. When it is started it has taken its room, until it leaves."""
        with self._lock:
            self._queued[start] = None
        self._start_next()

    def start_now(self, start: Start) -> None:
        """Start a queued job whether there is room or not: one that was cancelled needs it for a moment only."""
        with self._lock:
            if start not in self._queued:
                return
            del self._queued[start]
            self._running += 1
        start()

    def leave(self) -> None:
        """Make room for the next."""
        with self._lock:
            self._running -= 1
        self._start_next()

    @contextmanager
    def paused(self, control: Control) -> Iterator[None]:
        """Make room for others within the block, and wait for room at its end."""
        self.leave()
        try:
            yield
        finally:
            started = threading.Event()
            start = started.set
            self.join(start)
            with control.cancelling(lambda: self.start_now(start)):
                started.wait()

    def _start_next(self) -> None:
        with self._lock:
            starting = list(islice(self._queued, max(0, self._most - self._running)))
            for start in starting:
                del self._queued[start]
            self._running += len(starting)
        for start in starting:
            start()
