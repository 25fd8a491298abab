"""The store of a lookup table, as the table sees it: its columns, its rows, and the rows that match some texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ..errors import ConfError
from ..values import Row


class Backing(Protocol):
    """One kind of store, such as a CSV file. Its rows are shared: copy a row before you change it.

    All raise ConfError when the store cannot be read.
    """

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns, in the order in which they are shown."""

    @property
    def warnings(self) -> Sequence[ConfError]:
        """What is wrong with the store, and was passed over."""

    def rows(self) -> Iterable[Row]:
        """All rows in their order. An empty cell is no field of its row."""

    def match(self, keys: Mapping[str, str], kinds: Mapping[str, str], *, case_sensitive: bool) -> Iterable[Row]:
        """The rows whose cells match the text given for their column, in their order; all rows for no keys.

        `kinds`: match types of columns (`match_type.FINDERS`); cells of others must equal the text. `index.RowIndex`
        finds both among rows that are in memory.
        """
