"""The `sort` of a query in; documents in that order out.

REST API Reference, KV store endpoint descriptions: names with commas between them, `name:-1` for the greatest first. In
batch_find it is a list of objects, `[{"name": -1}]`. Of an array its least element counts, or its greatest where the
greatest come first (MongoDB, "Comparison/Sort Order").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..dataclass import dataclass
from ..documents.tree import Tree
from .paths import values_at
from .query import InvalidQuery
from .ranks import sort_key

_DIRECTIONS = {"1": False, "": False, "-1": True}


@dataclass(frozen=True, slots=True)
class Ordering:
    """`by`: paths, the first of which counts most, and whether the greatest come first."""

    by: tuple[tuple[str, bool], ...] = ()

    @classmethod
    def read(cls, written: Tree) -> Ordering:
        """From `a,b:-1`, {"a": 1} or a list of these. Raises InvalidQuery."""
        return cls(tuple((name, _descending(name, direction)) for name, direction in _pairs(written)))

    def keys(self, document: Mapping[str, Any]) -> tuple[Any, ...]:
        """What a document is ordered by."""
        return tuple(_key(values_at(document, path), descending) for path, descending in self.by)

    def sorted(self, keyed: Iterable[tuple[tuple[Any, ...], int]]) -> list[int]:
        """The numbers that came with keys, in the order of these; what is equal stays in the order in which it came."""
        found = list(keyed)
        for place, (_, descending) in reversed(list(enumerate(self.by))):
            found.sort(key=lambda item: item[0][place], reverse=descending)
        return [number for _, number in found]


def _pairs(written: Tree) -> Iterator[tuple[str, Tree]]:
    if isinstance(written, str):
        for item in written.split(","):
            name, colon, direction = item.strip().rpartition(":")
            if item.strip():
                yield (name, direction) if colon else (direction, "")
    elif isinstance(written, dict):
        yield from written.items()
    elif isinstance(written, list):
        for item in written:
            yield from _pairs(item)
    elif written is not None:
        raise InvalidQuery("The sort of a query is names with a comma between them.")


def _descending(name: str, direction: Tree) -> bool:
    word = str(direction).strip()
    if word not in _DIRECTIONS:
        raise InvalidQuery(f"The sort of a query by '{name}' is neither ascending (1) nor descending (-1).")
    return _DIRECTIONS[word]


def _key(values: list[Tree], descending: bool) -> tuple[int, Any]:
    elements = [inner for value in values for inner in (value if isinstance(value, list) else [value])]
    keys = [sort_key(value) for value in elements] or [sort_key(None)]
    return max(keys) if descending else min(keys)
