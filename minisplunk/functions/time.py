"""Functions on time (Search Reference, "Date and Time functions"). Times are epoch seconds."""

from __future__ import annotations

import time as clock
from collections.abc import Sequence
from typing import Any

from .. import times
from ..spl.ast import Call
from ..spl.environment import Environment
from ..values import Fixed
from .parameters import scalar
from .registry import Evaluator, Kind, define

_PLACES = 6
"""Times that are computed print with microseconds (Search Reference, "Converting timestamps into UNIX")."""


@define("now", 0, 0, Kind.NUMBER)
def now(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """When the search started, or was scheduled to start; whole seconds."""
    start = int(env.now)
    return lambda row: start


@define("time", 0, 0, Kind.NUMBER)
def time(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """The wall clock, with microseconds."""
    return lambda row: Fixed(clock.time(), _PLACES)


@scalar("relative_time", "env number modifier", Kind.NUMBER)
def relative_time(env: Environment, time: float, modifier: str) -> Any:
    """A time modifier applied to a time."""
    try:
        return Fixed(times.relative(modifier, time, env.zone), _PLACES)
    except ValueError:
        return None


@scalar("strftime", "env number format")
def strftime(env: Environment, time: float, format: str) -> str | None:
    """Null beyond the calendar, and for a format from a field with an unknown variable, which is a message too."""
    try:
        return times.strftime(time, format, env.zone)
    except times.UnknownVariable as error:
        env.message("ERROR", str(error))
    except ValueError:
        pass
    return None


@scalar("strptime", "env text format", Kind.NUMBER)
def strptime(env: Environment, text: str, format: str) -> Any:
    """Null when the text does not begin with a time in the format; an unknown variable is a message too."""
    try:
        time = times.strptime(text, format, env.zone, env.now)
    except times.UnknownVariable as error:
        env.message("ERROR", str(error))
        return None
    return None if time is None else Fixed(time, _PLACES)
