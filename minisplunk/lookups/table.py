"""The definition of a lookup and the rows behind it in; the rows that match some values, out.

The rules are those of transforms.conf.spec, "Lookup tables".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timezone, tzinfo
from functools import cached_property
from itertools import islice

from ..dataclass import dataclass
from ..errors import ConfError
from ..spl.matcher import Test, tester
from ..values import Row
from .backing import Backing, Find, Search
from .definition import Definition
from .timeline import Timeline


@dataclass(frozen=True)
class LookupTable:
    """Rows that match by a definition. `zone`: of times that name none."""

    definition: Definition
    backing: Backing
    zone: tzinfo = timezone.utc

    @property
    def fields(self) -> Sequence[str]:
        """The columns, in the order of the file."""
        return self.backing.columns

    @property
    def warnings(self) -> Sequence[ConfError]:
        """What was passed over in the definition, and in what is behind it."""
        return (*self.definition.faults, *self.backing.warnings)

    @property
    def time_column(self) -> str:
        times = self.definition.times
        return "" if times is None else times.column

    def rows(self) -> Iterable[Row]:
        rows = self.backing.rows()
        return rows if self._passes is None else filter(self._passes, rows)

    def match(self, keys: Mapping[str, str]) -> Sequence[Row]:
        return self.finder(list(keys))(list(keys.values()))

    def finder(
        self, columns: Sequence[str], wanted: Sequence[str] | None = None
    ) -> Callable[[Sequence[str]], Sequence[Row]]:
        """What finds the rows whose cells in these columns match as many texts, in the order of the file, at most
        `max_matches`. When there are fewer than `min_matches`, rows with the default value are added. `wanted`: the
        columns that are asked of them."""
        most, least = self.definition.max_matches, self.definition.min_matches
        find = self._finder(columns, wanted)

        def found(texts: Sequence[str]) -> Sequence[Row]:
            rows = list(islice(find(texts), most))
            return rows if len(rows) >= least else self._made_up(rows, dict(zip(columns, texts, strict=True)))

        return found

    def timeline(self, columns: Sequence[str], texts: Sequence[str]) -> Callable[[float], Sequence[Row]]:
        """The time of an event -> the rows that match for it, those of the latest times first."""
        times, most = self.definition.times, self.definition.max_matches
        assert times is not None
        line, keys = Timeline(times, self._finder(columns)(texts), self.zone), dict(zip(columns, texts, strict=True))
        return lambda time: self._made_up(line.at(time, most), keys)

    def _finder(self, columns: Sequence[str], wanted: Sequence[str] | None = None) -> Find:
        passes, definition = self._passes, self.definition
        search = Search(columns, definition.match_types, definition.case_sensitive, wanted if passes is None else None)
        find = self.backing.finder(search)
        return find if passes is None else lambda texts: filter(passes, find(texts))

    @cached_property
    def _passes(self) -> Test | None:
        return None if self.definition.only is None else tester(self.definition.only)

    def _made_up(self, rows: list[Row], keys: Mapping[str, str]) -> list[Row]:
        missing = self.definition.min_matches - len(rows)
        if missing > 0:
            columns = [column for column in self.fields if column not in keys]
            rows += [{**keys, **dict.fromkeys(columns, self.definition.default_match)} for _ in range(missing)]
        return rows
