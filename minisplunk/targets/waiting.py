"""Waiting with a time limit, and an error that says for what."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from .faults import Overdue

T = TypeVar("T")


class NotYet(Exception):
    """A check raises it when the condition does not hold yet; the message is what it sees instead."""


def until(what: str, check: Callable[[], T | None], *, seconds: float, every: float = 0.5, hint: str = "") -> T:
    """What `check` gives once it is not None; Overdue after `seconds`.

    It is asked at once, then soon, then `every` so many seconds, and once more at the end. `what` ends the sentence
    "Waited 60 s for ..."; what the check said last with NotYet follows it, and `hint`, which is what to do about it, a
    sentence of its own. Whatever else a check raises ends the wait.
    """
    end = time.monotonic() + seconds
    pause = min(every, 0.01)
    while True:
        instead = ""
        try:
            result = check()
        except NotYet as reason:
            result, instead = None, f": {str(reason).rstrip('.')}"
        if result is not None:
            return result
        left = end - time.monotonic()
        if left <= 0:
            raise Overdue(f"Waited {seconds:g} s for {what}{instead}. {hint}".rstrip())
        time.sleep(min(pause, left))
        pause = min(every, 2 * pause)
