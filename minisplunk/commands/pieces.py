"""Long loops and sorts done piece by piece: a search can be stopped in their midst, and others go on meanwhile."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from random import Random
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
    """As `sorted`, equal items in their order; `obey` is called now and then.

    Items are dealt out between pivots of a sample, and what lies between two is sorted by itself; so no step takes
    long. Keys must be comparable; `key` is called more than once for an item.
    """
    obey()
    if len(items) <= _SORTED:
        return sorted(items, key=key, reverse=reverse)
    sample = sorted(map(key, in_pieces(Random(0).sample(items, 2 * len(items) // _SORTED + 1), obey)))
    pivots = [place for place, _ in groupby(sample)]
    dealt: list[list[T]] = [[] for _ in range(2 * len(pivots) + 1)]  # in turn: between two pivots, and equal to one
    for item in in_pieces(items, obey):
        place = key(item)
        dealt[bisect_left(pivots, place) + bisect_right(pivots, place)].append(item)
    found: list[T] = []
    for number, part in reversed([*enumerate(dealt)]) if reverse else enumerate(dealt):
        found += part if number % 2 else sorted_in_pieces(part, obey, key=key, reverse=reverse)
    return found


def release(items: list[Any]) -> None:
    """Give back the memory of a list's items, which nobody wants any more. That of many takes long, so it is done
    aside: a search that is cancelled ends before it, and other threads go on meanwhile."""
    if len(items) > _SORTED:
        threading.Thread(target=_empty, args=(items,), name="release", daemon=True).start()


def _empty(items: list[Any]) -> None:
    while items:
        del items[-_LOOPED:]
