"""ROUTE_EVENTS_OLDER_THAN, and events with their times, in; those that are not too old, out.

props.conf.spec, ROUTE_EVENTS_OLDER_THAN: a number with s, m, h or d; older events go to the nullQueue, once they have
their times and before they are changed. 0 is off. [unverified]: without a unit the number is of seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import lazy_re
from ..conf.parser import Setting
from ..dataclass import dataclass
from ..sources import Fielded
from .notes import Notes

_AGE = lazy_re.compile(r"(\d{1,12})([smhd]?)", re.ASCII)
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Age:
    """In seconds; `text` is how it was written."""

    seconds: int
    text: str

    def younger(self, events: Iterator[Fielded], now: float, notes: Notes) -> Iterator[Fielded]:
        oldest = (now - self.seconds) * 1_000_000
        for event in events:
            if event[0] < oldest:
                notes.add("old", f"Events older than {self.text} are dropped (ROUTE_EVENTS_OLDER_THAN)")
            else:
                yield event


def age(setting: Setting | None) -> Age | None:
    """None for no such age. Raises ConfError."""
    if setting is None or not setting.value.strip():
        return None
    found = _AGE.fullmatch(setting.value.strip())
    if found is None:
        raise setting.error(f"ROUTE_EVENTS_OLDER_THAN is no age such as 30d: {setting.value!r}")
    seconds = int(found[1]) * _UNITS[found[2]]
    return Age(seconds, setting.value.strip()) if seconds else None
