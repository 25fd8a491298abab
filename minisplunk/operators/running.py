"""Aggregates that have a result after every row: of all rows of a group so far, or of those in a window."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from itertools import chain

from ..dataclass import dataclass
from ..limits import WEIGHED, Account, estimated, weight
from ..values import Row, Value
from .grouping import Accumulators, Group, Key

_BLOCK = 100
"""Rows in a block: the greatest window, of 10,000 rows, then has about as many blocks as a block has rows."""

Entry = tuple[list[Value], float | None]
"""What a row adds to each term, and its time in epoch seconds."""


@dataclass(frozen=True, slots=True)
class Window:
    """The last `rows` rows that are less than `seconds` away from the newest; `separate`: each group has its own."""

    rows: int
    seconds: float | None = None
    separate: bool = False


class Running(ABC):
    """The aggregates of each group so far. It stays within its share of memory, or raises LimitError."""

    def __init__(self, command: str, accumulators: Accumulators, account: Account) -> None:
        self._command, self._accumulators, self._account = command, accumulators, account
        self._shown: list[tuple[int, str]] = []
        self._rows, self._weighing = 0, WEIGHED

    def move(self, time: float | None) -> bool:
        """Go on to the time of the next row. False when the window needs rows in order of time and this one is not."""
        return True

    def add(self, keys: Sequence[Key], entry: Entry) -> None:
        """A row of these groups."""
        for key in keys:
            self._add(key, entry)
        self._rows += 1
        if self._rows >= self._weighing:
            self._account.require(self._weight(), self._command)
            self._weighing = self._rows + self._account.room(self._rows)

    def results(self, key: Key) -> Row:
        """The aggregates of a group, as far as they have a value."""
        if not self._shown or (self._accumulators.learns and len(self._shown) < len(self._accumulators.terms)):
            self._shown = [(place, self._accumulators.terms[place].name) for place in self._accumulators.in_order()]
        group = self._group(key)
        return {name: value for place, name in self._shown if (value := group[place].result()) is not None}

    @abstractmethod
    def clear(self) -> None:
        """Forget all rows."""

    def close(self) -> None:
        self.clear()
        self._account.hold(0)

    @abstractmethod
    def _add(self, key: Key, entry: Entry) -> None: ...

    @abstractmethod
    def _group(self, key: Key) -> Group: ...

    @abstractmethod
    def _weight(self) -> int: ...


class Total(Running):
    """All rows: each adds to the accumulators of its group."""

    def __init__(self, command: str, accumulators: Accumulators, account: Account) -> None:
        super().__init__(command, accumulators, account)
        self._groups: dict[Key, Group] = {}

    def clear(self) -> None:
        self._groups.clear()

    def _add(self, key: Key, entry: Entry) -> None:
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = self._accumulators.group()
        elif self._accumulators.learns:
            self._accumulators.complete(group)
        values, time = entry
        for aggregate, value in zip(group, values):  # noqa: B905 -- quicker, and they are equally many
            aggregate.add(value, time)

    def _group(self, key: Key) -> Group:
        group = self._groups.get(key)
        if group is None:
            return self._accumulators.group()
        return self._accumulators.complete(group) if self._accumulators.learns else group

    def _weight(self) -> int:
        return estimated(list(self._groups.items()), weight)


class Moving(Running):
    """The rows in a window, in a queue for each group."""

    def __init__(self, command: str, accumulators: Accumulators, account: Account, window: Window) -> None:
        super().__init__(command, accumulators, account)
        self._window = window
        self._queues: dict[Key, _Queue] = {}
        self._order: deque[tuple[Sequence[Key], float | None]] = deque()
        """The groups and times of the rows in a window that all groups share."""
        self._time: float | None = None
        self._upwards: bool | None = None

    def move(self, time: float | None) -> bool:
        if self._window.seconds is None:
            return True
        if time is None:
            return False
        before, self._time = self._time, time
        if before is not None and before != time:
            if self._upwards is None:
                self._upwards = before < time
            if self._upwards != (before < time):
                return False
        while self._order and self._past(self._order[0][1]):
            self._forget()
        return True

    def add(self, keys: Sequence[Key], entry: Entry) -> None:
        super().add(keys, entry)
        if not self._window.separate:
            self._order.append((keys, entry[1]))
            if len(self._order) > self._window.rows:
                self._forget()

    def clear(self) -> None:
        self._queues.clear()
        self._order.clear()

    def _add(self, key: Key, entry: Entry) -> None:
        queue = self._queues.get(key)
        if queue is None:
            queue = self._queues[key] = _Queue(self._accumulators)
        queue.append(entry)
        if self._window.separate and queue.length > self._window.rows:
            queue.popleft()

    def _group(self, key: Key) -> Group:
        queue = self._queues.get(key)
        if queue is None:
            return self._accumulators.group()
        while queue.length and self._past(queue.oldest):
            queue.popleft()
        return queue.group()

    def _past(self, time: float | None) -> bool:
        """Whether a row of this time has left the window, whose far edge is excluded."""
        seconds = self._window.seconds
        return seconds is not None and abs((self._time or 0) - (time or 0)) >= seconds

    def _forget(self) -> None:
        """Drop the oldest row."""
        keys, _ = self._order.popleft()
        for key in keys:
            queue = self._queues[key]
            queue.popleft()
            if not queue.length:
                del self._queues[key]

    def _weight(self) -> int:
        return estimated(list(self._queues.items()), weight)


class _Queue:
    """The rows of one group in a window, as a queue that needs few accumulators.

    Rows are accumulated in blocks. For the oldest block there are accumulators of its last row, of its last two, and so
    on: so a row can leave without subtracting what it added, which is impossible for min or first.
    """

    __slots__ = ("_accumulators", "_blocks", "_oldest", "length")

    def __init__(self, accumulators: Accumulators) -> None:
        self._accumulators, self.length = accumulators, 0
        self._oldest: list[tuple[Group, float | None]] = []
        self._blocks: deque[tuple[list[Entry], Group]] = deque()

    @property
    def oldest(self) -> float | None:
        """The time of the oldest row."""
        return self._oldest[-1][1] if self._oldest else self._blocks[0][0][0][1]

    def append(self, entry: Entry) -> None:
        if not self._blocks or len(self._blocks[-1][0]) >= _BLOCK:
            self._blocks.append(([], self._accumulators.group()))
        entries, group = self._blocks[-1]
        entries.append(entry)
        _gather(self._accumulators.complete(group), entry)
        self.length += 1

    def popleft(self) -> None:
        if not self._oldest:
            later: Group = []
            for entry in reversed(self._blocks.popleft()[0]):
                group = self._accumulators.group()
                _gather(group, entry)
                _merge(group, later)
                self._oldest.append((group, entry[1]))
                later = group
        self._oldest.pop()
        self.length -= 1

    def group(self) -> Group:
        """The accumulators of all rows."""
        whole = self._accumulators.group()
        for part in chain([self._oldest[-1][0]] if self._oldest else [], (group for _, group in self._blocks)):
            _merge(whole, part)
        return whole


def _gather(group: Group, entry: Entry) -> None:
    values, time = entry
    for aggregate, value in zip(group, values, strict=False):
        aggregate.add(value, time)


def _merge(group: Group, later: Group) -> None:
    for mine, other in zip(group, later, strict=False):
        mine.merge(other)
