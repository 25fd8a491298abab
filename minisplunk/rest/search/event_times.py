"""The parameters of requests for events that are about times: which events are meant, and how times are shown."""

from __future__ import annotations

from ...dataclass import dataclass
from ...times import moment
from ..http import HttpError, Request
from ..instance import Splunkd
from .job_parameters import time_format
from .moments import ShowTime, formatted

OF_TIMES = frozenset({"earliest_time", "latest_time", "time_format", "output_time_format"})
"""REST API Reference, search/jobs/{search_id}/events and summary."""
_TIME_FORMAT = "%m/%d/%Y:%H:%M:%S"


@dataclass(frozen=True, slots=True)
class Bounds:
    """In epoch seconds, `latest` exclusive; None for no bound."""

    earliest: float | None
    latest: float | None

    @classmethod
    def of(cls, splunkd: Splunkd, request: Request) -> Bounds:
        """`earliest_time` and `latest_time`. Raises HttpError 400 for what is no time."""
        return cls(_bound(splunkd, request, "earliest_time"), _bound(splunkd, request, "latest_time"))

    @property
    def open(self) -> bool:
        return self.earliest is None and self.latest is None

    def __contains__(self, time: float | None) -> bool:
        """An event without a time lies within no bounds."""
        if time is None:
            return self.open
        return (self.earliest is None or self.earliest <= time) and (self.latest is None or time < self.latest)


def _bound(splunkd: Splunkd, request: Request, name: str) -> float | None:
    when, format = request.get(name), time_format(request, "time_format") or _TIME_FORMAT
    if not when:
        return None
    try:
        return moment(when, splunkd.splunk.clock.now(), splunkd.zone_of(request.who.user), format)
    except ValueError as error:
        raise HttpError(400, f"Invalid {name}.", "FATAL") from error


def shown_as(splunkd: Splunkd, request: Request) -> ShowTime | None:
    """`output_time_format`, else `time_format`; None without either."""
    format = time_format(request, "output_time_format") or time_format(request, "time_format")
    return formatted(format, splunkd.zone_of(request.who.user)) if format else None
