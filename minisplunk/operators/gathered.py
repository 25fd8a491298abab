"""What tscollect has kept, as tstats reads it: the rows of a search job, or of a namespace, as a dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..errors import Span
from ..spl.ast import SearchTerm
from ..spl.command import Artifact, Context, PerRow
from ..spl.fields import Fields
from ..values import Row
from .sinks import placed

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Gathered:
    """Implements spl.datasets.Dataset. `namespace`: as the user names it, in whose place `span` is; tscollect writes
    none here but that of its own job, so nothing is found of any other."""

    namespace: str
    sid: str
    span: Span

    @property
    def base(self) -> SearchTerm | None:
        return None

    @property
    def accelerated(self) -> bool:
        return True

    def supplies(self) -> frozenset[str] | None:
        return None

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def operator(self, wanted: Fields, search: Context) -> PerRow:
        def run(events: Iterable[Row]) -> Iterator[Row]:
            if not self.sid:
                why = "there are none but those of search jobs (sid=<sid>)"
                search.message("WARN", f"The namespace '{self.namespace}' is empty: {why}.")
                return
            with placed("tstats", self.span):
                rows = search.load(Artifact(self.sid, gathered=True))
            yield from (row for row in rows if _within(row, search))

        return run

    def written(self) -> str:
        return self.namespace


def _within(row: Row, search: Context) -> bool:
    """Whether a row is of the time range of the search, as one without a time is."""
    time = row.get("_time")
    if not isinstance(time, (int, float)):
        return True
    return search.window.earliest <= time * _SECOND < search.window.latest
