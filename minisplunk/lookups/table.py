"""The definition of a lookup and the rows behind it in; the rows that match some values, out.

The rules are those of transforms.conf.spec, "Lookup tables".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ..values import Row
from .backing import Backing
from .definition import Definition
from .match_type import TESTS, Test, cell_text


@dataclass(frozen=True)
class LookupTable:
    """Rows that match by a definition. Frozen, but it keeps the tests of WILDCARD and CIDR cells."""

    definition: Definition
    backing: Backing
    _tests: dict[tuple[str, str], Test] = field(default_factory=dict, compare=False, repr=False)

    @property
    def fields(self) -> Sequence[str]:
        """The columns, in the order of the file."""
        return self.backing.columns

    def rows(self) -> Iterable[Row]:
        return self._kept(self.backing.rows())

    def match(self, keys: Mapping[str, str]) -> Sequence[Row]:
        """The rows whose columns match the keys, in the order of the file, at most `max_matches`.

        When there are fewer than `min_matches`, rows with the default value are added.
        """
        definition = self.definition
        rows = list(islice(self._matching(keys), definition.max_matches))
        missing = definition.min_matches - len(rows)
        if missing > 0:
            columns = [column for column in self.fields if column not in keys]
            rows += [{**keys, **dict.fromkeys(columns, definition.default_match)} for _ in range(missing)]
        return rows

    def _matching(self, keys: Mapping[str, str]) -> Iterable[Row]:
        """The matching rows. Columns that must be equal are left to the backing, which has an index."""
        kinds, case_sensitive = self.definition.match_types, self.definition.case_sensitive
        loose = [(column, text) for column, text in keys.items() if column in kinds]
        if not loose:
            return self._kept(self.backing.match(keys, case_sensitive=case_sensitive))
        equal = {column: text for column, text in keys.items() if column not in kinds}
        rows = self._kept(self.backing.match(equal, case_sensitive=case_sensitive))
        return (row for row in rows if all(self._fits(row, column, text) for column, text in loose))

    def _kept(self, rows: Iterable[Row]) -> Iterable[Row]:
        test = self.definition.filter
        return rows if test is None else filter(test, rows)

    def _fits(self, row: Row, column: str, text: str) -> bool:
        if column not in row:
            return False
        cell = cell_text(row[column])
        test = self._tests.get((column, cell))
        if test is None:
            test = TESTS[self.definition.match_types[column]](cell, self.definition.case_sensitive)
            self._tests[column, cell] = test
        return test(text)
