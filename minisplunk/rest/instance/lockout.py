"""Sign-ins that fail in; whom they lock out, and whom they slow down, out.

authentication.conf.spec, [splunk_auth]: after lockoutAttempts wrong passwords within lockoutThresholdMins of the first,
a user cannot sign in for lockoutMins. Who has the capability never_lockout (authorize.conf.spec) is never locked out:
further wrong passwords are answered after a pause. [unverified]: whether splunkd slows anybody down, and whether it
forgets at a restart who is locked out, as it is here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from ...conf import View
from ...dataclass import dataclass

CONF, STANZA = "authentication", "splunk_auth"
NEVER = "never_lockout"
_PAUSE = 1.0
"""Seconds until a wrong password is answered of somebody who is not locked out after so many."""


@dataclass(frozen=True, slots=True)
class LockoutPolicy:
    """`locks`: whether users are locked out at all. Times in seconds."""

    locks: bool = True
    attempts: int = 5
    threshold: float = 300
    duration: float = 1800

    @classmethod
    def of(cls, view: View) -> LockoutPolicy:
        """What the global context says. The spec's rules for numbers: what is below 1 is ignored, and each has a
        maximum; [unverified] that beyond it the maximum counts. What is no number is ignored too."""
        stanza = view.conf(CONF).stanzas[STANZA]

        def number(key: str, default: int, most: int) -> int:
            text = stanza.get(key).strip()
            given = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
            return min(given, most) if given else default

        return cls(
            stanza.flag("lockoutUsers", True, strict=False),
            number("lockoutAttempts", 5, 64),
            60 * number("lockoutThresholdMins", 5, 120),
            60 * number("lockoutMins", 30, 1440),
        )


@dataclass(slots=True)
class _Failures:
    since: float
    count: int = 0
    locked_until: float = 0


class Lockout:
    """Safe for threads. Remembers nothing of users whose last sign-in was right."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._pause = clock, pause
        self._lock = threading.Lock()
        self._failures: dict[str, _Failures] = {}

    def admits(self, user: str, right: bool, policy: LockoutPolicy) -> bool:
        """Whether a user is let in whose password was looked at: `right` or wrong.

        It is decided here and not before, so that of many attempts at once no more count than one after the other.
        """
        with self._lock:
            failures = self._failures.get(user)
            now = self._clock()
            if failures is not None and policy.locks and now < failures.locked_until:
                return False
            if right:
                self._failures.pop(user, None)
                return True
            if failures is None or now >= failures.since + policy.threshold or failures.locked_until:
                failures = self._failures[user] = _Failures(now)
            failures.count += 1
            enough = failures.count >= policy.attempts
            if enough and policy.locks:
                failures.locked_until = now + policy.duration
        if enough and not policy.locks:
            self._pause(_PAUSE)
        return False

    def knows(self, user: str) -> bool:
        """Whether anything is remembered of a user."""
        return user in self._failures

    def is_locked(self, user: str) -> bool:
        with self._lock:
            failures = self._failures.get(user)
            return failures is not None and self._clock() < failures.locked_until

    def lift(self, user: str) -> None:
        """Let a user in again."""
        with self._lock:
            self._failures.pop(user, None)
