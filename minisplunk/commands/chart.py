"""chart: aggregates over a field's values, one row for each value or bin, one column for each aggregate or series.

The rules are those of the Search Reference, chart; what a real Splunk answers to `count over x by y`, and that a row
without x is left out, as compared by a third party (opensearch-project/sql, issue 4579). [unverified]: that values,
also those of _time, are put into bins only where an option says so; that with bins, those between the first and the
last have a row (`cont`); that a series with the name of the row field is called VALUE_ and that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..operators import bins, computed, sparklines, split
from ..operators.aggregation import Term, check_names, kinds
from ..operators.axis import Axis
from ..operators.computed import Computed
from ..operators.grouping import Accumulators, By, Grouped, Groups, Key, Reduced
from ..operators.rows import Gathered
from ..operators.spans import Scale
from ..operators.split import At, Split
from ..operators.table import Table
from ..spl.arguments import Notation, Reader, boolean, field_name
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value, texts

BINS = 300
"""The default of the option bins (Search Reference, chart, "Bin options")."""
_OPTIONS: dict[str, Reader | Notation] = {**split.OPTIONS, "cont": boolean}


@dataclass(frozen=True, slots=True)
class Chart(Command):
    """`over`: the row field, empty for one row of all results; `bins`: what its values are put into."""

    name = "chart"
    kind = Kind.TRANSFORMING
    condenses = True
    takes = {**_OPTIONS, **bins.OPTIONS}

    terms: tuple[Term, ...]
    over: str
    bins: bins.Bins | None
    split: Split | None
    cont: bool
    distinct: bool

    @classmethod
    def parse(cls, p: Parser) -> Chart:
        """`[<option>]... <aggregate>... [OVER <field> [<bin-option>]...] [BY <field> [<option> | <bin-option>]...]`, or
        `BY <row-field> [<bin-option>]... <column-field> ...`.

        Published searches have the bin options of the row field in front as well: `chart span=100 count over status`.
        """
        start = p.rest()
        given, of_rows = dict[str, Any](), dict[str, Any]()
        terms: list[Term] = []
        while p.peek() is not None and not p.at("over", "by"):
            if not (bins.option(p, bins.OPTIONS, of_rows) or p.option(_OPTIONS, given) or p.accept(",")):
                terms.append(_term(p))
        if not terms:
            raise p.error("You must specify data field(s) to chart.", start)
        over, binned, by = "", None, None
        if word := p.accept("over", "by"):
            place = p.rest()
            over = field_name(p, expected="a field to chart by")
            binned = _row_bins(p, over, given, of_rows)
            if p.accept("by") if word.text.lower() == "over" else p.peek() is not None:
                by = _column(p, terms, given)
            elif p.peek() is not None:
                raise p.invalid()
            if by is not None and by.field == over:
                raise p.unsupported(f"The field '{over}' for rows and columns.", place)
        elif of_rows:
            raise p.unsupported("Bins without a field.", start)
        check_names(p, terms, (over,))
        if any(isinstance(term, Computed) for term in terms) and (not over or any(term.wildcard for term in terms)):
            raise p.unsupported("An eval expression over aggregates without a field, or beside a wildcard.", start)
        return cls(tuple(terms), over, binned, by, given.get("cont", True), given.get("dedup_splitvals", False))

    @property
    def groups_by(self) -> tuple[str, ...]:
        return ((self.over,) if self.over else ()) + ((self.split.field,) if self.split else ())

    @property
    def drops_null(self) -> tuple[str, ...]:
        rows = (self.over,) if self.over else ()
        return (*rows, self.split.field) if self.split and self.split.null is None else rows

    def needs(self, wanted: Fields) -> Fields:
        """The same whatever is wanted after it."""
        by = self.split.fields if self.split else frozenset[str]()
        rows = {self.over} if self.over else set()
        return Fields.of({*rows, *by, *(field for term in self.terms for field in term.fields)})

    @property
    def aggregates(self) -> frozenset[tuple[str, str | None]]:
        return kinds(self.terms)

    def columns(self, before: Columns | None) -> Columns | None:
        rows = (self.over,) if self.over else ()
        if self.split is not None or any(term.wildcard for term in self.terms):
            return Columns(rows, more=True)
        return Columns((*rows, *(term.name for term in self.terms)))

    def operator(self, search: Context) -> Reducer:
        return sparklines.reducer(self.terms, search, lambda terms: replace(self, terms=terms)._charted(search))

    def _charted(self, search: Context) -> Reducer:
        """It takes the rows in as they come, unless they decide on the bins."""
        if not self.over:
            return Grouped(By(()), Accumulators(self.terms, (), search), search, _whole, whole=True)
        if bins.automatic(self.bins) or (self.split is not None and bins.automatic(self.split.bins)):
            return Gathered(search.memory, partial(self._late, search))
        scale = self._scale(search, ())
        return Reduced(self._groups(search, scale, ()), partial(self._rows, search, scale))

    def _late(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        """The table, where the rows have to be looked at beforehand."""
        scale = self._scale(search, rows)
        groups = self._groups(search, scale, rows)
        try:
            groups.add(rows)
            yield from self._rows(search, scale, groups)
        finally:
            groups.close()

    def _scale(self, search: Context, rows: Iterable[Row]) -> Scale | None:
        """The bins of the row field."""
        if self.bins is None:
            return None
        return bins.scale(self.bins, search, (row.get(self.over) for row in rows))

    def _groups(self, search: Context, scale: Scale | None, rows: Iterable[Row]) -> Groups:
        terms = list(computed.accumulated(self.terms))
        cut = None
        if self.split is not None:
            cut = self.split.cut(search, rows)
            if self.split.scored is not None:
                terms.append(self.split.scored)
        return Groups(split.keys(self._at(scale), self.split, cut), Accumulators(terms, (self.over,), search), search)

    def _at(self, scale: Scale | None) -> At:
        """The x of a row: each value of the row field, in its bin if there are bins."""
        field, distinct = self.over, self.distinct
        places = texts if scale is None else Axis(scale).among

        def at(row: Row) -> Sequence[str]:
            value = row.get(field)
            if type(value) is str and scale is None:
                return (value,)
            found = places(value)
            return list(dict.fromkeys(found)) if distinct else found

        return at

    def _rows(self, search: Context, scale: Scale | None, groups: Groups) -> Iterator[Row]:
        """A null is there as such, so that the columns keep their order."""
        table = Table(self.name, groups, self.terms, self.split, search, self.over)
        empty = table.empty if self.cont else None
        shown = table.rows() if scale is None else Axis(scale).shown(table.rows(), empty, self.name)
        try:
            for x, values in shown:
                yield {self.over: x, **dict(zip(table.columns, values, strict=True))}
        finally:
            table.close()


def _term(p: Parser) -> Term:
    token = p.peek()
    if token is not None and token.is_word("eval"):
        return computed.read(p)
    return sparklines.read_term(p)


def _row_bins(p: Parser, field: str, given: dict[str, Any], binned: dict[str, Any]) -> bins.Bins | None:
    """The bin options right after the row field, beside those in front; other options, too, may stand there."""
    start = p.rest()
    while bins.option(p, bins.OPTIONS, binned) or p.option(_OPTIONS, given) or p.accept(","):
        pass
    return bins.read(p, field, {"bins": BINS, **binned}, start) if binned else None


def _column(p: Parser, terms: Sequence[Term], given: dict[str, Any]) -> Split:
    for term in terms:
        if term.wildcard:
            raise p.unsupported("A wildcard in an aggregate, with series.", term.span)
    return split.read(p, len(terms), given, {"cont": boolean})


def _whole(key: Key, names: Sequence[str], values: Sequence[Value]) -> Row | None:
    """As in stats: an aggregate without a value gives no field, and a row without any field is none."""
    row: Row = {name: value for name, value in zip(names, values, strict=True) if value is not None}
    return row or None
