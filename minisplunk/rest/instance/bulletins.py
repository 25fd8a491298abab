"""The bulletin board: messages for whoever logs in, kept by name while the server runs."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from ...dataclass import dataclass
from ...errors import NotFound

MOST = 1_000
SEVERITIES = ("info", "warn", "error")
RESTART = "restart_required"
"""The message that splunkd leaves when something counts after a restart only, or when an app is removed (the tests of
splunk-sdk). Clients take it away, or restart."""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """`roles` and `capabilities`: who may see it, everyone when both are empty. `time`: epoch seconds."""

    name: str
    text: str
    severity: str
    time: float
    roles: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()


class BulletinBoard:
    """Safe for threads. Of more than MOST the oldest are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_name: dict[str, Bulletin] = {}

    def put(self, bulletin: Bulletin) -> None:
        """Add a bulletin, in place of one of the same name."""
        with self._lock:
            self._by_name.pop(bulletin.name, None)
            self._by_name[bulletin.name] = bulletin
            if len(self._by_name) > MOST:
                del self._by_name[next(iter(self._by_name))]

    def require_restart(self, now: float) -> None:
        """`now`: epoch seconds."""
        self.put(Bulletin(RESTART, "Splunk must be restarted for changes to take effect.", "warn", now))

    def remove(self, name: str) -> None:
        """Take a bulletin away; NotFound when there is none of that name."""
        with self._lock:
            if self._by_name.pop(name, None) is None:
                raise missing(name)

    def discard(self, name: str) -> None:
        """Take a bulletin away, if there is one of that name."""
        with self._lock:
            self._by_name.pop(name, None)

    def get(self, name: str) -> Bulletin:
        """NotFound when there is none of that name."""
        bulletin = self._by_name.get(name)
        if bulletin is None:
            raise missing(name)
        return bulletin

    def visible(self, roles: Iterable[str], capabilities: frozenset[str]) -> list[Bulletin]:
        """What somebody with these roles and capabilities is told."""
        held = frozenset(roles)
        with self._lock:
            bulletins = list(self._by_name.values())
        return [
            bulletin
            for bulletin in bulletins
            if (not bulletin.roles or held.intersection(bulletin.roles))
            and capabilities.issuperset(bulletin.capabilities)
        ]


def missing(name: str) -> NotFound:
    return NotFound(f"Could not find object id={name}")
