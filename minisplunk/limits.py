"""The bounds of a search: the greatest value, the longest multivalue field, the most memory.

Each has its error. Splunk documents no greatest value; these bounds are ours, and far above what content needs. They
keep one search from taking the memory, and the interpreter, of all others.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from .errors import LimitError

T = TypeVar("T")

MAX_VALUE = 10_000_000
"""Characters of a single value."""
MAX_VALUES = 1_000_000
"""Values of a multivalue field."""
MAX_MEM_USAGE_MB = 200
"""Megabytes that a command may hold before it writes to disk, or ends the search (limits.conf.spec, [default])."""
JOB_SHARES = 10
"""How many times the share of one command a whole search may hold."""
WEIGHED = 4 * 1024
"""Items that are taken in before the first weighing, and at least between two."""
_SAMPLE = 16


def bounded(value: Any) -> Any:
    """The value, unless it is too great. Raises LimitError."""
    if isinstance(value, str):
        check_length(len(value))
    elif isinstance(value, list):
        check_values(len(value))
    return value


def check_length(characters: int) -> None:
    """Raises LimitError when a value of that length would be too long."""
    if characters > MAX_VALUE:
        raise LimitError(f"A value would have {characters:,} characters; at most {MAX_VALUE:,} are possible.")


def check_values(values: int) -> None:
    """Raises LimitError when a multivalue field would have too many values."""
    if values > MAX_VALUES:
        raise LimitError(f"A multivalue field would have {values:,} values; at most {MAX_VALUES:,} are possible.")


class Memory:
    """The memory that the commands of one search hold together. `share`: bytes that each of them may hold."""

    def __init__(self, max_mem_usage_mb: int = MAX_MEM_USAGE_MB) -> None:
        """Zero megabytes mean no bound (limits.conf.spec, max_mem_usage_mb)."""
        self.share = max_mem_usage_mb * 1024 * 1024 or sys.maxsize
        self._most = self.share * JOB_SHARES
        self._held = 0

    @property
    def held(self) -> int:
        """Bytes that all accounts hold together."""
        return self._held

    def account(self) -> Account:
        """An account for one holder."""
        return Account(self)

    def _change(self, bytes_: int) -> None:
        self._held += bytes_
        if bytes_ > 0 and self._held > self._most:
            raise LimitError(
                f"The search holds more than {self._most // 1024 // 1024:,} MB, {JOB_SHARES} times what limits.conf "
                "[default] max_mem_usage_mb allows a command. Narrow it, or keep fewer fields."
            )


class Account:
    """The memory that one reducer or other holder uses, by its own estimate."""

    __slots__ = ("_held", "_memory")

    def __init__(self, memory: Memory) -> None:
        self._memory, self._held = memory, 0

    def exceeds(self, bytes_: int) -> bool:
        """Whether that is more than its share: time to write to disk, before it is held."""
        return bytes_ > self._memory.share

    def hold(self, bytes_: int) -> None:
        """Set what the holder holds in all. Raises LimitError when the search as a whole then holds too much."""
        self._held, change = bytes_, bytes_ - self._held
        self._memory._change(change)

    def require(self, bytes_: int, command: str) -> None:
        """The same for a command that cannot write to disk. Raises LimitError beyond its share."""
        if self.exceeds(bytes_):
            raise LimitError(
                f"Error in '{command}' command: it needs more than the {self._memory.share // 1024 // 1024:,} MB of "
                "limits.conf [default] max_mem_usage_mb."
            )
        self.hold(bytes_)

    def room(self, items: int) -> int:
        """How many more items, of the mean weight of `items` items now held, may come before they are weighed again."""
        more = (self._memory.share - self._held) * items // max(1, self._held)
        return max(WEIGHED, min(items, more))


def row_weight(row: Mapping[str, Any]) -> int:
    """Bytes of a row; the names of its fields are shared with other rows."""
    return sys.getsizeof(row) + sum(map(weight, row.values()))


def weight(value: Any) -> int:
    """Bytes of a value, or of an object with slots, with all that it holds."""
    match value:
        case str() | int() | float() | None:
            return sys.getsizeof(value)
        case list() | tuple() | set() | frozenset() | deque():
            return sys.getsizeof(value) + sum(map(weight, value))
        case Mapping():
            return sys.getsizeof(value) + sum(map(weight, value)) + sum(map(weight, value.values()))
    slots = (name for cls in type(value).__mro__ for name in getattr(cls, "__slots__", ()))
    return sys.getsizeof(value) + sum(weight(getattr(value, name, None)) for name in slots)


def estimated(items: Sequence[T], weigh: Callable[[T], int]) -> int:
    """Bytes of all items, from a sample of them spread over the list."""
    sample = items[:: max(1, len(items) // _SAMPLE)]
    return sum(map(weigh, sample)) * len(items) // max(1, len(sample))
