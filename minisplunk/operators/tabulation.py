"""Aggregates of groups as tstats and its relatives have them: time in bins beside other by-fields, nulls filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..dataclass import dataclass
from ..errors import LimitError, Span
from ..spl.arguments import refused
from ..spl.columns import Columns
from ..spl.command import Context, PerRow, Reducer
from ..spl.parser import Parser
from ..values import Row, Value
from .aggregation import Aggregation, Term
from .axis import MOMENT, bounds
from .bins import BINS, AutoTime, TimeBins
from .grouping import Accumulators, By, Grouped, Key, Keys
from .spans import Cut, TimeSpan

TIME = "_time"
AUTOMATIC = AutoTime(BINS)


@dataclass(frozen=True, slots=True)
class Tabulation:
    """`time`: the bins of `_time`, where that is among the by-fields; `fillnull`: in place of nulls in by-fields, and
    in them alone (Search Reference, tstats and mstats, fillnull_value); None leaves these rows out."""

    terms: tuple[Term, ...]
    by: tuple[str, ...]
    time: TimeBins | AutoTime = AUTOMATIC
    fillnull: str | None = None

    @property
    def drops_null(self) -> tuple[str, ...]:
        return self.by if self.fillnull is None else ()

    @property
    def fields(self) -> frozenset[str]:
        """Those that it reads."""
        return Aggregation(self.terms, self.by, {}).fields.names

    def columns(self, *, uncounted: bool = False) -> Columns:
        if uncounted:
            return Columns(self.by + tuple(sorted(self.fields.difference(self.by))), by=self.by)
        return Columns(self.by + tuple(term.name for term in self.terms), by=self.by)

    def groups(self, search: Context) -> PerRow:
        """The rows with what they are counted by, and what is counted of them: one for each group that a row is in, for
        another command to count."""
        by, keys, counted = self.by, self._keys(search), self.fields.difference(self.by)

        def each(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                kept = {name: value for name in counted if (value := row.get(name)) is not None}
                for key in keys(row):
                    yield {**kept, **dict(zip(by, key, strict=True))}

        return each

    def reducer(self, search: Context) -> Reducer:
        keys = By(self.by) if self._plain else self._keys(search)
        return Grouped(keys, Accumulators(self.terms, self.by, search), search, self._row, whole=not self.by)

    @property
    def _plain(self) -> bool:
        return TIME not in self.by and self.fillnull is None

    def _keys(self, search: Context) -> Keys:
        """The groups of a row. It keeps its own time, which some aggregates ask for."""
        keys = By(self.by).of
        if self._plain:
            return keys
        by, fill, cut = self.by, self.fillnull, self._cut(search) if TIME in self.by else None

        def of(row: Row) -> Sequence[Key]:
            known: Row = {name: fill if (value := row.get(name)) is None else value for name in by}
            if cut is not None:
                known[TIME] = cut(row.get(TIME))
            return keys(known)

        return of

    def _cut(self, search: Context) -> Cut:
        if isinstance(self.time, TimeBins):
            return self.time.scale(search).start
        begin, end = bounds(search.window)
        return self.time.between(begin, min(end, search.now) - MOMENT, search).start

    def _row(self, key: Key, names: Sequence[str], values: Sequence[Value]) -> Row | None:
        found: Row = dict(zip(self.by, key, strict=True))
        found.update((name, value) for name, value in zip(names, values, strict=True) if value is not None)
        return found or None


def by_fields(p: Parser) -> tuple[str, ...]:
    """The fields to group by, up to an option or the end."""
    fields: dict[str, None] = {}
    while (token := p.peek()) is not None and not p.at_option():
        if p.accept(","):
            continue
        name = p.field("a field to group by")
        if "*" in name:
            raise p.error(f"Wildcards are not supported in the by clause: '{name}'.", token.span)
        fields[name] = None
    return tuple(fields)


def span_of(p: Parser, written: str | None, place: Span) -> TimeBins | AutoTime:
    """What the option `span` says; without one as many bins as timechart would have."""
    if written is None or written.lower() == "auto":
        return AUTOMATIC
    try:
        return TimeBins(TimeSpan.read(written))
    except ValueError as error:
        raise p.option_error(refused("span", written, error), place) from error
    except LimitError as error:
        raise LimitError(error.message, place) from error
