"""How often a request to HEC is tried again, and how long an acknowledgment is waited for."""

from __future__ import annotations

from collections.abc import Iterator

from ..dataclass import dataclass


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """In seconds. A request is tried `tries` times in all; waits double from `first` up to `longest`.

    `unacknowledged`: how long no acknowledgment may come. Splunk names five minutes after which events should be sent
    again (Getting Data In, "About HTTP Event Collector Indexer Acknowledgment").
    """

    first: float = 0.5
    longest: float = 30.0
    tries: int = 8
    unacknowledged: float = 300.0

    def waits(self) -> Iterator[float]:
        """Seconds to wait before each further try, without end."""
        wait = self.first
        while True:
            yield min(wait, self.longest)
            wait = min(wait * 2, self.longest)
