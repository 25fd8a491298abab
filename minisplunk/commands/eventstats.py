"""eventstats: aggregates over all results, or over each group of them, added to every result.

Fields and rows as measured on 10.4.2 by a third party: an aggregate with nothing to compute adds no field, and a result
in which a by-field is null stays as it is. [unverified] That a result with several values of a by-field belongs to the
group of each, as in stats, and gets their aggregates as several values; that a field which is there already stays where
the aggregate of that name has nothing to compute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..dataclass import dataclass
from ..limits import estimated, row_weight
from ..operators.aggregation import Aggregation, Term, read
from ..operators.grouping import Accumulators, By, Grouped, Key, beside
from ..operators.rows import Rows, chunks
from ..spl.arguments import Reader, boolean, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value

_OPTIONS: dict[str, Reader] = {"allnum": boolean, "limit": natural}


@dataclass(frozen=True, slots=True)
class Eventstats(Command):
    """All results, in their order, with the aggregates of the group that each belongs to."""

    name = "eventstats"
    kind = Kind.DATASET
    takes = _OPTIONS

    terms: tuple[Term, ...]
    by: tuple[str, ...]

    @classmethod
    def parse(cls, p: Parser) -> Eventstats:
        """`[allnum=] <stats-agg-term>... [BY <field-list>]`; splunkd takes a `limit` too, which is not documented."""
        start = p.rest()
        terms, by, options = read(p, _OPTIONS)
        if "limit" in options:
            raise p.unsupported("The option 'limit'.", start)
        return cls(terms, by)

    @property
    def groups_by(self) -> tuple[str, ...]:
        return self.by

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Aggregation(self.terms, self.by, {}).fields

    def columns(self, before: Columns | None) -> Columns | None:
        """A field that no result gets is not among them."""
        return before and before.adding((), more=True)

    def supplies(self, before: frozenset[str] | None) -> frozenset[str] | None:
        wild = any(term.wildcard for term in self.terms)
        return None if before is None or wild else before.union(term.name for term in self.terms)

    def operator(self, search: Context) -> Reducer:
        return _Joined(self.terms, self.by, search)


class _Joined(Reducer):
    """Keeps the rows beside the aggregates of their groups.

    The aggregates of all groups must fit into memory at the end, where Splunk, when they do not, adds none (Search
    Reference, eventstats, "Usage").
    """

    def __init__(self, terms: Sequence[Term], by: tuple[str, ...], search: Context) -> None:
        self._by, self._keys = by, By(by)
        self._rows = Rows(search.memory)
        self._grouped = Grouped(self._keys, Accumulators(terms, by, search), search, self._row, whole=not by)
        self._account = search.memory.account()

    def _row(self, key: Key, names: Sequence[str], values: Sequence[Value]) -> Row:
        row: Row = dict(zip(self._by, key, strict=True))
        row.update((name, value) for name, value in zip(names, values, strict=True) if value is not None)
        return row

    def add(self, rows: Iterable[Row]) -> None:
        for chunk in chunks(rows):
            self._grouped.add(chunk)
            self._rows.append(chunk)

    def merge(self, later: _Joined) -> None:
        self._grouped.merge(later._grouped)
        self._rows.join(later._rows)

    def peek(self) -> Iterator[Row]:
        found = self._found(self._grouped.peek())
        return self._with([dict(row) for row in self._rows], found)

    def finish(self) -> Iterator[Row]:
        found = self._found(self._grouped.finish())
        self._grouped.close()
        return self._with(self._rows, found)

    def close(self) -> None:
        self._grouped.close()
        self._rows.close()
        self._account.hold(0)

    def _found(self, groups: Iterator[Row]) -> dict[Key, Row]:
        """The aggregates of each group. Raises LimitError when they are too many."""
        found: dict[Key, Row] = {}
        held = 0
        for chunk in chunks(groups):
            held += estimated(chunk, row_weight)
            self._account.require(held, Eventstats.name)
            for row in chunk:
                found[tuple(str(row.pop(name)) for name in self._by)] = row
        return found

    def _with(self, rows: Iterable[Row], found: dict[Key, Row]) -> Iterator[Row]:
        for row in rows:
            if keys := self._keys.of(row):
                row.update(beside([found[key] for key in keys]))
            yield row
