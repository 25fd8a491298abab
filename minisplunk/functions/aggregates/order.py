"""Aggregates that choose one value: min, max by size; first, last by row; earliest, latest by _time
(Search Reference, "Aggregate functions", "Event order functions", "Time functions")."""

from __future__ import annotations

import math

from ...values import SortKey, Value, sort_key
from .registry import aggregate


class _Extreme:
    __slots__ = ("key", "value")

    def __init__(self) -> None:
        self.key: SortKey | None = None
        self.value: Value = None


@aggregate("min")
class Minimum(_Extreme):
    """The least number, or without numbers the first text; texts are greater than numbers."""

    __slots__ = ()

    def add(self, value: Value, time: float | None) -> None:
        for single in value if isinstance(value, list) else (value,):
            if single is not None:
                key = sort_key(single)
                if self.key is None or key[:2] < self.key[:2] or (key[0] and key < self.key):
                    self.key, self.value = key, single

    def result(self) -> Value:
        return self.value


@aggregate("max")
class Maximum(_Extreme):
    """The greatest number, or without numbers the last text.

    Over 1, a and 3 it is 3, as numbers win over texts (measured on Splunk 10.4.2 by a third party), though the page
    sorts numbers before texts, and eval's max lets texts win.
    """

    __slots__ = ()

    def add(self, value: Value, time: float | None) -> None:
        for single in value if isinstance(value, list) else (value,):
            if single is not None:
                key = sort_key(single)
                if self.key is None or self._less(self.key, key):
                    self.key, self.value = key, single

    @staticmethod
    def _less(old: SortKey, new: SortKey) -> bool:
        """Of equal numbers that are spelled differently the first is kept."""
        if old[0] != new[0]:
            return new[0] < old[0]
        return old < new if old[0] else old[1] < new[1]

    def result(self) -> Value:
        return self.value


def _single(value: Value) -> Value:
    return value[0] if isinstance(value, list) and value else value


@aggregate("first")
class First:
    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value: Value = None

    def add(self, value: Value, time: float | None) -> None:
        if self.value is None:
            self.value = _single(value)

    def result(self) -> Value:
        return self.value


@aggregate("last")
class Last(First):
    __slots__ = ()

    def add(self, value: Value, time: float | None) -> None:
        if value is not None:
            self.value = _single(value)


class _Timed:
    __slots__ = ("time", "value")

    def __init__(self) -> None:
        self.time: float | None = None
        self.value: Value = None

    def result(self) -> Value:
        return self.value


@aggregate("latest")
class Latest(_Timed):
    """Of rows of one time the first, as events come newest first; a row without _time does not count."""

    __slots__ = ()

    def add(self, value: Value, time: float | None) -> None:
        if value is not None and time is not None and time > (-math.inf if self.time is None else self.time):
            self.time, self.value = time, _single(value)


@aggregate("earliest")
class Earliest(_Timed):
    """Of rows of one time the last, as events come newest first; a row without _time does not count."""

    __slots__ = ()

    def add(self, value: Value, time: float | None) -> None:
        if value is not None and time is not None and time <= (math.inf if self.time is None else self.time):
            self.time, self.value = time, _single(value)


@aggregate("latest_time")
class LatestTime(Latest):
    """When the field was last seen, in epoch seconds."""

    __slots__ = ()

    def result(self) -> Value:
        return self.time


@aggregate("earliest_time")
class EarliestTime(Earliest):
    """When the field was first seen, in epoch seconds."""

    __slots__ = ()

    def result(self) -> Value:
        return self.time
