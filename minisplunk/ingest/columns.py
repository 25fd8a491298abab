"""The cells of a header in; the fields, and the text of the time, of each row below it out.

Getting Data In, "Extract fields from files with structured data"; props.conf.spec,
HEADER_FIELD_ACCEPTABLE_SPECIAL_CHARACTERS. Blanks inside names stay, as users' searches have them (`by "Source IP
Address"`). [unverified]: names lose the blanks around them, values do not; an empty cell gives no field; a cell without
a name, for want of a column or of text in its header, is EXTRA_FIELD_<column>; columns of one name make a multivalue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..fields.indexed import IndexedFields
from ..values import Value
from .extracted import indexed_name
from .patterns import Pattern
from .structure import Table

MOST = 10_000
"""Columns that are indexed, so that a file of separators does not take the memory."""
_OF_DIRECTIVES = ("date", "time")


class Columns:
    """`width`: how many there are."""

    def __init__(self, header: Sequence[str], table: Table, timestamp: Sequence[str]) -> None:
        """`timestamp`: the columns that hold the time, as the header has them or as their fields are called."""
        written = [name.strip() for name in header[:MOST]]
        cleaned = [_clean(name, table.kept) for name in written]
        self.width = len(header)
        self._names = [indexed_name(name) or _extra(column) for column, name in enumerate(cleaned, 1)]
        self._distinct = len(set(self._names)) == len(self._names)
        self._missing = table.missing
        wanted = timestamp or (_OF_DIRECTIVES if table.directives else ())
        places = {name: column for names in (cleaned, written) for column, name in reversed([*enumerate(names)])}
        self._times = [places[name] for name in wanted if name in places]
        self._by_text = not timestamp and not self._times

    def fields(self, cells: Sequence[str]) -> dict[str, Value]:
        names, missing = self._names, self._missing
        if len(cells) > len(names):
            names = [*names, *map(_extra, range(len(names) + 1, min(len(cells), MOST) + 1))]
        pairs: Iterable[tuple[str, str]] = zip(names, cells, strict=False)
        if isinstance(missing, Pattern):
            pairs = ((name, cell) for name, cell in pairs if cell and missing.search(cell.encode()) is None)
        elif missing is not None or "" in cells:
            pairs = ((name, cell) for name, cell in pairs if cell and cell != missing)
        if self._distinct:
            return dict(pairs)
        found = IndexedFields()
        for name, cell in pairs:
            found.add(name, cell)
        return found

    def stamp(self, cells: Sequence[str]) -> str | None:
        """The text that holds the time: empty in a row without it, None where the whole row is searched."""
        if self._by_text:
            return None
        return " ".join(cells[column] for column in self._times if column < len(cells))


def _clean(name: str, kept: str) -> str:
    """What is no letter, no digit and no blank becomes `_`, save the characters that are kept."""
    return re.sub(rf"[^a-zA-Z0-9 {re.escape(kept)}]", "_", name)


def _extra(column: int) -> str:
    return f"EXTRA_FIELD_{column}"
