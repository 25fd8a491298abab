"""Sessions: who has logged in, by session key; each ends when it has not been used for an hour."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

TIMEOUT = 3600.0
"""Seconds (server.conf.spec: [general] sessionTimeout)."""
_MOST = 10_000
"""Beyond so many sessions the one that was unused for longest ends."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who, and how many seconds ago the session was last used."""

    user: str
    idle: float


class Sessions:
    """Safe for threads. `clock` counts seconds and never goes back; the server's own time may be set at will."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, timeout: float = TIMEOUT) -> None:
        self._clock, self._timeout = clock, timeout
        self._lock = threading.Lock()
        self._used: dict[str, tuple[str, float]] = {}  # key -> user and time; the one unused for longest comes first
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
            return self._used.pop(key, None) is not None

    def end_of(self, user: str) -> None:
        """End all sessions of a user: removed, or with another password now."""
        with self._lock:
            self._used = {key: session for key, session in self._used.items() if session[0] != user}

    def items(self) -> Iterator[tuple[str, Login]]:
        """Key and login of each session, the one unused for longest first."""
        with self._lock:
            self._end_old()
            now = self._clock()
            return iter([(key, Login(user, now - used)) for key, (user, used) in self._used.items()])

    def _begin(self, user: str) -> str:
        self._end_old()
        if len(self._used) >= _MOST:
            del self._used[next(iter(self._used))]
        key = secrets.token_urlsafe(48)
        self._used[key] = (user, self._clock())
        return key

    def _end_old(self) -> None:
        now = self._clock()
        while self._used:
            key, (_, used) = next(iter(self._used.items()))
            if now - used < self._timeout:
                return
            del self._used[key]
