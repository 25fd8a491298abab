"""Points in time: ranges, clocks, time modifiers (-70m@m), and strftime and strptime in Splunk's notation."""

from .after import minute_after, next_minute
from .clock import Clock, ManualClock, SystemClock, TimeRange
from .directives import UnknownVariable, unknown_directives
from .modifier import moment, relative
from .printing import strftime
from .reading import Moment, match_time, strptime
from .zones import zone

__all__ = [
    "Clock",
    "ManualClock",
    "Moment",
    "SystemClock",
    "TimeRange",
    "UnknownVariable",
    "match_time",
    "minute_after",
    "moment",
    "next_minute",
    "relative",
    "strftime",
    "strptime",
    "unknown_directives",
    "zone",
]
