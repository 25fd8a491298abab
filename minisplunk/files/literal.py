"""Texts that records must hold, in any case -> where in a block of records one is that may hold them all.

PCRE's compiled code looks at many bytes at once, and is as fast as Hyperscan is for one text (measured: 4 GB/s either
way, where `block.lower().find` reaches 1.6), so that a package of its own is not needed for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Protocol

import pcre2  # type: ignore[import-untyped]

_SHORTEST = 3
"""Of a shorter text there is too much everywhere."""
_SAMPLE = 1 << 17
"""Bytes of records by which it is judged which text is the rarest."""
_COMMON = 256
"""Of a text that is there so often it is enough to know that."""

Find = Callable[[bytes, int, int], int]
"""Where a text is in a part of a block; -1 for nowhere."""


class Wanted(Protocol):
    """Finds the records of a block that may be wanted."""

    def first(self, block: bytes, start: int = 0, end: int | None = None) -> int:
        """Where in a part of a block the next one may be; -1 for nowhere."""

    def holds(self, record: bytes) -> bool:
        """Whether one may be wanted."""


class Literals:
    """What to look for. `useful`: whether there is anything worth it."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts`: ASCII. Letters of ASCII alone have two cases, as in `values.fold` of such a text."""
        longest = sorted((text for text in set(texts) if len(text) >= _SHORTEST), key=lambda text: (-len(text), text))
        self._finds = [_finder(text) for text in longest]
        self._counts = [0] * len(self._finds)
        self._unjudged = _SAMPLE if len(self._finds) > 1 else 0
        self.useful = bool(self._finds)

    def first(self, block: bytes, start: int = 0, end: int | None = None) -> int:
        end = len(block) if end is None else end
        if self._unjudged:
            self._judge(block, start, min(end, start + self._unjudged))
        return self._finds[0](block, start, end)

    def _judge(self, block: bytes, start: int, end: int) -> None:
        """Small files are judged together."""
        for place, find in enumerate(self._finds):
            self._counts[place] += _count(find, block, start, end)
        self._unjudged -= end - start
        if not self._unjudged:
            rarest = sorted(range(len(self._finds)), key=self._counts.__getitem__)
            self._finds = [self._finds[place] for place in rarest]

    def holds(self, record: bytes) -> bool:
        return all(find(record, 0, len(record)) >= 0 for find in self._finds)


class Either:
    """Records that hold all texts of one of several lists."""

    def __init__(self, lists: Iterable[Iterable[str]]) -> None:
        self._lists = [Literals(texts) for texts in lists]
        self.useful = all(literals.useful for literals in self._lists)

    def first(self, block: bytes, start: int = 0, end: int | None = None) -> int:
        places = [place for literals in self._lists if (place := literals.first(block, start, end)) >= 0]
        return min(places, default=-1)

    def holds(self, record: bytes) -> bool:
        return any(literals.holds(record) for literals in self._lists)


def _count(find: Find, block: bytes, start: int, end: int) -> int:
    """How often a text is there."""
    count, place = 0, find(block, start, end)
    while place >= 0 and count < _COMMON:
        count, place = count + 1, find(block, place + 1, end)
    return count


@lru_cache(maxsize=64)
def _finder(text: str) -> Find:
    search = pcre2.compile(b"(?i)" + re.escape(text.encode()), jit=True).search

    def find(block: bytes, start: int, end: int) -> int:
        match = search(block, start, end)
        return -1 if match is None else int(match.start())

    return find
