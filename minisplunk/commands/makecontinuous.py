"""makecontinuous: puts a field into bins, and adds a result for each bin between that has none.

The rules are those of the Search Reference, makecontinuous. [unverified] on a real Splunk: that bins are called by
where they begin, those of numbers too; that results come in the order of the field, and those without a bin last; that
what is added goes from the first bin to the last, or from `start` to `end`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..operators import bins
from ..operators.axis import MAX_ROWS, too_many
from ..operators.ordering import Sorted, SortKey
from ..operators.rows import Gathered, Rows
from ..operators.spans import Scale, Start, written
from ..spl.arguments import Notation, Reader, field_name
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, number

_OPTIONS: dict[str, Reader | Notation] = {name: bins.OPTIONS[name] for name in ("bins", "span", "start", "end")}


@dataclass(frozen=True, slots=True)
class Makecontinuous(Command):
    """Results whose value is not from `least` to `most` are left out; infinite for no bound."""

    name = "makecontinuous"
    kind = Kind.TRANSFORMING
    takes = _OPTIONS

    field: str
    bins: bins.Bins
    least: float
    most: float

    @classmethod
    def parse(cls, p: Parser) -> Makecontinuous:
        """`[<field>] [bins= | span= | start= | end=]...`, in any order; `_time` is the usual field."""
        start = p.rest()
        given = dict[str, Any]()
        field = ""
        while (token := p.peek()) is not None:
            if p.option(_OPTIONS, given) or p.accept(","):
                continue
            if field:
                raise p.invalid(token)
            field = field_name(p)
        field = field or "_time"
        least, most = float(given.get("start", -math.inf)), float(given.get("end", math.inf))
        return cls(field, bins.read(p, field, given, start), least, most)

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields.of({self.field})

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding([self.field])

    def operator(self, search: Context) -> Reducer:
        return Gathered(search.memory, partial(self._continued, search))

    def _continued(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        values = (row.get(self.field) for row in rows)
        scale = bins.scale(self.bins, search, (value for value in values if self._within(number(value))))
        ordered, others = Sorted([SortKey(self.field, "num", False)], 0, search.memory), Rows(search.memory)
        try:
            ordered.add(rows)
            yield from self._filled(scale, ordered.finish(), others)
            yield from others
        finally:
            ordered.close()
            others.close()

    def _filled(self, scale: Scale, rows: Iterable[Row], others: Rows) -> Iterator[Row]:
        """The rows, in order, with those that are added; rows without a bin go to `others`."""
        due = self._start(scale, self.least)
        for row in rows:
            value = number(row.get(self.field))
            start = scale.start(value)
            if value is None or start is None:
                others.append([row])
            elif self._within(value):
                yield from self._empty(scale, due, start)
                row[self.field] = number(written(start))
                yield row
                due = scale.after(start)
        end = self._start(scale, self.most)
        yield from self._empty(scale, due, None if end is None else scale.after(end))

    def _empty(self, scale: Scale, due: Start | None, end: Start | None) -> Iterator[Row]:
        """Rows for the bins from one start up to another; none where one of them is not known."""
        for _ in range(MAX_ROWS):
            if due is None or end is None or due >= end:
                return
            yield {self.field: number(written(due))}
            due = scale.after(due)
        raise too_many(self.name)

    def _within(self, value: float | None) -> bool:
        return value is not None and self.least <= value <= self.most

    def _start(self, scale: Scale, bound: float) -> Start | None:
        return scale.start(bound) if math.isfinite(bound) else None
