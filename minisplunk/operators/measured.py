"""What mstats and mcatalog read: metric data points in, what is counted of their measurements out.

Search Reference, mstats, "Usage": the where clause compares dimensions, by case and as texts. [unverified]: the form of
`_timeseries`, here all dimensions and their values as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import orjson

from ..dataclass import dataclass
from ..fields.points import NAME, PREFIX, VALUE, dimensions, measurements
from ..spl import matcher
from ..spl.ast import And, Comparison, Keyword, SearchTerm, conjuncts, mapped, subsearches, walk
from ..spl.modifiers import MODIFIERS
from ..spl.parser import Parser
from ..spl.wildcards import like
from ..values import Row, Value
from .tabulation import TIME

SERIES = "_timeseries"
"""The field that tells a time series from others."""
_OF_POINTS = frozenset({"index", "host", "source", "sourcetype", "splunk_server"})
_TEXTS = frozenset({"index", "splunk_server"})
_OF_EVENTS = ("_raw", "_indextime", "linecount")


@dataclass(frozen=True, slots=True)
class Measured:
    """Which measurements are read. `base`: what finds their points; `where`: what they are tested for then; `metrics`:
    the names or patterns of those that are fields of their own; none where all are `_value`. `apart`: each measurement
    is a row of its own, with its `metric_name`. `more`: which of `_dims` and `_timeseries` rows have, too."""

    base: SearchTerm
    where: SearchTerm
    metrics: tuple[str, ...] = ()
    apart: bool = True
    more: frozenset[str] = frozenset()

    @classmethod
    def read(cls, p: Parser, where: SearchTerm, asked: Iterable[str]) -> Measured:
        """From a where clause, and the fields that are asked for. Raises SplError and UnsupportedSpl."""
        for term in walk(where):
            if isinstance(term, Keyword):
                raise p.error("The where clause compares fields, and searches for no terms.", term.span)
            if isinstance(term, Comparison) and (term.case or term.whole):
                raise p.error("The where clause does not take CASE() and TERM().", term.span)
            if isinstance(term, Comparison) and term.field in (VALUE, TIME):
                raise p.error(f"The where clause cannot filter on {term.field}.", term.span)
        for subsearch in subsearches(where):
            raise p.unsupported("A subsearch in the where clause.", subsearch.span)
        matcher.check(where)
        of_points: list[SearchTerm] = []
        others: list[SearchTerm] = []
        for term in conjuncts(where):
            fields = matcher.fields_compared(term)
            modifies = bool(fields & MODIFIERS)
            if modifies or fields <= _OF_POINTS:
                of_points.append(term)
            elif fields & _TEXTS:
                raise p.unsupported("An index in one OR or NOT with other fields.", term.span)
            if not modifies and not fields <= _TEXTS:
                others.append(mapped(term, _exact))
        more = _MORE.keys() & asked
        return cls(And(tuple(of_points), where.span), And(tuple(others), where.span), more=frozenset(more))

    def rows(self, points: Iterable[Row]) -> Iterator[Row]:
        """What is tested and counted, of points that are its own."""
        test = matcher.tester(self.where)
        rows = self._apart(points) if self.apart else self._together(points)
        return rows if test is None else filter(test, rows)

    def _together(self, points: Iterable[Row]) -> Iterator[Row]:
        """A row for each point that has measured one of the metrics."""
        wanted = _wanted(self.metrics)
        for point in points:
            if any(wanted(name) for name, _ in measurements(point)):
                self._shared(point)
                yield point

    def _apart(self, points: Iterable[Row]) -> Iterator[Row]:
        """A row for each measurement."""
        wanted, named = _wanted(self.metrics), bool(self.metrics)
        for point in points:
            measured = [(name, value) for name, value in measurements(point) if not named or wanted(name)]
            self._shared(point)
            for name, _ in [*measurements(point)]:
                del point[PREFIX + name]
            for name, value in measured:
                yield {**point, NAME: name, (PREFIX + name if named else VALUE): value}

    def _shared(self, point: Row) -> None:
        """Adds what is asked for more, and takes away what only events have."""
        if self.more:
            own = dimensions(point)
            point.update({name: _MORE[name](point, own) for name in self.more})
        for name in _OF_EVENTS:
            point.pop(name, None)


def _wanted(metrics: Sequence[str]) -> Callable[[str], bool]:
    names = frozenset(name for name in metrics if "*" not in name)
    patterns = [like(name) for name in metrics if "*" in name]
    return lambda name: name in names or any(matches(name) for matches in patterns)


def _exact(term: SearchTerm) -> SearchTerm:
    """Search Reference, mstats, "WHERE clause": values are compared by case, and as texts."""
    return replace(term, case=True) if isinstance(term, Comparison) and term.field not in _TEXTS else term


def _series(point: Row, own: Sequence[str]) -> str:
    names = sorted((*own, "host", "source", "sourcetype"))
    return orjson.dumps({name: point.get(name) for name in names}).decode()


_MORE: dict[str, Callable[[Row, Sequence[str]], Value]] = {
    "_dims": lambda point, own: [*own],
    SERIES: _series,
}
