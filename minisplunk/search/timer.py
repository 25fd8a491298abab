"""Something to be done after a while, unless it is called off."""

from __future__ import annotations

import threading
from collections.abc import Callable


def timer(seconds: float, action: Callable[[], None]) -> threading.Timer | None:
    """The timer, at work already; None where there are no seconds to wait."""
    if not seconds:
        return None
    timer = threading.Timer(min(seconds, threading.TIMEOUT_MAX), action)
    timer.daemon = True
    timer.start()
    return timer
