"""The definition of a lookup and the rows behind it in; the rows that match some values, out.

The rules are those of transforms.conf.spec, "Lookup tables".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timezone, tzinfo
from functools import cached_property
from itertools import islice

from ..errors import ConfError
from ..spl.matcher import Test, tester
from ..values import Row
from .backing import Backing
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
        return self._filtered(self.backing.rows())

    def match(self, keys: Mapping[str, str]) -> Sequence[Row]:
        """The rows whose columns match the keys, in the order of the file, at most `max_matches`.

        When there are fewer than `min_matches`, rows with the default value are added.
        """
        return self._made_up(list(islice(self._matching(keys), self.definition.max_matches)), keys)

    def timeline(self, keys: Mapping[str, str]) -> Callable[[float], Sequence[Row]]:
        """The time of an event -> the rows that `match` has for it, those of the latest times first."""
        times = self.definition.times
        assert times is not None
        line = Timeline(times, self._matching(keys), self.zone)
        return lambda time: self._made_up(line.at(time, self.definition.max_matches), keys)

    def _matching(self, keys: Mapping[str, str]) -> Iterable[Row]:
        definition = self.definition
        return self._filtered(
            self.backing.match(keys, definition.match_types, case_sensitive=definition.case_sensitive)
        )

    def _filtered(self, rows: Iterable[Row]) -> Iterable[Row]:
        return rows if self._passes is None else filter(self._passes, rows)

    @cached_property
    def _passes(self) -> Test | None:
        return None if self.definition.only is None else tester(self.definition.only)

    def _made_up(self, rows: list[Row], keys: Mapping[str, str]) -> list[Row]:
        missing = self.definition.min_matches - len(rows)
        if missing > 0:
            columns = [column for column in self.fields if column not in keys]
            rows += [{**keys, **dict.fromkeys(columns, self.definition.default_match)} for _ in range(missing)]
        return rows
