"""The bodies that are held at a time, whoever sends them: how many bytes they may be together."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field

from ...dataclass import dataclass

CAPACITY = 256 << 20


@dataclass(slots=True, eq=False)
class Room:
    """In bytes. Safe for threads. One body at a time may go beyond the capacity, which is the others' then: so that the
    largest one is taken whatever else comes in, and what all of them hold has a bound."""

    capacity: int = CAPACITY
    _used: int = 0
    _beyond: Share | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def share(self) -> Iterator[Share]:
        """That of one body, for as long as the block runs."""
        share = Share(self)
        try:
            yield share
        finally:
            with self._lock:
                if share is self._beyond:
                    self._beyond = None
                else:
                    self._used -= share.size

    def add(self, share: Share, size: int) -> bool:
        with self._lock:
            fits = self._used + size <= self.capacity
            if share is not self._beyond and not fits:
                if self._beyond is not None:
                    return False
                self._beyond = share
                self._used -= share.size
            elif share is not self._beyond:
                self._used += size
            share.size += size
            return True


@dataclass(slots=True, eq=False)
class Share:
    """`size`: the bytes that it has."""

    room: Room
    size: int = 0

    def grow(self, size: int) -> bool:
        """So many bytes more; False when there is no room for them."""
        return self.room.add(self, size)
