"""The store of a lookup table, as the table sees it: its columns, its rows, and the rows that match some texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Protocol

from ..dataclass import dataclass
from ..errors import ConfError
from ..values import Row

Find = Callable[[Sequence[str]], Iterable[Row]]
"""Texts, one for each column -> the rows that match them, in their order."""


@dataclass(frozen=True)
class Search:
    """By which columns rows are found. `kinds`: match types of columns (`match_type.FINDERS`); cells of others must
    equal the text. `wanted`: the columns that are asked of the rows, which may have others too; all where it is None.
    """

    columns: Sequence[str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    case_sensitive: bool = True
    wanted: Sequence[str] | None = None


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

    def finder(self, search: Search) -> Find:
        """What finds the rows whose cells match as many texts as there are columns; all rows for no columns.
        `index.RowIndex` finds them among rows that are in memory."""
