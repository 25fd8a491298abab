"""The aggregates of stats and similar commands: a name -> a factory of accumulators, one for each group of rows.

A new theme of aggregates is a new file here and a line in THEMES: importing it fills the registry.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from ... import lazy_re
from . import counts, numbers, order
from .registry import AGGREGATES, Aggregate, sequential

THEMES = (counts, numbers, order)

OF_SOME_COMMANDS = {
    **dict.fromkeys(("per_day", "per_hour", "per_minute", "per_second"), "timechart"),
    **dict.fromkeys(("rate_avg", "rate_sum"), "mstats"),
    "sparkline": "chart and stats",
}
"""Functions that are not for all commands that aggregate, and the command that has them (Search Reference, "Time
functions"; stats, "Sparkline function options")."""

_PERCENTILE = lazy_re.compile(r"(?:p|perc|exactperc|upperperc)(\d{1,3}(?:\.\d+)?)", re.ASCII)

__all__ = ["AGGREGATES", "OF_SOME_COMMANDS", "THEMES", "Aggregate", "find", "numerical", "sequential", "strict"]


def find(name: str) -> Callable[[], Aggregate] | None:
    """The factory of an aggregate (`p95`, `perc95`, `exactperc99.9` carry their percentage), None for no such name.

    Names ignore case.
    """
    name = name.lower()
    match = _PERCENTILE.fullmatch(name)
    if match is not None:
        percent = float(match[1])
        return numbers.percentile(percent) if percent <= 100 else None
    return AGGREGATES.get(name)


def numerical(name: str) -> bool:
    """Whether an aggregate is one of numbers, for which other values do not count."""
    factory = find(name)
    return factory is not None and isinstance(factory(), numbers.OfNumbers)


def strict(name: str) -> Callable[[], Aggregate]:
    """The factory of an aggregate of numbers that has no result once a value is none."""
    factory = find(name)
    assert factory is not None  # as whoever asks has checked
    return partial(numbers.Strict, factory)
