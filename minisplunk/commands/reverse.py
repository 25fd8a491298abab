"""reverse: the last result first."""

from __future__ import annotations

from ..dataclass import dataclass
from ..operators.rows import Gathered
from ..spl.arguments import Arguments
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields


@dataclass(frozen=True, slots=True)
class Reverse(Command):
    name = "reverse"
    kind = Kind.DATASET
    arguments = Arguments()

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> Reducer:
        return Gathered(search.memory, reversed)
