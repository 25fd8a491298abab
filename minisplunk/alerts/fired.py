"""Alerts that have triggered in, until they expire; the list of triggered alerts out.

It outlives the process, in a file beside that of the throttling. [unverified]: where splunkd keeps it; its
limits.conf.spec says, in [scheduler], that it is read when splunkd starts (alerts_max_history), and that of more than
alerts_max_count the oldest are forgotten.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import field
from pathlib import Path

import msgspec

from .. import plain_files
from ..dataclass import dataclass
from ..disk import replace_file
from ..errors import DataError

MOST = 50_000
"""alerts_max_count of limits.conf, [scheduler], by default."""


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


@dataclass
class FiredAlerts:
    """The list of triggered alerts, which `file` keeps from one process to the next. Safe for threads."""

    file: Path
    _alerts: dict[str, FiredAlert] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Raises DataError for a file that holds something else."""
        if self.file.is_file():
            self._alerts = {alert.name: alert for alert in _read(self.file)}

    def add(self, alert: FiredAlert) -> None:
        """List it. Raises NotWritten where it is listed in this process alone, since the file cannot be written."""
        with self._lock:
            others = [one for one in self._alerts.values() if one.expires > alert.trigger_time]
            self._alerts = {one.name: one for one in (*others[-MOST + 1 :], alert)}
            _write(self.file, self._alerts.values())

    def all(self, now: float) -> list[FiredAlert]:
        """Those that have not expired, newest first."""
        with self._lock:
            return [alert for alert in reversed(self._alerts.values()) if alert.expires > now]

    def remove(self, name: str) -> bool:
        """Remove the alert of that name; False when there is none. Raises NotWritten, and it is still there then."""
        with self._lock:
            others = {other: alert for other, alert in self._alerts.items() if other != name}
            if len(others) == len(self._alerts):
                return False
            _write(self.file, others.values())
            self._alerts = others
            return True


def _read(file: Path) -> list[FiredAlert]:
    try:
        return msgspec.json.decode(plain_files.read(file), type=list[FiredAlert])
    except (OSError, msgspec.MsgspecError) as error:
        raise DataError(f"{file} does not say which alerts have triggered. Remove it, and none is listed.") from error


def _write(file: Path, alerts: Iterable[FiredAlert]) -> None:
    replace_file(file, msgspec.json.encode(list(alerts)))
