"""sort: orders the results by fields."""

from __future__ import annotations

from dataclasses import replace

from ..dataclass import dataclass
from ..errors import SplError
from ..operators.ordering import Sorted, SortKey, sort_by
from ..spl.arguments import natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..spl.parser import Parser

LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Sort(Command):
    """At most `limit` results, 0 for all; splunkd cuts the rest off without a word."""

    name = "sort"
    kind = Kind.DATASET
    takes = {"limit": natural}

    keys: tuple[SortKey, ...]
    limit: int

    @classmethod
    def parse(cls, p: Parser) -> Sort:
        """`[<int> | limit=<int>] <sort-by-clause>... [d|desc]`."""
        limit = _limit(p)
        keys = sort_by(p)
        if not keys:
            raise SplError("You must specify fields to sort.", p.rest(), p.command)  # splunkd names no command
        if p.accept("d", "desc"):
            keys = [replace(key, descending=not key.descending) for key in keys]
        return cls(tuple(keys), limit)

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset(key.field for key in self.keys))

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> Reducer:
        return Sorted(self.keys, self.limit, search.memory)


def _limit(p: Parser) -> int:
    if p.at_number():
        return p.number()
    return int(p.options(Sort.takes).get("limit", LIMIT))
