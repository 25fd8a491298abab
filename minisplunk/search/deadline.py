"""Seconds in; the searches that run are cancelled when these are over."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .control import Control
from .timer import timer


class Deadline:
    """`seconds`: how long what is done within `running` may take, all together; 0 for as long as it takes."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._controls: list[Control] = []
        self._end = 0.0

    @property
    def over(self) -> bool:
        return bool(self._end) and time.monotonic() >= self._end

    @contextmanager
    def running(self) -> Iterator[None]:
        self._end = time.monotonic() + self.seconds if self.seconds else 0.0
        end = timer(self.seconds, self._cancel)
        try:
            yield
        finally:
            if end is not None:
                end.cancel()
            with self._lock:
                self._controls.clear()
            self._end = 0.0

    def watch(self, control: Control) -> None:
        """It is cancelled when the time is over; at once where it is over."""
        with self._lock:
            self._controls.append(control)
        if self.over:
            control.cancel()

    def _cancel(self) -> None:
        with self._lock:
            controls = list(self._controls)
        for control in controls:
            control.cancel()
