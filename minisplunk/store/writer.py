"""Batches of events from many threads in; few transactions out, and each thread told when its events are safe.

A commit waits for the disk. The batches that come in while it does are gathered, and the next commit takes them all.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import field
from typing import NamedTuple

from ..database import StoreBusy, StoreError
from ..dataclass import dataclass
from ..errors import DataError, MinisplunkError, NotFound
from ..sources import Fielded, Meta
from .events import Store

CAPACITY = 64 << 20
"""Characters of raw text that may wait, or be on their way to the disk."""


class Full(MinisplunkError):
    """The queue is full: no further write is accepted."""


class Batch(NamedTuple):
    """Events of one kind; times in microseconds."""

    meta: Meta
    events: Sequence[Fielded]
    indextime: int


@dataclass(slots=True, eq=False)
class _Waiting:
    batches: Sequence[Batch]
    size: int
    done: threading.Event = field(default_factory=threading.Event)
    written: bool = False
    fault: Exception | None = None


class Writer:
    """Writes to a store from a thread of its own, which starts when there is something to write."""

    def __init__(self, store: Store, capacity: int = CAPACITY) -> None:
        self._store, self._capacity = store, capacity
        self._changed = threading.Condition()
        self._waiting: list[_Waiting] = []
        self._size = 0
        self._closed = False
        self._thread: threading.Thread | None = None

    def write(self, batches: Sequence[Batch], *, patient: bool = False) -> None:
        """Returns when all batches are durable and visible; when it raises, none of them is.

        Raises NotFound for a missing index, DataError for a time or text that is none, Full, and StoreError. A write
        that alone is larger than the capacity is taken when nothing else waits. `patient`: wait for room instead.
        """
        waiting = _Waiting(batches, sum(len(raw) for batch in batches for _, raw, _ in batch.events))
        with self._changed:
            if patient:
                self._changed.wait_for(lambda: self._closed or self._has_room(waiting.size))
            if self._closed:
                raise StoreError("the store is being closed")
            if not self._has_room(waiting.size):
                raise Full("Too much waits to be written to disk.")
            self._waiting.append(waiting)
            self._size += waiting.size
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="minisplunk writer", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        waiting.done.wait()
        if not waiting.written:
            raise waiting.fault or StoreError("the events were not written")

    @property
    def load(self) -> tuple[int, int]:
        """How much text waits, and how much may."""
        return self._size, self._capacity

    @property
    def full(self) -> bool:
        with self._changed:
            return not self._has_room(1)

    @property
    def nearly_full(self) -> bool:
        """Whether more than four fifths of the capacity are taken."""
        with self._changed:
            return self._size > self._capacity * 0.8

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self, within: float | None = None) -> None:
        """Accept no more writes, and return when the waiting ones are on disk; or after so many seconds, and these were
        told to nobody as written."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(within)

    def _has_room(self, size: int) -> bool:
        return not self._size or self._size + size <= self._capacity

    def _run(self) -> None:
        while group := self._next():
            try:
                self._commit(group)
            except Exception as fault:  # an error of ours; the waiting threads raise it
                for waiting in group:
                    waiting.fault = waiting.fault or fault
            with self._changed:
                self._size -= sum(waiting.size for waiting in group)
                self._changed.notify_all()
            for waiting in group:
                waiting.done.set()

    def _next(self) -> list[_Waiting]:
        """All waiting writes, as soon as there is one; none once the writer is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            group, self._waiting = self._waiting, []
        return group

    def _commit(self, group: Sequence[_Waiting]) -> None:
        try:
            self._store.add_batches(batch for waiting in group for batch in waiting.batches)
        except (NotFound, DataError, StoreError) as fault:
            if len(group) == 1 or isinstance(fault, StoreBusy):  # which waits for long, and would for each of them
                for waiting in group:
                    waiting.fault = fault
                return
            for waiting in group:  # one write that cannot be stored must not fail the others
                self._commit([waiting])
        else:
            for waiting in group:
                waiting.written = True
