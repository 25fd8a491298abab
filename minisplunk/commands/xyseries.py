"""xyseries (alias maketable): results as a table, with a column for each value of a field; the inverse of untable.

The rules are those of the Search Reference, xyseries. Of results for the same row and column the last counts.
[unverified] on a real Splunk: that rows come in the natural order of the x-field, unless `grouped`; that of several
data fields the columns stand field by field, as written; that a result in which x or the name is null is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import Any

from ..dataclass import dataclass
from ..functions.aggregates import Aggregate
from ..operators import split
from ..operators.aggregation import Term
from ..operators.grouping import Accumulators, Groups, Reduced
from ..operators.split import Split
from ..operators.table import Table
from ..spl.arguments import Reader, boolean, field_name
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Operator
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value, texts

_OPTIONS: dict[str, Reader] = {"grouped": boolean, "sep": str, "format": str}


class _Last:
    """The last value, whole where it is a multivalue one."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value: Value = None

    def add(self, value: Value, time: float | None) -> None:
        if value is not None:
            self.value = value

    def merge(self, later: _Last) -> None:
        self.add(later.value, None)

    def result(self) -> Value:
        return self.value


@dataclass(frozen=True, slots=True)
class _Data(Term):
    """A field that the table is filled with."""

    @property
    def factory(self) -> Callable[[], Aggregate]:
        return _Last


@dataclass(frozen=True, slots=True)
class Xyseries(Command):
    """`grouped`: results of the same x stand together, and each such group is a row of its own."""

    name = "xyseries"
    takes = _OPTIONS

    x: str
    split: Split
    data: tuple[_Data, ...]
    grouped: bool

    @classmethod
    def parse(cls, p: Parser) -> Xyseries:
        """`[grouped=<bool>] <x-field> <y-name-field> <y-data-field>... [sep=<string>] [format=<string>]`."""
        where = p.rest()
        given = dict[str, Any]()
        fields: list[str] = []
        while p.peek() is not None:
            if not p.option(_OPTIONS, given) and not p.accept(","):
                fields.append(field_name(p))
        if len(fields) < 3:
            raise p.error("It takes a field for the x-axis, one for the names, and at least one for the data.", where)
        if len(set(fields)) < len(fields):
            raise p.unsupported("One field in two places.", where)
        x, names, *data = fields
        by = split.unchosen(p, where, names, len(data), given)
        terms = tuple(_Data("last", field, None, field, where) for field in data)
        return cls(x, by, terms, given.get("grouped", False))

    @property
    def kind(self) -> Kind:
        """As the page has it ("Usage")."""
        return Kind.CENTRALIZED if self.grouped else Kind.TRANSFORMING

    @property
    def drops_null(self) -> tuple[str, ...]:
        return (self.x, self.split.field)

    def needs(self, wanted: Fields) -> Fields:
        """The same whatever is wanted after it."""
        return Fields.of({self.x, self.split.field, *(field for term in self.data for field in term.fields)})

    def columns(self, before: Columns | None) -> Columns | None:
        return Columns((self.x,), more=True)

    def operator(self, search: Context) -> Operator:
        if self.grouped:
            return partial(self._by_group, search)
        return Reduced(self._groups(search), partial(self._rows, search))

    def _groups(self, search: Context) -> Groups:
        keys = split.keys(lambda row: texts(row.get(self.x)), self.split, None)
        return Groups(keys, Accumulators(self.data, (), search), search)

    def _rows(self, search: Context, groups: Groups) -> Iterator[Row]:
        """A null is there as such, so that the columns keep their order."""
        table = Table(self.name, groups, self.data, self.split, search, self.x)
        try:
            for x, values in table.rows():
                yield {self.x: x, **dict(zip(table.columns, values, strict=True))}
        finally:
            table.close()

    def _by_group(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        for _, together in groupby(rows, key=lambda row: row.get(self.x)):
            groups = self._groups(search)
            try:
                groups.add(together)
                yield from self._rows(search, groups)
            finally:
                groups.close()
