"""Channels -> the ids of requests whose events are safe, until they are asked for.

Getting Data In, "About HTTP Event Collector Indexer Acknowledgment": ids count from 0 in each channel; a status is
forgotten once it was told as true. limits.conf.spec, [http_input]: how many there may be; inputs.conf.spec, [http]
ackIdleCleanup, maxIdleTime: a channel that is not used is forgotten. [unverified]: channels of different tokens are
apart.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import field

from ...dataclass import dataclass

MAX_CHANNELS = 1_000_000
MAX_PENDING = 10_000_000
MAX_PENDING_OF_CHANNEL = 1_000_000
MAX_IDLE = 600.0
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)

ChannelKey = tuple[str, str]
"""The token's name and the channel's id."""


def is_channel(text: str) -> bool:
    return _GUID.fullmatch(text) is not None


@dataclass(slots=True)
class _Channel:
    used: float
    next: int = 0
    done: set[int] = field(default_factory=set)


class Acks:
    """Safe for threads. `clock` counts seconds; it has nothing to do with the time of events."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._channels: dict[ChannelKey, _Channel] = {}
        self._pending = 0
        self._cleaned_at = clock()

    def full(self, key: ChannelKey) -> bool:
        """Whether a request must be refused, since there is no room to keep its status."""
        with self._lock:
            self._clean()
            channel = self._channels.get(key)
            if channel is None:
                return len(self._channels) >= MAX_CHANNELS or self._pending >= MAX_PENDING
            return len(channel.done) >= MAX_PENDING_OF_CHANNEL or self._pending >= MAX_PENDING

    def add(self, key: ChannelKey) -> int:
        """The id of a request whose events are safe."""
        with self._lock:
            channel = self._channels.setdefault(key, _Channel(self._clock()))
            channel.used = self._clock()
            number = channel.next
            channel.next += 1
            channel.done.add(number)
            self._pending += 1
            return number

    def take(self, key: ChannelKey, numbers: Iterable[int]) -> dict[int, bool]:
        """Which of these are safe; those are forgotten."""
        with self._lock:
            channel = self._channels.get(key)
            if channel is None:
                return dict.fromkeys(numbers, False)
            channel.used = self._clock()
            safe = {number: number in channel.done for number in numbers}
            channel.done.difference_update(safe)
            self._pending -= sum(safe.values())
            return safe

    def _clean(self) -> None:
        """Forget idle channels, now and then."""
        now = self._clock()
        if now - self._cleaned_at < MAX_IDLE / 10:
            return
        self._cleaned_at = now
        for key in [key for key, channel in self._channels.items() if now - channel.used > MAX_IDLE]:
            self._pending -= len(self._channels.pop(key).done)
