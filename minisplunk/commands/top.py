"""top: the most common values of fields, with their counts and percentages.

[unverified] on a real Splunk: the groups of a by clause come in their natural order; each value of a multivalue field
counts; the row of all other values has their name in each field.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from ..dataclass import dataclass
from ..errors import Span
from ..operators.aggregation import Term
from ..operators.grouping import Accumulators, By, Grouped, Key
from ..operators.rows import Followed
from ..spl.arguments import Arguments, Clause, Names, Number, Option, boolean, field_name, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value

MAX_ROWS = 50_000
"""Results of one top or rare (limits.conf.spec, [top] and [rare] maxresultrows)."""
TOTAL = "_tc"
"""The field with the count of all values, which Splunk 9 gives, too (measured by a third party)."""

Count = tuple[int, list[str]]
"""How many times values are there, and the values."""


def _by(p: Parser) -> tuple[str, ...]:
    """Field names up to an option: `by a, b showperc=f`."""
    found: list[str] = []
    while (token := p.peek()) is not None and p.whole(token) == token.span:
        if not p.accept(","):
            found.append(field_name(p))
    if not found:
        raise p.error("The by clause names no field.")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Top(Command):
    """`limit` combinations of values of the fields, 0 for as many as there may be, in each group of `by`."""

    name = "top"
    kind = Kind.TRANSFORMING
    condenses = True
    arguments = Arguments(
        Number("limit", 10, least=0),
        Names("fields"),
        Clause("by", "by", _by),
        limit=Option(natural, 10),
        countfield=Option(str, "count"),
        percentfield=Option(str, "percent"),
        showcount=Option(boolean, True),
        showperc=Option(boolean, True),
        useother=Option(boolean, False),
        otherstr=Option(str, "OTHER"),
    )

    limit: int
    fields: tuple[str, ...]
    by: tuple[str, ...]
    countfield: str
    percentfield: str
    showcount: bool
    showperc: bool
    useother: bool
    otherstr: str

    @classmethod
    def parse(cls, p: Parser) -> Top:
        """`[<N>] [<option>...] <field-list> [BY <field-list>]`, options in any place (Search Reference, top)."""
        where = p.rest()
        read = cls(**cls.arguments.read(p))
        names = read.columns(None).names
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise p.unsupported(f"The field '{twice}' twice in the results.", where)
        return read

    @property
    def groups_by(self) -> tuple[str, ...]:
        return self.by + self.fields

    @property
    def drops_null(self) -> tuple[str, ...]:
        return self.by + self.fields

    def needs(self, wanted: Fields) -> Fields:
        return Fields(frozenset(self.by + self.fields))

    def columns(self, before: Columns | None) -> Columns:
        shown = [self.countfield] * self.showcount + [self.percentfield] * self.showperc
        return Columns((*self.by, *self.fields, *shown, TOTAL), by=self.by)

    def operator(self, search: Context) -> Reducer:
        count = Accumulators((Term("count", None, None, TOTAL, Span(0, 0)),), (), search)
        return Followed(Grouped(By(self.by + self.fields), count, search, self._counted), self._ranked)

    def _counted(self, key: Key, names: Sequence[str], values: Sequence[Value]) -> Row:
        return dict(zip((*self.by, *self.fields, *names), (*key, *values), strict=True))

    def _ranked(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows are in order, so those of a group stand together."""
        groups = groupby(rows, lambda row: [row[name] for name in self.by])
        results = (result for group, counted in groups for result in self._of_group(group, counted))
        return islice(results, MAX_ROWS)

    def _of_group(self, group: list[Value], rows: Iterable[Row]) -> Iterator[Row]:
        total = 0

        def counts() -> Iterator[Count]:
            nonlocal total
            for row in rows:
                count = int(row[TOTAL])  # type: ignore[arg-type]
                total += count
                yield count, [str(row[name]) for name in self.fields]

        chosen = self._chosen(counts(), min(self.limit or MAX_ROWS, MAX_ROWS))
        others = total - sum(count for count, _ in chosen)
        if self.useother and others:
            chosen.append((others, [self.otherstr] * len(self.fields)))
        for count, values in chosen:
            yield self._result([*group, *values], count, total)

    def _chosen(self, counts: Iterable[Count], most: int) -> list[Count]:
        """Of values that are equally common the lexicographically last comes first (Search Reference, top)."""
        return heapq.nlargest(most, counts)

    def _result(self, values: list[Value], count: int, total: int) -> Row:
        row: Row = dict(zip(self.by + self.fields, values, strict=True))
        if self.showcount:
            row[self.countfield] = count
        if self.showperc:
            row[self.percentfield] = f"{100 * count / total:.6f}"
        row[TOTAL] = total
        return row
