"""The rows of a lookup table in; the numbers of those that match some values out, by column and match type."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..values import Value
from .match_type import EXACT, FINDERS, Find, cell_text, comparable

Cells = Sequence[Sequence[Value]]
"""Rows, each of its cells in the order of the columns; None and an empty text are no cell."""
FindAll = Callable[[Sequence[str]], Sequence[int]]
"""Texts, one for each column -> the numbers of the rows whose cells they match, in order."""
_Key = tuple[tuple[str, ...], bool]


class RowIndex:
    """What finds rows, made for each column or set of columns when it is first asked for, and kept.

    `places`: the number of each column's cell in the rows. Safe for threads; two may both make the same.
    """

    def __init__(self, places: Mapping[str, int], rows: Cells) -> None:
        self._places, self._rows = places, rows
        self._finders: dict[tuple[str, str, bool], Find] = {}
        self._equal: dict[_Key, dict[tuple[str, ...], list[int]]] = {}

    def finder(self, columns: Sequence[str], kinds: Mapping[str, str], case_sensitive: bool) -> FindAll:
        """What finds the rows whose cells match a text for each of these columns; all rows for no columns.

        `kinds`: match types of columns; others must be equal.
        """
        if len(columns) == 1:
            (column,) = columns
            find_one = self._finder(column, kinds.get(column, EXACT), case_sensitive)
            return lambda texts: find_one(texts[0])
        equal = [place for place, column in enumerate(columns) if column not in kinds]
        finds = [
            at(place, self._finder(column, kinds[column], case_sensitive))
            for place, column in enumerate(columns)
            if column in kinds
        ]
        if not equal:
            return all_of(finds, len(self._rows))
        together = self._combined([columns[place] for place in equal], case_sensitive)

        def find_equal(texts: Sequence[str]) -> Sequence[int]:
            return together.get(tuple([comparable(texts[place], case_sensitive) for place in equal]), ())

        return all_of([find_equal, *finds], len(self._rows))

    def _finder(self, column: str, kind: str, case_sensitive: bool) -> Find:
        key = (column, kind, case_sensitive)
        find = self._finders.get(key)
        if find is None:
            find = self._finders[key] = FINDERS[kind](self._cells(column), case_sensitive)
        return find

    def _cells(self, column: str) -> Iterator[tuple[int, str]]:
        place = self._places.get(column)
        if place is None:
            return
        for number, row in enumerate(self._rows):
            if cell := row[place]:
                yield number, cell if cell.__class__ is str else cell_text(cell)

    def _combined(self, columns: Sequence[str], case_sensitive: bool) -> dict[tuple[str, ...], list[int]]:
        """The rows by their cells in these columns; a row with an empty cell among them equals nothing."""
        key = (tuple(columns), case_sensitive)
        if key not in self._equal:
            self._equal[key] = index = dict[tuple[str, ...], list[int]]()
            places = [self._places[column] for column in columns if column in self._places]
            for number, row in enumerate(self._rows if len(places) == len(columns) else ()):
                cells = [row[place] for place in places]
                if all(cells):
                    texts = tuple([comparable(cell_text(cell), case_sensitive) for cell in cells])
                    index.setdefault(texts, []).append(number)
        return self._equal[key]


def at(place: int, find: Find) -> FindAll:
    """What finds the rows by one of the texts alone."""
    return lambda texts: find(texts[place])


def all_of(finds: Sequence[FindAll], rows: int) -> FindAll:
    """What finds the rows that each of these does, of so many; all of them where there is nothing to find by."""

    def find(texts: Sequence[str]) -> Sequence[int]:
        found: Sequence[int] = range(rows)
        for number, one in enumerate(finds):
            found = _both(found, one(texts)) if number else one(texts)
            if not found:
                break
        return found

    return find


def _both(one: Sequence[int], other: Sequence[int]) -> Sequence[int]:
    """The numbers that are in both, which are in order. Few are looked for among many."""
    few, many = sorted((one, other), key=len)
    return [number for number in few if (at := bisect_left(many, number)) < len(many) and many[at] == number]
