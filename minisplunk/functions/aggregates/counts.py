"""Aggregates that take values as texts, so that 1 and 1.0 differ: count, dc, values, list, mode
(Search Reference, "Aggregate functions", "Multivalue stats and chart functions")."""

from __future__ import annotations

from ...values import Value, in_order, multivalue, texts
from .registry import aggregate

LIST_MAXSIZE = 100
"""limits.conf.spec, [stats] list_maxsize."""


@aggregate("count", "c")
class Count:
    """The number of values, each one of a multivalue field counted. For a count of rows add any value per row."""

    __slots__ = ("count",)
    sequential = False

    def __init__(self) -> None:
        self.count = 0

    def add(self, value: Value, time: float | None) -> None:
        if isinstance(value, list):
            self.count += len(value)
        elif value is not None:
            self.count += 1

    def merge(self, later: Count) -> None:
        self.count += later.count

    def result(self) -> Value:
        return self.count


class _Distinct:
    """Distinct texts and how often each was seen, in the order first seen."""

    __slots__ = ("counts",)
    sequential = False

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def add(self, value: Value, time: float | None) -> None:
        counts = self.counts
        if type(value) is str:
            counts[value] = counts.get(value, 0) + 1
            return
        for text in texts(value):
            counts[text] = counts.get(text, 0) + 1

    def merge(self, later: _Distinct) -> None:
        for text, count in later.counts.items():
            self.counts[text] = self.counts.get(text, 0) + count


@aggregate("dc", "distinct_count", "estdc")
class DistinctCount(_Distinct):
    """estdc is exact too, as Splunk's is up to approx_dc_threshold (limits.conf.spec, 1,000 values)."""

    __slots__ = ()

    def result(self) -> Value:
        return len(self.counts)


@aggregate("estdc_error")
class DistinctCountError:
    """Of estdc, which is exact: zero. [unverified] that it is zero up to approx_dc_threshold in Splunk, too."""

    __slots__ = ()
    sequential = False

    def add(self, value: Value, time: float | None) -> None:
        """No value makes a difference."""

    def merge(self, later: DistinctCountError) -> None:
        """No value makes a difference."""

    def result(self) -> Value:
        return 0


@aggregate("values")
class Values(_Distinct):
    """Distinct values in lexicographical order, numbers too. The result stays the same list until there are more."""

    __slots__ = ("ordered",)

    def __init__(self) -> None:
        super().__init__()
        self.ordered: list[str] = []

    def result(self) -> Value:
        if len(self.ordered) < len(self.counts):
            self.ordered = in_order(self.counts)
        return self.ordered if len(self.ordered) > 1 else multivalue(self.ordered)


@aggregate("mode")
class Mode(_Distinct):
    """The most frequent value; of several the one seen first."""

    __slots__ = ()
    sequential = True

    def result(self) -> Value:
        return max(self.counts, key=self.counts.__getitem__, default=None)


@aggregate("list")
class List:
    """The first values, in order and with repetitions."""

    __slots__ = ("values",)

    def __init__(self) -> None:
        self.values: list[str] = []

    def add(self, value: Value, time: float | None) -> None:
        if len(self.values) < LIST_MAXSIZE:
            self.values += texts(value)[: LIST_MAXSIZE - len(self.values)]

    def merge(self, later: List) -> None:
        self.values += later.values[: LIST_MAXSIZE - len(self.values)]

    def result(self) -> Value:
        return multivalue(self.values)
