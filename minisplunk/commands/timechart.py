"""timechart: aggregates over time, one row for each bin of `_time`, one column for each aggregate or series.

The rules are those of the Search Reference, timechart. A search over a bounded time range has all its rows even without
events: a public transcript of a real Splunk's answers has rows of `_time` and `_span` alone. [unverified]: that rows
outside the time range are left out unless fixedrange=false; `_span` of months and longer, here of 30 days each; that
months are the widest automatic span. `_spandays` is not made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..functions.aggregates import Aggregate
from ..functions.aggregates.numbers import Sum
from ..operators import bins, computed, split
from ..operators.aggregation import Term, check_names, kinds, read_term
from ..operators.axis import MAX_ROWS, MOMENT, Axis, begins, bounds, too_many
from ..operators.bins import AutoTime, TimeBins
from ..operators.grouping import Accumulators, Groups, Reduced
from ..operators.rows import Gathered
from ..operators.spans import Cut, TimeScale
from ..operators.split import Split
from ..operators.table import Table
from ..spl.arguments import Notation, Reader, boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Fixed, Row, Value, number

_RATES = {"per_second": 1, "per_minute": 60, "per_hour": 3600, "per_day": 86_400}


class _PerTime(Sum):
    """The sum divided by the length of a bin, to six decimal places as in the page's examples."""

    __slots__ = ("units",)

    def __init__(self, units: float) -> None:
        super().__init__()
        self.units = units

    def result(self) -> Value:
        return Fixed(self.total / self.units, 6) if self.count else None


@dataclass(frozen=True, slots=True)
class _Rate(Term):
    """per_hour and its like; `units`: how many of them a bin is long."""

    units: float

    @property
    def factory(self) -> Callable[[], Aggregate]:
        return partial(_PerTime, self.units)


_FLAGS: dict[str, Reader] = dict.fromkeys(("cont", "partial", "fixedrange"), boolean)
_OPTIONS: dict[str, Reader | Notation] = {**split.OPTIONS, **bins.OPTIONS, **_FLAGS}


@dataclass(frozen=True, slots=True)
class Timechart(Command):
    name = "timechart"
    kind = Kind.TRANSFORMING
    condenses = True
    takes = _OPTIONS

    terms: tuple[Term, ...]
    split: Split | None
    time: TimeBins | AutoTime
    cont: bool
    partial: bool
    fixedrange: bool

    @classmethod
    def parse(cls, p: Parser) -> Timechart:
        """`[<option> | <bin-option>]... <aggregate>... [BY <field> [<option> | <bin-option>]... [WHERE ...]]`.

        Bin options before BY are about time, those after it about the field.
        """
        start = p.rest()
        given = dict[str, Any]()
        terms: list[Term] = []
        while p.peek() is not None and not p.at("by"):
            if not (bins.option(p, _OPTIONS, given) or p.accept(",")):
                terms.append(_term(p))
        if not terms:
            raise p.error("You must specify data field(s) to chart.", start)
        check_names(p, terms, ("_time", "_span"))
        by = _split(p, terms, given) if p.accept("by") else None
        time = bins.read(p, "_time", given, start)
        assert isinstance(time, TimeBins | AutoTime)  # as all bins of _time are
        return cls(tuple(terms), by, time, **{name: given.get(name, True) for name in _FLAGS})

    @property
    def groups_by(self) -> tuple[str, ...]:
        return (self.split.field,) if self.split else ()

    @property
    def drops_null(self) -> tuple[str, ...]:
        return ("_time", self.split.field) if self.split and self.split.null is None else ("_time",)

    def needs(self, wanted: Fields) -> Fields:
        """The same whatever is wanted after it."""
        by = self.split.fields if self.split else frozenset[str]()
        return Fields.of({"_time", *by, *(field for term in self.terms for field in term.fields)})

    @property
    def aggregates(self) -> frozenset[tuple[str, str | None]]:
        return kinds(self.terms)

    def columns(self, before: Columns | None) -> Columns | None:
        if self.split is not None or any(term.wildcard for term in self.terms):
            return Columns(("_time",), more=True)
        return Columns(("_time", *(term.name for term in self.terms), "_span"))

    def operator(self, search: Context) -> Reducer:
        """It takes the rows in as they come, unless they decide on the bins."""
        earliest, latest = self._range(search)
        known = isinstance(self.time, TimeBins) or (-math.inf < earliest and latest < math.inf)
        if not known or (self.split is not None and bins.automatic(self.split.bins)):
            return Gathered(search.memory, partial(self._late, search))
        axis = self._axis(search, ())
        return Reduced(self._groups(search, axis, self._cut(search, ())), partial(self._rows, search, axis))

    def _late(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        """The table, where the rows have to be looked at beforehand."""
        axis = self._axis(search, rows)
        groups = self._groups(search, axis, self._cut(search, rows))
        try:
            groups.add(rows)
            yield from self._rows(search, axis, groups)
        finally:
            groups.close()

    def _range(self, search: Context) -> tuple[float, float]:
        return bounds(search.window) if self.fixedrange else (-math.inf, math.inf)

    def _axis(self, search: Context, rows: Iterable[Row]) -> Axis[TimeScale]:
        """The rows matter where the search is not bounded."""
        earliest, latest = self._range(search)
        scale = self.time.scale(search) if isinstance(self.time, TimeBins) else self._automatic(self.time, search, rows)
        axis = Axis(scale, begins(scale, earliest), begins(scale, latest - MOMENT))
        if self.cont and MAX_ROWS <= (axis.last - axis.first) / scale.span.seconds < math.inf:
            raise too_many(self.name)
        return axis

    def _automatic(self, time: AutoTime, search: Context, rows: Iterable[Row]) -> TimeScale:
        earliest, latest = self._range(search)
        first, last = math.inf, -math.inf
        for row in rows:
            at = number(row.get("_time"))
            if at is not None and earliest <= at <= latest and math.isfinite(at):
                first, last = min(first, at), max(last, at)
        begin = first if earliest == -math.inf else earliest
        return time.between(begin, last if latest == math.inf else latest - MOMENT, search)

    def _groups(self, search: Context, axis: Axis[TimeScale], cut: Cut | None) -> Groups:
        terms = [_rated(term, axis.scale.span.seconds) for term in computed.accumulated(self.terms)]
        if self.split is not None and self.split.scored is not None:
            terms.append(self.split.scored)
        at = axis.at()
        keys = split.keys(lambda row: at(row.get("_time")), self.split, cut)
        return Groups(keys, Accumulators(terms, ("_time",), search), search)

    def _cut(self, search: Context, rows: Iterable[Row]) -> Cut | None:
        return self.split.cut(search, rows) if self.split is not None else None

    def _rows(self, search: Context, axis: Axis[TimeScale], groups: Groups) -> Iterator[Row]:
        """A null is there as such, so that the columns keep their order."""
        table = Table(self.name, groups, self.terms, self.split, search, "_time")
        earliest, latest = bounds(search.window)
        span = axis.scale.span.seconds
        try:
            for time, values in axis.shown(table.rows(), table.empty if self.cont else None, self.name):
                if self.partial or (earliest <= time and axis.scale.after(time) <= latest):
                    yield {"_time": time, **dict(zip(table.columns, values, strict=True)), "_span": span}
        finally:
            table.close()


# Reading


def _term(p: Parser) -> Term:
    token = p.peek()
    if token is not None and token.is_word("eval"):
        return computed.read(p, _RATES)
    return read_term(p, _RATES)


def _split(p: Parser, terms: list[Term], given: dict[str, Any]) -> Split:
    start = p.rest()
    by = split.read(p, len(terms), given, _FLAGS)
    for term in terms:
        if term.wildcard:
            raise p.unsupported("A wildcard in an aggregate, with series.", term.span)
    if any(by.field == term.field for term in computed.accumulated(terms)):
        raise p.error(f"The field '{by.field}' cannot be both aggregated and split by.", start)
    return by


# Work


def _rated(term: Term, seconds: float) -> Term:
    if term.function not in _RATES:
        return term
    return _Rate(term.function, term.field, term.expr, term.name, term.span, seconds / _RATES[term.function])
