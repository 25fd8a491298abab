"""filldown: a field without a value gets the one that it had last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..spl import names
from ..spl.arguments import Arguments, Names
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row


@dataclass(frozen=True, slots=True)
class Filldown(Command):
    """No `patterns` means all fields but internal ones, as `*` does. An empty text is a value."""

    name = "filldown"
    kind = Kind.CENTRALIZED
    arguments = Arguments(Names("patterns", least=0, wildcards=True))

    patterns: tuple[str, ...]

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        return self._filled

    def _filled(self, rows: Iterable[Row]) -> Iterator[Row]:
        """What has had no value yet has none."""
        last: Row = {}
        chosen: dict[str, bool] = {}
        for row in rows:
            for name, value in row.items():
                if name not in chosen:
                    chosen[name] = any(names.match(pattern, name) is not None for pattern in self.patterns or ("*",))
                if chosen[name] and value is not None:
                    last[name] = value
            for name, value in last.items():
                if row.get(name) is None:
                    row[name] = value
            yield row
