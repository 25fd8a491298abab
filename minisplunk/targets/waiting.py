"""Waiting for what takes its time: bounded, and saying for what."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from .faults import Overdue

T = TypeVar("T")


def until(what: str, check: Callable[[], T | None], *, seconds: float, every: float = 0.5, hint: str = "") -> T:
    """What `check` gives once it is not None; Overdue after `seconds`.

    It is asked at once, then soon, then `every` so many seconds. `what` ends the sentence "Waited 60 s for ..."; `hint`
    is what to do about it, a sentence of its own.
    """
    end = time.monotonic() + seconds
    pause = min(every, 0.01)
    while True:
        found = check()
        if found is not None:
            return found
        if time.monotonic() >= end:
            raise Overdue(f"Waited {seconds:g} s for {what}. {hint}".rstrip())
        time.sleep(pause)
        pause = min(every, 2 * pause)
