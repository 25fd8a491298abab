"""The results that a running search would have by now: asked of its own thread, for all who ask together."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from ..search import Cancelled, Control
from ..values import Row

_log = logging.getLogger(__name__)

_SHARE = 10
"""A search that took a second for a preview makes the next one ten seconds later: who polls does not hold it up."""


class Preview:
    """One preview at a time, which is shown until another may be made. Safe for threads."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._lock = threading.Lock()
        self._rows: list[Row] = []
        self._fresh_until = 0.0
        self._pending: threading.Event | None = None
        self._ended = False

    def rows(self, peek: Callable[[], list[Row]], seconds: float) -> list[Row]:
        """Those of the newest preview. `peek` makes one, in the thread of the search; it is waited for at most so long,
        and then goes to who asks next."""
        with self._lock:
            if self._ended or time.monotonic() < self._fresh_until:
                return list(self._rows)
            if self._pending is None:
                self._pending = threading.Event()
                self._control.between_rows(partial(self._make, peek))
            pending = self._pending
        pending.wait(seconds)
        with self._lock:
            return list(self._rows)

    def end(self) -> None:
        """The search has ended: nobody needs to wait any more."""
        with self._lock:
            self._ended = True
            if self._pending is not None:
                self._pending.set()

    def _make(self, peek: Callable[[], list[Row]]) -> None:
        """Whatever fails in a preview is for the search itself to say."""
        started = time.monotonic()
        rows: list[Row] = []
        try:
            rows = peek()
        except Cancelled:
            pass
        except Exception:
            _log.debug("no preview", exc_info=True)
        ended = time.monotonic()
        with self._lock:
            self._rows, self._fresh_until = rows, ended + _SHARE * (ended - started)
            pending, self._pending = self._pending, None
        if pending is not None:
            pending.set()
