"""The store of a lookup table, as the table sees it: its columns, its rows, and the rows that equal some texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ..values import Row


class Backing(Protocol):
    """One kind of store, such as a CSV file. Its rows are shared: copy a row before you change it.

    All methods raise ConfError when the store cannot be read.
    """

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns, in the order in which they are shown."""

    def rows(self) -> Iterable[Row]:
        """All rows in their order. An empty cell is no field of its row."""

    def match(self, keys: Mapping[str, str], *, case_sensitive: bool) -> Iterable[Row]:
        """The rows whose cells equal the text given for their column, in their order; all rows for no keys."""
