"""stats: aggregates over all results, or over each group of results with the same values of some fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..operators import sparklines
from ..operators.aggregation import Aggregation, Term, kinds, read
from ..operators.grouping import Accumulators, By, Grouped, Key
from ..spl.arguments import Reader, boolean, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Delimited, Row, Value

# `partitions` only says how many threads to use.
_OPTIONS: dict[str, Reader] = {
    "partitions": natural,
    "delim": str,
    "allnum": boolean,
    "dedup_splitvals": boolean,
}


@dataclass(frozen=True, slots=True)
class Stats(Command):
    """One row for each combination of values of the `by` fields, or one row for all. `delim`: what stands between the
    values of a multivalue result where it becomes one text; None for a line break (nomv)."""

    name = "stats"
    kind = Kind.TRANSFORMING
    condenses = True
    takes = _OPTIONS

    terms: tuple[Term, ...]
    by: tuple[str, ...]
    dedup_splitvals: bool
    delim: str | None

    @classmethod
    def parse(cls, p: Parser) -> Stats:
        """`[partitions=] [allnum=] [delim=] <stats-agg-term>... [BY <field-list>] [dedup_splitvals=<bool>]`."""
        terms, by, options = read(p, _OPTIONS, sparklines.read_term)
        return cls(terms, by, options.get("dedup_splitvals", False), options.get("delim"))

    @property
    def groups_by(self) -> tuple[str, ...]:
        return self.by

    @property
    def drops_null(self) -> tuple[str, ...]:
        return self.by

    def needs(self, wanted: Fields) -> Fields:
        """The same whatever is wanted after it: without a by clause, whether there is a row depends on all terms."""
        return Aggregation(self.terms, self.by, {}).fields

    def columns(self, before: Columns | None) -> Columns | None:
        """The terms, too, that no row has a value of; those of a wildcard depend on the events."""
        if any(term.wildcard for term in self.terms):
            return Columns((), more=True, by=self.by)
        return Columns(self.by + tuple(term.name for term in self.terms), by=self.by)

    @property
    def aggregates(self) -> frozenset[tuple[str, str | None]]:
        return kinds(self.terms)

    def parsed(self, arguments: str) -> Mapping[str, Any]:
        """As captured from 10.6 by a third party."""
        read: dict[str, Any] = {"stat-specifiers": [_specifier(term) for term in self.terms]}
        if self.by:
            read["groupby-fields"] = list(self.by)
        return {"args": read, "isStreamingOpRequired": False, "preStreamingOp": f"prestats {arguments}"}

    def operator(self, search: Context) -> Reducer:
        return sparklines.reducer(self.terms, search, partial(self._grouped, search))

    def _grouped(self, search: Context, terms: Sequence[Term]) -> Grouped:
        keys = By(self.by, distinct=self.dedup_splitvals)
        return Grouped(keys, Accumulators(terms, self.by, search), search, self._row, whole=not self.by)

    def _row(self, key: Key, names: Sequence[str], values: Sequence[Value]) -> Row | None:
        """An aggregate without a value gives no field, and a row without any field is none."""
        if self.delim is not None:
            values = [Delimited(value, self.delim) if isinstance(value, list) else value for value in values]
        row: Row = dict(zip(self.by, key, strict=True))
        row.update((name, value) for name, value in zip(names, values, strict=True) if value is not None)
        return row or None


def _specifier(term: Term) -> dict[str, str]:
    specifier = {"function": term.function, "rename": term.name}
    return specifier if term.field is None else {**specifier, "argument": term.field}
