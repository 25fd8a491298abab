"""uniq: of equal results one after the other only the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..operators.grouping import whole
from ..spl.arguments import Arguments
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row


@dataclass(frozen=True, slots=True)
class Uniq(Command):
    """Whole results are compared, with their internal fields ([unverified] on a real Splunk)."""

    name = "uniq"
    kind = Kind.CENTRALIZED
    filters = True
    condenses = True
    arguments = Arguments()

    def needs(self, wanted: Fields) -> Fields:
        """All, whatever is wanted after it: each may tell a result from the one before."""
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        return _distinct


def _distinct(rows: Iterable[Row]) -> Iterator[Row]:
    before = None
    for row in rows:
        values = whole(row)
        if values != before:
            yield row
        before = values
