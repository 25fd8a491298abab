"""Alerts that have triggered in, until they expire; the list of triggered alerts out."""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FiredAlert:
    """`saved` is owner, app and name of the saved search; `triggered`: how many alerts the run was: one in digest mode,
    one for each result without it. Times in epoch seconds."""

    sid: str
    saved: tuple[str, str, str]
    trigger_time: float
    expires: float
    severity: int
    digest: bool
    actions: tuple[str, ...]
    triggered: int = 1

    @property
    def name(self) -> str:
        """Its id: the sid of the job and the time."""
        return f"{self.sid}_{int(self.trigger_time)}"


class FiredAlerts:
    """The list of triggered alerts. Safe for threads; lost with the process, as the jobs are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._alerts: dict[str, FiredAlert] = {}

    def add(self, alert: FiredAlert) -> None:
        with self._lock:
            self._alerts[alert.name] = alert

    def all(self, now: float) -> list[FiredAlert]:
        """Those that have not expired, newest first."""
        with self._lock:
            self._alerts = {name: alert for name, alert in self._alerts.items() if alert.expires > now}
            return list(self._alerts.values())[::-1]

    def remove(self, name: str) -> bool:
        """Remove the alert of that name; False when there is none."""
        with self._lock:
            return self._alerts.pop(name, None) is not None
