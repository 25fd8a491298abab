"""Sessions: who has logged in, by session key; each ends when it has not been used for an hour."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

from ...dataclass import dataclass

TIMEOUT = 3600.0
"""Seconds (server.conf.spec: [general] sessionTimeout)."""
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
MOST = 1_000
"""Beyond so many sessions of a user, that user's one ends that was unused for longest. Nobody else's does."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who, and how many seconds ago the session was last used."""

    user: str
    idle: float


def seconds(text: str) -> float | None:
    """A sessionTimeout, `1h`, in seconds; None for what is none."""
    found = re.fullmatch(r"([0-9]{1,9})([smhd]?)", text.strip())
    return None if found is None else float(found[1]) * _UNITS[found[2]]


class Sessions:
    """Safe for threads. `clock` counts seconds and never goes back; the server's own time may be set at will."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, timeout: float = TIMEOUT) -> None:
        self._clock, self.timeout = clock, timeout
        self._lock = threading.Lock()
        self._used: dict[str, tuple[str, float]] = {}  # key -> user and time; the one unused for longest comes first
        self._count = Counter[str]()  # of each user's
        self._shared: dict[str, str] = {}

    def begin(self, user: str) -> str:
        """The key of a new session; nobody can guess it."""
        with self._lock:
            return self._begin(user)

    def shared(self, user: str) -> str:
        """The key of the session that all requests of a user share which carry name and password each."""
        with self._lock:
            self._end_old()
            key = self._shared.get(user)
            if key is None or key not in self._used:
                key = self._shared[user] = self._begin(user)
            return key

    def use(self, key: str) -> str | None:
        """The user of a session, which is kept for another while; None when there is none of that key."""
        with self._lock:
            self._end_old()
            session = self._used.pop(key, None)
            if session is None:
                return None
            self._used[key] = (session[0], self._clock())
            return session[0]

    def end(self, key: str) -> bool:
        """End a session; False when there is none of that key."""
        with self._lock:
            return self._drop(key)

    def end_of(self, user: str) -> None:
        """End all sessions of a user: removed, or with another password now."""
        with self._lock:
            for key in self._of(user):
                self._drop(key)

    def restart(self, timeout: float) -> None:
        """End all sessions; each that begins from now on ends when it is not used for so many seconds."""
        with self._lock:
            self._used.clear()
            self._count.clear()
            self._shared.clear()
            self.timeout = timeout

    def items(self) -> Iterator[tuple[str, Login]]:
        """Key and login of each session, the one unused for longest first."""
        with self._lock:
            self._end_old()
            now = self._clock()
            return iter([(key, Login(user, now - used)) for key, (user, used) in self._used.items()])

    def _begin(self, user: str) -> str:
        self._end_old()
        if self._count[user] >= MOST:
            self._drop(self._of(user)[0])
        key = secrets.token_urlsafe(48)
        self._used[key] = (user, self._clock())
        self._count[user] += 1
        return key

    def _of(self, user: str) -> list[str]:
        return [key for key, (owner, _) in self._used.items() if owner == user]

    def _drop(self, key: str) -> bool:
        session = self._used.pop(key, None)
        if session is not None:
            self._count[session[0]] -= 1
        return session is not None

    def _end_old(self) -> None:
        now = self._clock()
        while self._used:
            key, (_, used) = next(iter(self._used.items()))
            if now - used < self.timeout:
                return
            self._drop(key)
