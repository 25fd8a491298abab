"""Aggregates that choose one value: min, max by size; first, last by row; earliest, latest by _time
(Search Reference, "Aggregate functions", "Event order functions", "Time functions")."""

from __future__ import annotations

import math

from ...values import SortKey, Value, number, sort_key
from .registry import aggregate


class _Extreme:
    __slots__ = ("key", "sequential", "value")

    def __init__(self) -> None:
        self.key: SortKey | None = None
        self.value: Value = None
        self.sequential = False

    def add(self, value: Value, time: float | None) -> None:
        for single in value if isinstance(value, list) else (value,):
            if single is not None:
                self._take(sort_key(single), single)

    def _take(self, key: SortKey, value: Value) -> None:
        if self.key is None or self._beaten(self.key, key):
            self.key, self.value, self.sequential = key, value, False
        elif value != self.value and not self._beaten(key, self.key):
            self.sequential = True  # equal numbers that are written differently

    def merge(self, later: _Extreme) -> None:
        if later.key is not None:
            self._take(later.key, later.value)
            self.sequential = self.sequential or later.sequential

    def result(self) -> Value:
        return self.value

    @staticmethod
    def _beaten(old: SortKey, new: SortKey) -> bool:
        """Whether the new key replaces the old one. Of equal numbers that are written differently the first is kept."""
        raise NotImplementedError


@aggregate("min")
class Minimum(_Extreme):
    """The least number, or without numbers the first text; texts are greater than numbers."""

    __slots__ = ()

    @staticmethod
    def _beaten(old: SortKey, new: SortKey) -> bool:
        return new[:2] < old[:2] or (bool(new[0]) and new < old)


@aggregate("max")
class Maximum(_Extreme):
    """The greatest number, or without numbers the last text.

    Over 1, a and 3 it is 3, as numbers win over texts (measured on Splunk 10.4.2 by a third party), though the page
    sorts numbers before texts, and eval's max lets texts win.
    """

    __slots__ = ()

    @staticmethod
    def _beaten(old: SortKey, new: SortKey) -> bool:
        if old[0] != new[0]:
            return new[0] < old[0]
        return old < new if old[0] else old[1] < new[1]


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

    def merge(self, later: First) -> None:
        self.add(later.value, None)

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

    def add(self, value: Value, time: float | None) -> None:
        if value is not None and time is not None and (self.time is None or self._beaten(self.time, time)):
            self.time, self.value = time, _single(value)

    def merge(self, later: _Timed) -> None:
        self.add(later.value, later.time)

    @staticmethod
    def _beaten(old: float, new: float) -> bool:
        raise NotImplementedError

    def result(self) -> Value:
        return self.value


@aggregate("latest")
class Latest(_Timed):
    """Of rows of one time the first, as events come newest first; a row without _time does not count."""

    __slots__ = ()

    @staticmethod
    def _beaten(old: float, new: float) -> bool:
        return new > old


@aggregate("earliest")
class Earliest(_Timed):
    """Of rows of one time the last, as events come newest first; a row without _time does not count."""

    __slots__ = ()

    @staticmethod
    def _beaten(old: float, new: float) -> bool:
        return new <= old


@aggregate("latest_time")
class LatestTime(Latest):
    """When the field was last seen, in epoch seconds."""

    __slots__ = ()
    sequential = False

    def result(self) -> Value:
        return self.time


@aggregate("earliest_time")
class EarliestTime(Earliest):
    """When the field was first seen, in epoch seconds."""

    __slots__ = ()
    sequential = False

    def result(self) -> Value:
        return self.time


@aggregate("rate")
class Rate:
    """How much a counter grows in a second: (latest - earliest) / (latest_time - earliest_time) (Search Reference,
    "Time functions", rate).

    Null for values that are no numbers and for a single point of time. Where the greatest value is not the latest, the
    counter was reset, and began again at zero after the greatest value. [unverified]: the page says no more of a reset
    than that the greatest value before it counts.
    """

    __slots__ = ("earliest", "greatest", "latest")

    def __init__(self) -> None:
        self.earliest, self.latest = Earliest(), Latest()
        self.greatest = -math.inf

    def add(self, value: Value, time: float | None) -> None:
        if time is None:
            return
        self.earliest.add(value, time)
        self.latest.add(value, time)
        for single in value if isinstance(value, list) else (value,):
            size = number(single)
            if size is not None:
                self.greatest = max(self.greatest, size)

    def merge(self, later: Rate) -> None:
        self.earliest.merge(later.earliest)
        self.latest.merge(later.latest)
        self.greatest = max(self.greatest, later.greatest)

    def result(self) -> Value:
        first, last = number(self.earliest.value), number(self.latest.value)
        if first is None or last is None or self.earliest.time is None or self.latest.time is None:
            return None
        seconds = self.latest.time - self.earliest.time
        growth = last - first + (self.greatest if self.greatest > last else 0)
        return float(growth) / seconds if seconds else None
