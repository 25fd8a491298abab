"""Where the rows of a lookup table are kept, as the table sees it: columns, rows, and rows that equal some texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ..values import Row


class Backing(Protocol):
    """One kind of store, such as a CSV file. Its rows belong to everybody: to change one is to copy it first.

    All methods raise ConfError when the store cannot be read.
    """

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns, in the order in which they are shown."""

    def rows(self) -> Iterable[Row]:
        """All rows in their order. An empty cell is no field of its row."""

    def match(self, keys: Mapping[str, str], *, case_sensitive: bool) -> Iterable[Row]:
        """The rows whose cells equal the text given for their column, in their order; all rows for no keys."""
