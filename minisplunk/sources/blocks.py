"""Events on their way in; blocks of them out, so that many are worked on at once and large ones don't pile up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

_MOST_CHARACTERS = 2 << 20
"""Of raw text in one block."""

T = TypeVar("T", bound=tuple[Any, ...])


def blocks(events: Iterable[T], most: int, raw: int) -> Iterator[list[T]]:
    """At most so many events in each; the last one may be empty. `raw`: where in an event its raw text is."""
    block: list[T] = []
    characters = 0
    for event in events:
        block.append(event)
        characters += len(event[raw])
        if len(block) == most or characters > _MOST_CHARACTERS:
            yield block
            block, characters = [], 0
    yield block
