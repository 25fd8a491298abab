"""What mstats and mcatalog share: a table of what metric data points have measured."""

from __future__ import annotations

from ..dataclass import dataclass
from ..spl.arguments import Option, Taken, boolean
from ..spl.ast import SearchTerm
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from .measured import Measured
from .rows import Preceded
from .tabulation import Tabulation

_PARTIAL = "it gives partial results to a later command"
PARTIAL: dict[str, Taken] = {
    "prestats": Option(boolean, unsupported=bool, lacks=_PARTIAL),
    "append": Option(boolean, unsupported=bool, lacks=_PARTIAL),
}
"""Options that ask for partial results."""


@dataclass(frozen=True, slots=True)
class MetricReport(Command):
    kind = Kind.REPORT

    measured: Measured
    table: Tabulation

    @property
    def base(self) -> SearchTerm:
        return self.measured.base

    @property
    def indexed(self) -> bool:
        return True

    @property
    def metrics(self) -> bool:
        return True

    @property
    def groups_by(self) -> tuple[str, ...]:
        return self.table.by

    @property
    def drops_null(self) -> tuple[str, ...]:
        return self.table.drops_null

    def needs(self, wanted: Fields) -> Fields:
        """Which fields are dimensions shows when they are there."""
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return self.table.columns()

    def operator(self, search: Context) -> Reducer:
        return Preceded(self.measured.rows, self.table.reducer(search))
