"""require: the search fails when nothing has been found before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..errors import Span, SplError
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Require(Command):
    """In a subsearch it makes the whole search fail (Search Reference, require). [unverified]: in which words.

    `place`: where the user wrote it.
    """

    name = "require"
    kind = Kind.ORCHESTRATING

    place: Span

    @classmethod
    def parse(cls, p: Parser) -> Require:
        place = p.rest()
        p.done()
        return cls(place)

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        return self._found

    def _found(self, rows: Iterable[Row]) -> Iterator[Row]:
        found = False
        for row in rows:
            found = True
            yield row
        if not found:
            raise SplError("Error in 'require' command: There are no events or results before it.", self.place)
