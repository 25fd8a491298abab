"""fillnull: gives fields a value where they have none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ..dataclass import dataclass
from ..operators.rows import Gathered
from ..spl.arguments import Arguments, Names, Option
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Operator
from ..spl.fields import Fields
from ..values import Row


@dataclass(frozen=True, slots=True)
class Fillnull(Command):
    """No `fields` means all that have a value in some result; then the results are gathered first."""

    name = "fillnull"
    arguments = Arguments(Names("fields", least=0), value=Option(str, "0"))

    value: str
    fields: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        return Kind.STREAMING if self.fields else Kind.DATASET

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding(self.fields)

    def operator(self, search: Context) -> Operator:
        return partial(self._filled, self.fields) if self.fields else Gathered(search.memory, self._all_filled)

    def _all_filled(self, rows: Iterable[Row]) -> Iterator[Row]:
        return self._filled(dict.fromkeys(name for row in rows for name in row if row[name] is not None), rows)

    def _filled(self, fields: Iterable[str], rows: Iterable[Row]) -> Iterator[Row]:
        """An empty text is a value and stays."""
        for row in rows:
            for name in fields:
                if row.get(name) is None:
                    row[name] = self.value
            yield row
