"""Aggregates of numbers: sum, avg, range, deviations, percentiles; values that are no numbers are left out
(Search Reference, "Aggregate functions")."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from ...values import Value, number
from .registry import Aggregate, aggregate


def _numbers(value: Value) -> Iterator[int | float]:
    """Exact numbers: the precision that a text was written in does not matter here."""
    for single in value if isinstance(value, list) else (value,):
        size = number(single)
        if size is not None:
            yield float(size) if isinstance(size, float) else size


@aggregate("sum")
class Sum:
    __slots__ = ("count", "total")

    def __init__(self) -> None:
        self.count = 0
        self.total: int | float = 0

    def add(self, value: Value, time: float | None) -> None:
        for size in _numbers(value):
            self.count += 1
            self.total += size

    def result(self) -> Value:
        return self.total if self.count else None


@aggregate("avg", "mean")
class Average(Sum):
    __slots__ = ()

    def result(self) -> Value:
        return self.total / self.count if self.count else None


@aggregate("sumsq")
class SumOfSquares(Sum):
    __slots__ = ()

    def add(self, value: Value, time: float | None) -> None:
        for size in _numbers(value):
            self.count += 1
            self.total += size * size


@aggregate("range")
class Range:
    """The greatest number less the least."""

    __slots__ = ("greatest", "least")

    def __init__(self) -> None:
        self.least: float = math.inf
        self.greatest: float = -math.inf

    def add(self, value: Value, time: float | None) -> None:
        for size in _numbers(value):
            self.least = min(self.least, size)
            self.greatest = max(self.greatest, size)

    def result(self) -> Value:
        return self.greatest - self.least if self.least <= self.greatest else None


class _Moments:
    """Welford's running mean and sum of squared deviations."""

    __slots__ = ("count", "mean", "squares")

    population = False
    root = False

    def __init__(self) -> None:
        self.count = 0
        self.mean = 0.0
        self.squares = 0.0

    def add(self, value: Value, time: float | None) -> None:
        for size in _numbers(value):
            self.count += 1
            delta = size - self.mean
            self.mean += delta / self.count
            self.squares += delta * (size - self.mean)

    def result(self) -> Value:
        """Zero for a single value."""
        if not self.count:
            return None
        divisor = self.count if self.population else max(self.count - 1, 1)
        variance = self.squares / divisor
        return math.sqrt(variance) if self.root else variance


@aggregate("var")
class SampleVariance(_Moments):
    __slots__ = ()


@aggregate("varp")
class PopulationVariance(_Moments):
    __slots__ = ()
    population = True


@aggregate("stdev")
class SampleDeviation(_Moments):
    __slots__ = ()
    root = True


@aggregate("stdevp")
class PopulationDeviation(_Moments):
    __slots__ = ()
    population = root = True


class Percentile:
    """Nearest rank (limits.conf.spec, [stats] perc_method): the least value that so many percent do not exceed.

    Exact for any number of values, where Splunk's perc estimates above 1,000 distinct ones.
    """

    __slots__ = ("percent", "sizes")

    def __init__(self, percent: float) -> None:
        self.percent = percent
        self.sizes: list[int | float] = []

    def add(self, value: Value, time: float | None) -> None:
        self.sizes += _numbers(value)

    def result(self) -> Value:
        if not self.sizes:
            return None
        rank = math.ceil(self.percent * len(self.sizes) / 100)
        return sorted(self.sizes)[max(rank, 1) - 1]


def percentile(percent: float) -> Callable[[], Aggregate]:
    return lambda: Percentile(percent)


aggregate("median")(percentile(50))
