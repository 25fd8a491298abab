"""appendcols: the fields of a subsearch's rows beside those of the search's, the first row's in the first and so on.

[unverified] on a real Splunk: rows that the subsearch has more than the search come as rows of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..operators.rows import Rows
from ..operators.subsearches import MAXTIME, bounds
from ..spl.arguments import Arguments, Option, Subsearch, boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, PerRow
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline
from ..values import Row

MAXOUT = 50_000
"""Rows of a subsearch (Search Reference, appendcols; limits.conf.spec, [searchresults] maxresultrows)."""


@dataclass(frozen=True, slots=True)
class Appendcols(Command):
    """`override`: of a field that both rows have, the subsearch's value counts."""

    name = "appendcols"
    kind = Kind.DATASET
    arguments = Arguments(Subsearch(), override=Option(boolean, False), **bounds(MAXOUT))

    subsearch: Pipeline
    override: bool = False
    maxout: int = MAXOUT
    maxtime: int = MAXTIME

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        inner = self.subsearch.columns()
        names = filter(_external, inner.names if inner else ())
        return before and before.adding(names, more=inner is None or inner.more)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return (
            Inner(self.subsearch, Fields(frozenset(filter(_external, wanted.names)), wanted.patterns), self.maxout),
        )

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            """The subsearch runs first (Search Manual, "About subsearches")."""
            found = Rows(search.memory)
            try:
                found.extend(search.subsearch(self.subsearch, maxout=self.maxout, maxtime=self.maxtime))
                beside = iter(found)
                for row in rows:
                    yield self._merged(row, next(beside, {}))
                yield from (self._merged({}, more) for more in beside)
            finally:
                found.close()

        return run

    def _merged(self, row: Row, more: Row) -> Row:
        """Fields that begin with an underscore are the subsearch's own (searchbnf.conf, appendcols)."""
        for name, value in more.items():
            if value is not None and _external(name) and (self.override or row.get(name) is None):
                row[name] = value
        return row


def _external(name: str) -> bool:
    return not name.startswith("_")
