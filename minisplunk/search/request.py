"""What is asked of a search, before anything of it is read."""

from __future__ import annotations

import re
from dataclasses import field
from datetime import timezone, tzinfo

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import SplError, UnsupportedSpl
from ..fields import Contexts
from ..functions import Environment
from ..times import TimeRange, moment
from .sampling import Sample

_REAL_TIME = lazy_re.compile(r"-?rt\b.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Request:
    """A search string, its app and user, and its time range as modifiers relative to `now` (epoch seconds).

    `earliest` and `latest` are "" for all time; `window`, when given, stands in their place;
    `indexed` bounds the index time; `depth` counts the saved searches that it was called through. `explicit`: the text
    begins with a command, `search` is not implied (REST API Reference, search/jobs). `lookups`: whether events have
    what automatic lookups add. `saved`: the name of the saved search that is run. `sample`: which of its events it
    takes, all without one. `contexts`: the settings that it is run with, where they are not those of the Splunk: so
    they are tried out.
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
    indexed: TimeRange = TimeRange.ALL
    depth: int = 0
    explicit: bool = False
    lookups: bool = True
    saved: str = ""
    sample: Sample | None = None
    contexts: Contexts | None = field(default=None, repr=False, compare=False)

    @property
    def environment(self) -> Environment:
        """For expressions outside of a running search, such as those of macros."""
        return Environment(self.now, self.zone)

    def resolved(self) -> TimeRange:
        """The window in microseconds.

        Raises SplError, worded as Splunk words it, for a modifier that cannot be read and for a window that ends before
        it begins (as a third party measured it on Splunk 9); UnsupportedSpl for real-time searches.
        """
        if self.window is not None:
            return self.window
        window = TimeRange(
            self._end("earliest", self.earliest, TimeRange.ALL.earliest),
            self._end("latest", self.latest, TimeRange.ALL.latest),
        )
        if window.latest <= window.earliest:
            raise SplError("Invalid latest_time: latest_time must be after earliest_time.")
        return window

    def _end(self, name: str, modifier: str, unbounded: int) -> int:
        if _REAL_TIME.fullmatch(modifier):
            raise UnsupportedSpl(f"Real-time searches, which {name} '{modifier}' asks for.")
        return self.moment(name, modifier) if modifier else unbounded

    def moment(self, name: str, modifier: str) -> int:
        """A time modifier in microseconds; `earliest=0` is the earliest event (Search Reference, "Time modifiers")."""
        if name == "earliest" and modifier == "0":
            return TimeRange.ALL.earliest
        try:
            return round(moment(modifier, self.now, self.zone) * 1_000_000)
        except ValueError as error:
            raise SplError(f"Invalid value \"{modifier}\" for time term '{name}'") from error
