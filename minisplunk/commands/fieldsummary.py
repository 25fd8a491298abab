"""fieldsummary: a row for each field, with counts, numbers and the most common values.

The rules are those of the Search Reference, fieldsummary. The count of distinct values is exact, where Splunk estimates
it beyond `maxvals`. [unverified] on a real Splunk: that internal fields count only where they are named, be it by a
pattern that begins with an underscore; that each value of a multivalue field counts, but only the results in `count`;
that values which are no numbers are left out of max, min, mean and stdev; that beyond `maxvals` the most common values
are shown.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

from ..dataclass import dataclass
from ..errors import Span
from ..functions.aggregates.numbers import SampleDeviation
from ..limits import MAX_VALUES, bounded
from ..operators.aggregation import Term
from ..operators.grouping import Accumulators, Group, Groups, Key, Reduced
from ..spl import names
from ..spl.arguments import Arguments, Names, Option, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..values import Row, Value, number, texts

_COLUMNS = ("field", "count", "distinct_count", "is_exact", "max", "mean", "min", "numeric_count", "stdev", "values")


@dataclass(frozen=True, slots=True)
class Fieldsummary(Command):
    """`maxvals`: how many values are shown, 0 for all. No `fields` means all."""

    name = "fieldsummary"
    condenses = True
    kind = Kind.TRANSFORMING  # the page calls it dataset processing, though its rows are no longer those of the search
    arguments = Arguments(Names("fields", least=0, wildcards=True), maxvals=Option(natural, 100))

    fields: tuple[str, ...]
    maxvals: int

    def needs(self, wanted: Fields) -> Fields:
        return Fields.of(self.fields) if self.fields else Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return Columns(_COLUMNS)

    def operator(self, search: Context) -> Reducer:
        counts = Accumulators((Term("count", None, None, "", Span(0, 0)),), (), search)
        return Reduced(Groups(self._keys, counts, search), partial(self._rows, search))

    def _keys(self, row: Row) -> Sequence[Key]:
        """A group for each field, and one for each value of each field."""
        chosen = names.matching(self.fields or ("*",), row)
        return [key for name in chosen if (value := row[name]) is not None for key in _keys(name, value)]

    def _rows(self, search: Context, groups: Groups) -> Iterator[Row]:
        for field, parts in groupby(groups, key=lambda part: part[0][0]):
            search.checkpoint()
            entries = iter(parts)
            _, results = next(entries)
            yield {"field": field, "count": results[0].result(), **self._summary(entries)}

    def _summary(self, parts: Iterable[tuple[Key, Group]]) -> Row:
        """Of the values of one field and their counts, which come in natural order."""
        numbers, distinct = _Numbers(), 0

        def values() -> Iterator[tuple[int, int, str]]:
            nonlocal distinct
            for (_, value), group in parts:
                distinct += 1
                numbers.add(number(value), group[0].count)
                yield -group[0].count, distinct, value

        common = heapq.nsmallest(self.maxvals or MAX_VALUES, values())
        shown = [{"value": value, "count": -count} for count, _, value in common]
        return {
            "distinct_count": distinct,
            "is_exact": int(distinct <= self.maxvals or not self.maxvals),
            **numbers.row(),
            "values": bounded(json.dumps(shown, ensure_ascii=False, separators=(",", ":"))),
        }


class _Numbers:
    """The numbers of a field, from the least to the greatest, each with how often it is there."""

    def __init__(self) -> None:
        self._least: int | float | None = None
        self._greatest: int | float | None = None
        self._total = 0.0
        self._moments = SampleDeviation()

    def add(self, size: int | float | None, count: int) -> None:
        if size is None:
            return
        self._least, self._greatest = size if self._least is None else self._least, size
        self._total += size * count
        same = SampleDeviation()
        same.count, same.mean = count, float(size)
        self._moments.merge(same)

    def row(self) -> Row:
        count = self._moments.count
        row: Row = {"max": self._greatest, "mean": self._total / count if count else None, "min": self._least}
        return {**row, "numeric_count": count, "stdev": self._moments.result()}


def _keys(name: str, value: Value) -> Iterator[Key]:
    yield (name,)
    yield from ((name, single) for single in texts(value))
