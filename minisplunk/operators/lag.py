"""Rows, each with the values that a field had in the rows before it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from ..limits import Account, weight
from ..values import Row, Value

_WEIGHED = 256


def lagged(
    rows: Iterable[Row], field: str, most: int, account: Account, command: str
) -> Iterator[tuple[Row, Sequence[Value]]]:
    """The values are those before a row is changed, the nearest first, at most so many; the sequence is the same for
    all rows. Raises LimitError, which names the command, when they need too much memory."""
    before: deque[Value] = deque(maxlen=most)
    for number, row in enumerate(rows, start=1):
        value = row.get(field)
        yield row, before
        before.appendleft(value)
        if number <= most and number % _WEIGHED == 0:
            account.require(number * weight(value), command)
