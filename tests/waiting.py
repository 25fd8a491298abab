"""How tests wait: for something to happen, with patience, for a busy machine may let a thread stand for seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 300.0
"""Seconds after which a test gives up. What it waits for takes milliseconds on an idle machine, ten seconds at most."""
_PAUSE = 0.005


def until(true: Callable[[], object]) -> None:
    """Wait for what has no event to wait for. AssertionError when it does not come.

    It is asked again after a tenth of the time that has gone by: often to ask costs more than what is waited for.
    """
    started = time.monotonic()
    while not true():
        waited = time.monotonic() - started
        assert waited < PATIENCE, "what the test waits for does not come"
        time.sleep(max(_PAUSE, waited / 10))
