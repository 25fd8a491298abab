"""Aggregates over time series, of which a group has several: mstats alone has them, so they are in no table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from ...values import Value
from .order import Rate


class OfRates:
    """Makes one value of the rates of all series; a series without a rate does not count.

    What is added is a pair: which series it is, and what was measured.
    """

    __slots__ = ("_make", "_series")

    def __init__(self, make: Callable[[list[float]], float]) -> None:
        self._make = make
        self._series: dict[str, Rate] = {}

    def add(self, value: Value, time: float | None) -> None:
        if isinstance(value, list):
            series, measured = value
            rate = self._series.get(series)
            if rate is None:
                rate = self._series[series] = Rate()
            rate.add(measured, time)

    def merge(self, later: OfRates) -> None:
        for series, rate in later._series.items():
            if series in self._series:
                self._series[series].merge(rate)
            else:
                self._series[series] = rate

    def result(self) -> Value:
        rates = [float(rate) for series in self._series.values() if isinstance(rate := series.result(), (int, float))]
        return self._make(rates) if rates else None


def _average(rates: list[float]) -> float:
    return sum(rates) / len(rates)


RATES: Mapping[str, Callable[[], OfRates]] = {
    "rate_avg": partial(OfRates, _average),
    "rate_sum": partial(OfRates, sum),
}
"""Search Reference, mstats, "Stats metric term options"."""
