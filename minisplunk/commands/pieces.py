"""Long loops and sorts done piece by piece, so that a search can be stopped in their midst."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

T = TypeVar("T")

_LOOPED, _SORTED = 4096, 16384  # items that take some milliseconds of most work, and to sort


def in_pieces(items: Iterable[T], obey: Callable[[], object]) -> Iterator[T]:
    """The same items; `obey` is called now and then."""
    iterator = iter(items)
    while piece := list(islice(iterator, _LOOPED)):
        obey()
        yield from piece


def sorted_in_pieces(
    items: list[T], obey: Callable[[], object], *, key: Callable[[T], Any], reverse: bool = False
) -> list[T]:
    """As `sorted`, equal items in their order; `obey` is called between sorts and merges of sorted halves.

    `key` is called anew for each merge.
    """
    obey()
    if len(items) <= _SORTED:
        return sorted(items, key=key, reverse=reverse)
    middle = len(items) // 2
    merged = sorted_in_pieces(items[:middle], obey, key=key, reverse=reverse)
    merged += sorted_in_pieces(items[middle:], obey, key=key, reverse=reverse)
    obey()
    merged.sort(key=key, reverse=reverse)  # two runs, which Python's sort finds and merges
    return merged
