"""Rows before a change and after it in; those that only one side has out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..backtest.comparing import apart as _apart
from ..dataclass import dataclass

Shown = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RowsApart:
    """`gone`: rows that were there before, and are not after; `new`: the other way round."""

    gone: Sequence[Shown]
    new: Sequence[Shown]


def apart(before: Iterable[Shown], after: Iterable[Shown]) -> RowsApart:
    """Rows as they are shown; the same one twice counts twice, the order does not."""
    return RowsApart(*_apart(before, after, lambda row: row))
