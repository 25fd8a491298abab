"""append: the results of a subsearch after the rows of the search."""

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

MAXOUT = 10_000
"""What a subsearch returns by default (Search Reference, append)."""


@dataclass(frozen=True, slots=True)
class Append(Command):
    name = "append"
    kind = Kind.DATASET
    arguments = Arguments(
        Subsearch(),
        extendtimerange=Option(boolean, unsupported=bool, attribute=""),
        **bounds(MAXOUT),
    )

    subsearch: Pipeline
    maxout: int = MAXOUT
    maxtime: int = MAXTIME

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        inner = self.subsearch.columns()
        return before and before.adding(inner.names if inner else (), more=inner is None or inner.more)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return (Inner(self.subsearch, wanted, self.maxout),)

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            """The subsearch runs first (Search Manual, "About subsearches"), its rows come last."""
            appended = Rows(search.memory)
            try:
                appended.extend(search.subsearch(self.subsearch, maxout=self.maxout, maxtime=self.maxtime))
                yield from rows
                yield from appended
            finally:
                appended.close()

        return run
