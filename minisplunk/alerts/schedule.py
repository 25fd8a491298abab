"""A cron_schedule in, the times that it names out.

Alerting Manual, "Use cron expressions for alert scheduling": five fields (minute, hour, day of the month, month, day of
the week, 0 is Sunday) of numbers, lists, ranges, `*` and steps, in the server's time zone. When both days are given,
either is enough, as in Unix's cron; a time that the clock skips in spring runs at the end of the gap, and one that it
repeats in autumn runs once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, tzinfo

from .. import lazy_re
from ..dataclass import dataclass

_FIELD = lazy_re.compile(r"[0-9*,/-]+")


class InvalidSchedule(ValueError):
    """A text that is no cron expression, with the reason."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A cron expression in a time zone. Raises InvalidSchedule for one that is wrong, or that no day fits."""

    cron: str
    zone: tzinfo

    def __post_init__(self) -> None:
        from cronsim import CronSimError  # noqa: PLC0415 - most runs have no schedule to read

        fields = self.cron.split()
        if len(fields) != 5 or not all(_FIELD.fullmatch(field) for field in fields):
            raise InvalidSchedule(f"not five fields of numbers, '*', ',', '-' and '/': {self.cron!r}")
        try:
            first = self.after(0)
        except CronSimError as error:
            raise InvalidSchedule(f"{error}: {self.cron!r}") from error
        if first == math.inf:
            raise InvalidSchedule(f"no day fits: {self.cron!r}")

    def after(self, moment: float) -> float:
        """The first time after `moment`, both in epoch seconds; infinite where the calendar has none, of the years 1
        to 9999."""
        from cronsim import CronSim  # noqa: PLC0415

        try:
            return next(CronSim(self.cron, datetime.fromtimestamp(moment, self.zone))).timestamp()
        except (StopIteration, ValueError, OverflowError, OSError):
            return math.inf

    def times(self, moment: float) -> Iterator[float]:
        """The times after `moment`, one after the other without end."""
        from cronsim import CronSim  # noqa: PLC0415

        return (point.timestamp() for point in CronSim(self.cron, datetime.fromtimestamp(moment, self.zone)))

    def between(self, earliest: float, latest: float) -> Iterator[float]:
        """The times after `earliest`, up to and with `latest`, one after the other."""
        moment = self.after(earliest)
        while moment <= latest and moment < math.inf:
            yield moment
            moment = self.after(moment)

    def period(self, moment: float) -> float:
        """Seconds between the next two times after `moment`; infinite without these."""
        first = self.after(moment)
        return self.after(first) - first if first < math.inf else math.inf
