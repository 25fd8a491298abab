"""The events of a job in, what each field's values are out: how many, how many distinct ones, numbers, the most common.

REST API Reference, search/jobs/{search_id}/summary; as 10.6 answers it (panoramicdata/Splunk.Api, SearchJson.cs). As
in fieldsummary: each value of a multivalue field counts, `count` is of events, and internal fields are there where they
are named. [unverified]: which fields are not `relevant`, beside linecount (10.6).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence

from ..dataclass import dataclass
from ..functions.aggregates.numbers import SampleDeviation
from ..spl import names
from ..values import Row, number, text, texts

MOST_VALUES = 10_000
"""Distinct values of a field that are held, as many as Splunk counts exactly has not been measured."""
_MOST_OF_ALL = 200_000
"""Distinct values of all fields together."""
_IRRELEVANT = frozenset(
    (
        *("linecount", "punct", "splunk_server", "splunk_server_group", "timestartpos", "timeendpos"),
        *("date_hour", "date_mday", "date_minute", "date_month", "date_second", "date_wday", "date_year", "date_zone"),
    )
)
"""What events have without saying it."""


@dataclass(frozen=True, slots=True)
class FieldSummary:
    """Of one field. `least`, `greatest`, `mean` and `deviation` are of its numbers, `least` None where there are none;
    `modes`: its most common values, each with how often it is there. `distinct` and `modes` are of the first values
    alone where they are not `exact`."""

    count: int
    distinct: int
    exact: bool
    relevant: bool
    numeric: int
    least: str | None
    greatest: str | None
    mean: float
    deviation: float
    modes: Sequence[tuple[str, int]]


class FieldsCounter:
    """What it holds are values, not events, and a bounded number of them. `patterns`: the fields that count, all for
    none."""

    def __init__(self, patterns: Sequence[str] = ()) -> None:
        self.events = 0
        self._patterns = tuple(patterns) or ("*",)
        self._fields: dict[str, _Values | None] = {}
        self._room = _MOST_OF_ALL

    def add(self, row: Row) -> None:
        self.events += 1
        fields = self._fields
        for name, value in row.items():
            values = fields[name] if name in fields else self._begun(name)
            if values is None or value is None:
                continue
            values.count += 1
            kind = type(value)
            if kind is str or kind is int:
                known = values.held.get(value)  # type: ignore[arg-type]  # no list
                if known is not None:
                    values.held[value] = known + 1  # type: ignore[index]
                    continue
                self._room -= values.add(value, self._room > 0)  # type: ignore[arg-type]
            else:
                for single in texts(value):
                    self._room -= values.add(single, self._room > 0)

    def summaries(self, most: int, least_share: float) -> Iterator[tuple[str, FieldSummary]]:
        """By name, of the fields that are in a share of the events; `most`: how many values each shows."""
        for name, values in sorted(self._fields.items(), key=lambda field: field[0]):
            if values is not None and values.count and values.count >= least_share * self.events:
                yield name, values.summary(most, name not in _IRRELEVANT)

    def _begun(self, name: str) -> _Values | None:
        """For the values of a field that was not met before; None where it does not count."""
        self._fields[name] = _Values() if names.matching(self._patterns, (name,)) else None
        return self._fields[name]


class _Values:
    """Of one field: each distinct value with how often it is there; of those without room, the numbers alone. A number
    is held as it is: it is one with its text in the end."""

    __slots__ = ("count", "held", "numbers", "others")

    def __init__(self) -> None:
        self.count = self.others = 0
        self.held: dict[str | int, int] = {}
        self.numbers = _Numbers()

    def add(self, value: str | int, room: bool) -> bool:
        """Count a value; whether it takes room."""
        known = self.held.get(value)
        if known is not None:
            self.held[value] = known + 1
        elif room and len(self.held) < MOST_VALUES:
            self.held[value] = 1
            return True
        else:
            self.others += 1
            self.numbers.add(text(value), 1)
        return False

    def summary(self, most: int, relevant: bool) -> FieldSummary:
        numbers, held = self.numbers.copy(), Counter[str]()
        for value, times in self.held.items():
            held[text(value)] += times
        for shown, times in held.items():
            numbers.add(shown, times)
        common = heapq.nsmallest(most, held.items(), key=lambda item: (-item[1], item[0]))
        moments = numbers.moments
        return FieldSummary(
            self.count,
            len(held),
            not self.others,
            relevant,
            moments.count,
            numbers.least[1],
            numbers.greatest[1],
            moments.mean,
            float(moments.result() or 0),  # type: ignore[arg-type]  # a number or null
            common,
        )


class _Numbers:
    """Their moments, and the texts of the least and the greatest."""

    def __init__(self) -> None:
        self.moments = SampleDeviation()
        self.least: tuple[float, str | None] = (0, None)
        self.greatest: tuple[float, str | None] = (0, None)

    def copy(self) -> _Numbers:
        copied = _Numbers()
        copied.moments.merge(self.moments)
        copied.least, copied.greatest = self.least, self.greatest
        return copied

    def add(self, value: str, times: int) -> None:
        size = number(value)
        if size is None:
            return
        if times == 1:
            self.moments.add(float(size), None)
        else:
            same = SampleDeviation()
            same.count, same.mean = times, float(size)
            self.moments.merge(same)
        if self.least[1] is None or size < self.least[0]:
            self.least = (size, value)
        if self.greatest[1] is None or size > self.greatest[0]:
            self.greatest = (size, value)
