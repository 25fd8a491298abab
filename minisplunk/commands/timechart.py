"""timechart: aggregates over time, one row for each bin of `_time`, one column for each aggregate or series.

The rules are those of the Search Reference, timechart. A search over a bounded time range has all its rows even without
events: a public transcript of a real Splunk's answers has rows of `_time` and `_span` alone. [unverified]: that rows
outside the time range are left out unless fixedrange=false; `_span` of months and longer, here of 30 days each; that
months are the widest automatic span. `_spandays` is not made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..errors import LimitError
from ..functions.aggregates import Aggregate
from ..functions.aggregates.numbers import Sum
from ..operators import bins, series
from ..operators.aggregation import Term, check_names, read_term
from ..operators.axis import MOMENT, Axis, automatic, begins, bounds
from ..operators.bins import AutoBins, Bins, TimeBins
from ..operators.grouping import Accumulators, Groups, Key, Keys, Reduced
from ..operators.rows import Gathered
from ..operators.series import Split, Table
from ..operators.spans import Cut, TimeSpan
from ..spl.arguments import Reader, boolean, field_name
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Fixed, Row, Value, number

MAX_ROWS = 50_000
"""limits.conf.spec, [discretize] maxbins."""
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


def _minspan(text: str) -> float:
    return TimeSpan.read(text).seconds


_FLAGS: dict[str, Reader] = dict.fromkeys(("cont", "partial", "fixedrange"), boolean)
_TIME: dict[str, Reader] = {**bins.OPTIONS, **_FLAGS, "minspan": _minspan}


@dataclass(frozen=True, slots=True)
class Timechart(Command):
    """`span`: None for one that gives at most `most` bins, and is no shorter than `least` seconds."""

    name = "timechart"
    kind = Kind.TRANSFORMING
    takes = {**_TIME, **series.OPTIONS}

    terms: tuple[Term, ...]
    split: Split | None
    split_bins: Bins | None
    span: TimeSpan | None
    align: str
    most: int
    least: float
    cont: bool
    partial: bool
    fixedrange: bool

    @classmethod
    def parse(cls, p: Parser) -> Timechart:
        """`[<option> | <bin-option>]... <aggregate>... [BY <field> [<option> | <bin-option>]... [WHERE ...]]`.

        Bin options before BY are about time, those after it about the field.
        """
        start = p.rest()
        given, own = dict[str, Any](), dict[str, Any]()
        terms: list[Term] = []
        while p.peek() is not None and not p.at("by"):
            if not (series.option(p, given) or _option(p, _TIME, given) or p.accept(",")):
                terms.append(_term(p))
        if not terms:
            raise p.error("You must specify data field(s) to chart.", start)
        check_names(p, terms, ("_time", "_span"))
        split, split_bins = _split(p, terms, given, own) if p.accept("by") else (None, None)
        time = bins.read(p, "_time", given, start) if "span" in given else None
        return cls(
            tuple(terms),
            split,
            split_bins,
            time.span if isinstance(time, TimeBins) else None,
            given.get("aligntime", ""),
            given.get("bins", bins.BINS),
            given.get("minspan", 0),
            **{name: given.get(name, True) for name in _FLAGS},
        )

    @property
    def drops_null(self) -> tuple[str, ...]:
        return ("_time", self.split.field) if self.split and self.split.null is None else ("_time",)

    def needs(self, wanted: Fields) -> Fields:
        """The same whatever is wanted after it."""
        by = {self.split.field} if self.split else set()
        return Fields.of({"_time", *by, *(field for term in self.terms for field in term.fields)})

    def columns(self, before: Columns | None) -> Columns | None:
        if self.split is not None:
            return Columns(("_time",), more=True)
        return Columns(("_time", *(term.name for term in self.terms), "_span"))

    def operator(self, search: Context) -> Reducer:
        """It takes the rows in as they come, unless they decide on the bins."""
        earliest, latest = self._range(search)
        known = self.span is not None or (-math.inf < earliest and latest < math.inf)
        if not known or isinstance(self.split_bins, AutoBins):
            return Gathered(search.memory, partial(self._late, search))
        axis = self._axis(search, ())
        return Reduced(self._groups(search, axis, self._split_cut(())), partial(self._rows, search, axis))

    def _late(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        """The table, where the rows have to be looked at beforehand."""
        axis = self._axis(search, rows)
        groups = self._groups(search, axis, self._split_cut(rows))
        try:
            groups.add(rows)
            yield from self._rows(search, axis, groups)
        finally:
            groups.close()

    def _range(self, search: Context) -> tuple[float, float]:
        return bounds(search.window) if self.fixedrange else (-math.inf, math.inf)

    def _axis(self, search: Context, rows: Iterable[Row]) -> Axis:
        """The rows matter where the search is not bounded."""
        earliest, latest = self._range(search)
        first, last = math.inf, -math.inf
        for row in rows:
            time = number(row.get("_time"))
            if time is not None and earliest <= time <= latest and math.isfinite(time):
                first, last = min(first, time), max(last, time)
        begin = first if earliest == -math.inf else earliest
        end = last if latest == math.inf else latest - MOMENT
        span = self.span or automatic(begin, end, partial(self._cut, search), self.most, self.least)
        cut = self._cut(search, span)
        axis = Axis(span, search.zone, cut, begins(cut, earliest), begins(cut, latest - MOMENT))
        if self.cont and MAX_ROWS <= (axis.last - axis.first) / span.seconds < math.inf:
            raise _too_many()
        return axis

    def _cut(self, search: Context, span: TimeSpan) -> Cut:
        return TimeBins(span, self.align).cut(search)

    def _groups(self, search: Context, axis: Axis, cut: Cut | None) -> Groups:
        terms = [_rated(term, axis.span) for term in self.terms]
        if self.split is not None and self.split.counts:
            terms.append(series.COUNT)
        return Groups(_keys(axis.place(), self.split, cut), Accumulators(terms, (), search), search)

    def _split_cut(self, rows: Iterable[Row]) -> Cut | None:
        match self.split, self.split_bins:
            case Split(field=field), AutoBins() as auto:
                return auto.cut(row.get(field) for row in rows)
            case _, None | TimeBins() | AutoBins() | bins.AutoTimeBins() | bins.TimeRanges():
                return None
            case _, found:
                return found.cut

    def _rows(self, search: Context, axis: Axis, groups: Groups) -> Iterator[Row]:
        """A null is there as such, so that the columns keep their order."""
        table = Table(self.name, groups, self.terms, self.split, search)
        earliest, latest = bounds(search.window)
        shown = axis.filled(table.rows(), table.empty) if self.cont else axis.started(table.rows())
        given = 0
        try:
            for start, values in shown:
                if not self.partial and (start < earliest or axis.ends(start) > latest):
                    continue
                given += 1
                if given > MAX_ROWS:
                    raise _too_many()
                yield {"_time": start, **dict(zip(table.columns, values, strict=True)), "_span": axis.span.seconds}
        finally:
            table.close()


# Reading


def _option(p: Parser, kinds: dict[str, Reader], given: dict[str, Any]) -> bool:
    """Reads the option that comes next, if one does."""
    token = p.peek()
    found = p.option(kinds, given)
    if token is not None and found and token.is_word("start", "end"):
        raise p.unsupported(f"The option {token.text.lower()}.", token.span)
    return found


def _term(p: Parser) -> Term:
    token = p.peek()
    if token is not None and token.is_word("eval"):
        raise p.unsupported("An eval expression over aggregates.", token.span)
    term = read_term(p, _RATES)
    if term.wildcard or (term.field is None and term.expr is None and not term.counts_rows):
        raise p.unsupported("A wildcard in an aggregate.", term.span)
    return term


def _split(p: Parser, terms: Sequence[Term], given: dict[str, Any], own: dict[str, Any]) -> tuple[Split, Bins | None]:
    """What follows BY. `given`: all options but those of the field's bins, which are `own`."""
    start = p.rest()
    field = field_name(p, expected="a field to split by")
    if any(field == term.field for term in terms):
        raise p.error(f"The field '{field}' cannot be both aggregated and split by.", start)
    chosen = None
    while (token := p.peek()) is not None:
        if series.option(p, given) or p.option(_FLAGS, given) or _option(p, bins.OPTIONS, own):
            continue
        if p.accept("where"):
            chosen = series.where(p)
        elif not p.accept(","):
            span = p.whole(token)
            raise p.error(f"The argument '{p.text(span)}' is invalid.", span)
    read = bins.read(p, field, own, start) if own else None
    if isinstance(read, (bins.AutoTimeBins, bins.TimeRanges)):
        raise p.unsupported(f"Bins of time of the field '{field}'.", start)
    return series.split(p, start, field, len(terms), given, chosen), read


# Work


def _rated(term: Term, span: TimeSpan) -> Term:
    if term.function not in _RATES:
        return term
    return _Rate(term.function, term.field, term.expr, term.name, term.span, span.seconds / _RATES[term.function])


def _keys(place: Callable[[Value], str | None], split: Split | None, cut: Cut | None) -> Keys:
    """A row's groups, by the bin of its time and its series."""
    if split is None:

        def timed(row: Row) -> Sequence[Key]:
            x = place(row.get("_time"))
            return () if x is None else ((x,),)

        return timed
    values = split.values(cut)

    def keys(row: Row) -> Sequence[Key]:
        x = place(row.get("_time"))
        return () if x is None else [(x,) if name is None else (x, name) for name in values(row)]

    return keys


def _too_many() -> LimitError:
    return LimitError(f"Error in 'timechart' command: The specified span would result in too many (>{MAX_ROWS}) rows.")
