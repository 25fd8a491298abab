"""Durations as conf files write them in, seconds out: `90`, `5m`, `24h`, and `2p` for two periods of a schedule."""

from __future__ import annotations

import re

from .. import lazy_re
from ..conf import Setting

_UNITS = {
    **dict.fromkeys(("", "s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
}
_DURATION = lazy_re.compile(r"(\d{1,12})\s*([a-z]*)", re.ASCII)
_PERIODS = lazy_re.compile(r"(\d{1,12})\s*p", re.IGNORECASE | re.ASCII)


def seconds(setting: Setting) -> float:
    """A duration; without a unit it is in seconds. ConfError, with file and line, for anything else."""
    match = _DURATION.fullmatch(setting.value.strip().lower())
    if match is None or match[2] not in _UNITS:
        raise setting.error(f"{setting.key} is a number and a unit, s, m, h or d: {setting.value!r}")
    return float(int(match[1]) * _UNITS[match[2]])


def lifetime(setting: Setting, period: float) -> float:
    """A ttl: a duration, or a number of periods of the schedule (alert_actions.conf.spec, ttl)."""
    match = _PERIODS.fullmatch(setting.value.strip())
    return int(match[1]) * period if match else seconds(setting)
