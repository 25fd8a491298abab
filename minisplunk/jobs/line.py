"""Jobs in; those that may run now out, the others in a line, in the order in which they came."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice

from ..search import Control

Turn = Callable[[], None]
"""Called once, when there is room; must come back soon."""


class Line:
    """At most `most` run at the same time. Safe for threads; who waits has no need of a thread."""

    def __init__(self, most: int) -> None:
        self._most, self._running = most, 0
        self._waiting: dict[Turn, None] = {}
        self._lock = threading.Lock()

    def join(self, turn: Turn) -> None:
        """Wait for room; from `turn` on it is taken, until somebody leaves."""
        with self._lock:
            self._waiting[turn] = None
        self._call()

    def hurry(self, turn: Turn) -> None:
        """Let in who waits, room or not: who was cancelled needs it for a moment only."""
        with self._lock:
            if turn not in self._waiting:
                return
            del self._waiting[turn]
            self._running += 1
        turn()

    def leave(self) -> None:
        """Make room for the next."""
        with self._lock:
            self._running -= 1
        self._call()

    @contextmanager
    def aside(self, control: Control) -> Iterator[None]:
        """Make room for others for the time of the block, and wait for room at its end."""
        self.leave()
        try:
            yield
        finally:
            called = threading.Event()
            turn = called.set
            self.join(turn)
            with control.cancelling(lambda: self.hurry(turn)):
                called.wait()

    def _call(self) -> None:
        with self._lock:
            called = list(islice(self._waiting, max(0, self._most - self._running)))
            for turn in called:
                del self._waiting[turn]
            self._running += len(called)
        for turn in called:
            turn()
