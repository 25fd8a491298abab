"""Rows before a change and after it in; those that only one side has out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from ..dataclass import dataclass

_OF_THE_RUN = frozenset({"info_sid", "orig_sid", "orig_rid", "sid"})
"""Fields that differ between any two runs."""
Shown = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RowsApart:
    """`gone`: rows that were there before, and are not after; `new`: the other way round."""

    gone: Sequence[Shown]
    new: Sequence[Shown]


def apart(before: Iterable[Shown], after: Iterable[Shown]) -> RowsApart:
    """Rows as they are shown; the same one twice counts twice, the order does not."""
    first, second = list(before), list(after)
    one, other = Counter(map(_key, first)), Counter(map(_key, second))
    return RowsApart(list(_left(first, one - other)), list(_left(second, other - one)))


def _left(rows: Iterable[Shown], more: Counter[bytes]) -> Iterator[Shown]:
    for row in rows:
        key = _key(row)
        if more[key]:
            more[key] -= 1
            yield row


def _key(row: Shown) -> bytes:
    return msgspec.json.encode({name: row[name] for name in sorted(row) if name not in _OF_THE_RUN})
