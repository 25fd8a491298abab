"""What the commands share that have no effect here: on how a search is run, or on how Splunk Web shows its events."""

from __future__ import annotations

from ..spl.columns import Columns
from ..spl.command import Command, Context, PerRow
from ..spl.fields import Fields


class Passing(Command):
    """A command that gives the rows that it is given."""

    __slots__ = ()

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        return iter
