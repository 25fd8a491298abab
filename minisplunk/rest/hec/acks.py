"""Channels -> the ids of requests whose events are safe, until they are asked for.

Getting Data In, "About HTTP Event Collector Indexer Acknowledgment": ids count from 0 in each channel; a status is
forgotten once it was told as true. limits.conf.spec, [http_input]: how many there may be; inputs.conf.spec, [http]
ackIdleCleanup, maxIdleTime: a channel that is not used is forgotten; ackExpiryMode: one that is nearly full loses its
oldest. [unverified]: channels of different tokens are apart.

Ids that are next to each other are kept as one run, so that a client that never asks costs no memory for them.
"""

from __future__ import annotations

import re
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import field

from ...dataclass import dataclass

_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_NEAR, _EXPIRING, _EXPIRED = 0.8, 0.9, 0.85
"""Of a limit: where backpressureState warns, where ackExpiryMode begins to forget, and what it leaves."""

ChannelKey = tuple[str, str]
"""The token's name and the channel's id."""


def is_channel(text: str) -> bool:
    return _GUID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class AckLimits:
    """`idle`: seconds after which a channel that nobody uses is forgotten, None for never; `expiring`: whether one that
    is nearly full loses its oldest ids. The defaults are those of the specifications."""

    channels: int = 1_000_000
    pending: int = 10_000_000
    pending_of_channel: int = 1_000_000
    idle: float | None = 600.0
    expiring: bool = False


@dataclass(slots=True)
class _Channel:
    """`starts` and `ends` of the runs of pending ids, in order; an end is not in its run."""

    used: float
    next: int = 0
    pending: int = 0
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self) -> int:
        number = self.next
        self.next += 1
        self.pending += 1
        if self.ends and self.ends[-1] == number:
            self.ends[-1] += 1
        else:
            self.starts.append(number)
            self.ends.append(number + 1)
        return number

    def take(self, number: int) -> bool:
        """Whether it is pending, which it is not from then on."""
        run = bisect_right(self.starts, number) - 1
        if run < 0 or number >= self.ends[run]:
            return False
        start, end = self.starts[run], self.ends[run]
        left = [(one, other) for one, other in ((start, number), (number + 1, end)) if one < other]
        self.starts[run : run + 1] = [one for one, _ in left]
        self.ends[run : run + 1] = [other for _, other in left]
        self.pending -= 1
        return True

    def expire(self, left: int) -> None:
        """Forget the oldest, until so many are left."""
        while self.pending > left:
            excess = min(self.pending - left, self.ends[0] - self.starts[0])
            self.pending -= excess
            self.starts[0] += excess
            if self.starts[0] == self.ends[0]:
                del self.starts[0], self.ends[0]


class Acks:
    """Safe for threads. `clock` counts seconds; it has nothing to do with the time of events."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._channels: dict[ChannelKey, _Channel] = {}
        self._full: set[ChannelKey] = set()
        self._pending = 0
        self._cleaned_at = clock()

    def full(self, key: ChannelKey, limits: AckLimits) -> bool:
        """Whether a request must be refused, since there is no room to keep its status."""
        with self._lock:
            self._clean(limits)
            return self._filled(key, limits, 1.0)

    def near(self, key: ChannelKey, limits: AckLimits) -> bool:
        """Whether there is little room left."""
        with self._lock:
            return self._filled(key, limits, _NEAR)

    def available(self, limits: AckLimits, *, any_channel: bool) -> bool:
        """Whether a request of some channel can be acknowledged; or of each channel, unless `any_channel`."""
        with self._lock:
            self._clean(limits)
            if self._pending >= limits.pending:
                return False
            if any_channel:
                return len(self._channels) < limits.channels or len(self._full) < len(self._channels)
            return not self._full and len(self._channels) < limits.channels

    def add(self, key: ChannelKey, limits: AckLimits) -> int:
        """The id of a request whose events are safe."""
        with self._lock:
            channel = self._channels.setdefault(key, _Channel(self._clock()))
            channel.used = self._clock()
            before = channel.pending
            number = channel.add()
            most = limits.pending_of_channel
            if limits.expiring and channel.pending > most * _EXPIRING:
                channel.expire(int(most * _EXPIRED))
            self._pending += channel.pending - before
            if channel.pending >= most:
                self._full.add(key)
            return number

    def take(self, key: ChannelKey, numbers: Iterable[int], limits: AckLimits) -> dict[int, bool]:
        """Which of these are safe; those are forgotten."""
        with self._lock:
            channel = self._channels.get(key)
            if channel is None:
                return dict.fromkeys(numbers, False)
            channel.used = self._clock()
            before = channel.pending
            safe: dict[int, bool] = {}
            for number in numbers:
                if number not in safe:
                    safe[number] = channel.take(number)
            self._pending -= before - channel.pending
            if channel.pending < limits.pending_of_channel:
                self._full.discard(key)
            return safe

    def _filled(self, key: ChannelKey, limits: AckLimits, share: float) -> bool:
        if self._pending >= limits.pending * share:
            return True
        channel = self._channels.get(key)
        if channel is None:
            return len(self._channels) >= limits.channels * share
        return channel.pending >= limits.pending_of_channel * share

    def _clean(self, limits: AckLimits) -> None:
        """Forget idle channels, now and then."""
        now, idle = self._clock(), limits.idle
        if idle is None or now - self._cleaned_at < idle / 10:
            return
        self._cleaned_at = now
        for key in [key for key, channel in self._channels.items() if now - channel.used > idle]:
            self._pending -= self._channels.pop(key).pending
            self._full.discard(key)
