"""sparkline(), the term of stats and chart that draws an aggregate over time: one number for each bin of the search's
time range, as a multivalue that begins with a mark (Search Reference, stats, "Sparkline function options").

[unverified] on a real Splunk: without a span the time range is parted into 50 bins of one length (columns of such that
were published have 49 or 50 numbers); a search without bounds begins at its first event and ends at its last; a bin
without a value is 0, whatever the aggregate; of more bins than sparkline_maxsize the first count.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from ..dataclass import dataclass
from ..errors import Span
from ..functions.aggregates import Aggregate, find
from ..functions.aggregates.counts import LIST_MAXSIZE
from ..spl.command import Context, Reducer
from ..spl.parser import Parser
from ..values import Row, Value, number, texts
from . import aggregation
from .aggregation import Term
from .axis import MOMENT, begins, bounds
from .rows import Gathered
from .spans import TimeScale, TimeSpan

MARK = "##__SPARKLINE__##"
MAX_BINS = LIST_MAXSIZE
"""limits.conf.spec, [stats] sparkline_maxsize, which is by default list_maxsize."""
BINS = 50
FUNCTIONS = frozenset(
    "avg c count dc distinct_count estdc max mean min range stdev stdevp sum sumsq var varp".split()  # noqa: SIM905
)
"""What a sparkline can be of; estdc by that function's own page."""


@dataclass(frozen=True, slots=True)
class Sparkline(Term):
    """`sparkline(sum(x), 1h)`: the aggregate `inner` in each bin of time. `length`: None for bins that fit the search's
    time range; `made`: what makes its accumulators, known when the search runs."""

    inner: str
    length: TimeSpan | None
    made: Callable[[], Aggregate] | None = None

    @property
    def timed(self) -> bool:
        return True

    @property
    def factory(self) -> Callable[[], Aggregate]:
        assert self.made is not None
        return self.made


def read_term(p: Parser) -> Term:
    """A term that is a sparkline, or another one. Raises SplError and UnsupportedSpl."""
    return _read(p) if p.at("sparkline") else aggregation.read_term(p)


def _read(p: Parser) -> Sparkline:
    """`sparkline[(<function>[(<wc-field>)][, <span>])] [AS <wc-field>]`; without parentheses it is one of the count."""
    start = p.next()
    inner, field, length = "count", None, None
    if p.accept("("):
        token = p.next("an aggregation function")
        inner = token.text.lower()
        if inner not in FUNCTIONS:
            raise p.unsupported(f"A sparkline of '{inner}'.", token.span)
        field, expr = aggregation.argument(p)
        if expr is not None:
            raise p.unsupported("A sparkline of an eval expression.", expr.span)
        if field is None and inner not in ("count", "c"):
            raise p.error("A sparkline without a field is one of the count.", token.span)
        length = _length(p) if p.accept(",") else None
        p.expect(")")
    span = Span(start.span.start, p.position)
    default = p.text(span)
    function = f"sparkline({inner}, {length})"  # other than the function itself, which may stand beside it
    return Sparkline(function, field, None, aggregation.output(p, field, default, span), span, inner, length)


def _length(p: Parser) -> TimeSpan:
    token = p.next("a span of time")
    try:
        return TimeSpan.read(token.text)
    except ValueError as error:
        raise p.error(f"The span '{token.text}' is no {error}.", token.span) from error


@dataclass(frozen=True, slots=True)
class Bins:
    """Where bins of time begin, in epoch seconds and in order, and where the last one ends."""

    starts: tuple[float, ...]
    end: float

    def place(self, time: float) -> int | None:
        """The number of a time's bin, from 0; None outside of all."""
        place = bisect_right(self.starts, time) - 1
        return place if place >= 0 and time < self.end else None


class Line:
    """The aggregate of each bin that has a value."""

    __slots__ = ("aggregates", "make", "place", "width")

    def __init__(self, make: Callable[[], Aggregate], bins: Bins) -> None:
        self.make, self.place, self.width = make, bins.place, len(bins.starts)
        self.aggregates: dict[int, Aggregate] = {}

    def add(self, value: Value, time: float | None) -> None:
        place = None if time is None or value is None else self.place(time)
        if place is None:
            return
        aggregate = self.aggregates.get(place)
        if aggregate is None:
            aggregate = self.aggregates[place] = self.make()
        aggregate.add(value, time)

    def merge(self, later: Line) -> None:
        for place, aggregate in later.aggregates.items():
            mine = self.aggregates.get(place)
            if mine is None:
                mine = self.aggregates[place] = self.make()
            mine.merge(aggregate)

    def result(self) -> Value:
        if not self.width:
            return None
        found = {place: texts(aggregate.result()) for place, aggregate in self.aggregates.items()}
        return [MARK, *((found.get(place) or ["0"])[0] for place in range(self.width))]


def reducer(terms: tuple[Term, ...], search: Context, make: Callable[[tuple[Term, ...]], Reducer]) -> Reducer:
    """What `make` makes of the terms when sparklines have their bins; where these depend on the rows, as the search has
    no bounds, a reducer that keeps the rows first."""
    if not any(isinstance(term, Sparkline) for term in terms):
        return make(terms)
    first, last = bounds(search.window)
    if -math.inf < first and last < math.inf:
        return make(_drawn(terms, first, last, search))

    def late(rows: Iterable[Row]) -> Iterator[Row]:
        made = make(_drawn(terms, *_extent(rows, first, last), search))
        try:
            made.add(rows)
            yield from made.finish()
        finally:
            made.close()

    return Gathered(search.memory, late)


def _extent(rows: Iterable[Row], first: float, last: float) -> tuple[float, float]:
    """The time range, its end excluded, of the rows where the search has no bound."""
    begin, end = math.inf, -math.inf
    for row in rows:
        time = number(row.get("_time"))
        if time is not None and math.isfinite(time / MOMENT):
            begin, end = min(begin, time), max(end, time)
    return begin if first == -math.inf else first, end + MOMENT if last == math.inf else last


def _drawn(terms: Iterable[Term], first: float, last: float, search: Context) -> tuple[Term, ...]:
    return tuple(replace(t, made=_maker(t, first, last, search)) if isinstance(t, Sparkline) else t for t in terms)


def _maker(term: Sparkline, first: float, last: float, search: Context) -> Callable[[], Aggregate]:
    make = find(term.inner)
    assert make is not None  # as checked when the term was read
    if not first < last < math.inf:
        bins = Bins((), first)
    elif term.length is None:
        length = (last - first) / BINS
        bins = Bins(tuple(first + number * length for number in range(BINS)), last)
    else:
        bins = _counted(term.length, first, last, search)
    return partial(Line, make, bins)


def _counted(span: TimeSpan, first: float, last: float, search: Context) -> Bins:
    scale, starts = TimeScale(span, search.zone), list[float]()
    start = begins(scale, first)
    while start < last and len(starts) < MAX_BINS:
        starts.append(start)
        start = scale.after(start)
    if start < last:
        search.message("WARN", f"A sparkline shows its first {MAX_BINS} bins only (limits.conf, [stats] list_maxsize).")
    return Bins(tuple(starts), start)
