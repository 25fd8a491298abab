"""What is asked of a search, before anything of it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timezone, tzinfo

from ..errors import SplError
from ..functions import Environment
from ..times import TimeRange, moment

ALL_TIME = ("", "0", "all")


@dataclass(frozen=True, slots=True)
class Request:
    """A search string, its app and user, and its time range as modifiers relative to `now` (epoch seconds).

    `earliest` and `latest` are "" for all time; `window`, when given, stands in their place;
    `depth` counts the saved searches that it was called through.
    """

    spl: str
    now: float
    sid: str
    earliest: str = ""
    latest: str = ""
    app: str = "search"
    user: str = "admin"
    roles: tuple[str, ...] = ("admin",)
    zone: tzinfo = timezone.utc
    window: TimeRange | None = None
    depth: int = 0

    @property
    def environment(self) -> Environment:
        """For expressions outside of a running search, such as those of macros."""
        return Environment(self.now, self.zone)

    def resolved(self) -> TimeRange:
        """The window in microseconds. Raises SplError, worded as Splunk words it, for a modifier it cannot read."""
        if self.window is not None:
            return self.window
        window = TimeRange.ALL
        if self.earliest not in ALL_TIME:
            window = replace(window, earliest=self.moment("earliest", self.earliest))
        if self.latest not in ALL_TIME:
            window = replace(window, latest=self.moment("latest", self.latest))
        return window

    def moment(self, name: str, modifier: str) -> int:
        try:
            return round(moment(modifier, self.now, self.zone) * 1_000_000)
        except ValueError as error:
            raise SplError(f"Invalid value \"{modifier}\" for time term '{name}'") from error
