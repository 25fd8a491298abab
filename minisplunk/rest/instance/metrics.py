"""metrics.log: what the server has done lately, every half a minute, as lines of `index=_internal sourcetype=splunkd`.

Troubleshooting Manual, "About metrics.log". Groups and keys are splunkd's, of those that there is something to say of
here: how much was indexed, what waits to be written, how many searches run. Kilobytes are those by which the database
grew.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ...dataclass import dataclass
from ...engine import Splunk
from ...errors import MinisplunkError

_log = logging.getLogger(__name__)

INTERVAL = 30.0
"""Seconds (limits.conf.spec: [metrics] interval)."""
Line = Mapping[str, object]
"""Keys and values, in their order."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`time`: epoch seconds; `events`: of each index; `size`: bytes of the database."""

    time: float
    events: Mapping[str, int]
    size: int

    @classmethod
    def of(cls, splunk: Splunk) -> Reading:
        events = {index: totals.events for index, totals in splunk.store.counts().items()}
        return cls(splunk.clock.now(), events, splunk.store.size())


def lines(splunk: Splunk, first: Reading, before: Reading, now: Reading) -> Iterator[Line]:
    """What has happened from one reading to the next; averages are since the first."""
    seconds, whole = now.time - before.time, now.time - first.time
    kilobytes = max(now.size - before.size, 0) / 1024
    more = {index: max(count - before.events.get(index, 0), 0) for index, count in sorted(now.events.items())}
    yield {
        "group": "thruput",
        "name": "index_thruput",
        "instantaneous_kbps": _rate(kilobytes, seconds),
        "instantaneous_eps": _rate(sum(more.values()), seconds),
        "average_kbps": _rate(max(now.size - first.size, 0) / 1024, whole),
        "total_k_processed": max(now.size - first.size, 0) // 1024,
        "kb": f"{kilobytes:.3f}",
        "ev": sum(more.values()),
    }
    for index, count in more.items():
        if count:
            yield {"group": "per_index_thruput", "series": f'"{index}"', "eps": _rate(count, seconds), "ev": count}
    waiting, most = splunk.writer.load
    yield {
        "group": "queue",
        "name": "indexqueue",
        "max_size_kb": most // 1024,
        "current_size_kb": waiting // 1024,
    }
    running = sum(not job.is_done for job in splunk.jobs.all())
    yield {
        "group": "search_concurrency",
        "name": "system total",
        "active_hist_searches": running,
        "active_realtime_searches": 0,
    }


@contextmanager
def running(splunk: Splunk, interval: float = INTERVAL) -> Iterator[None]:
    """Write to metrics.log from a thread of its own until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=_write_until, args=(splunk, stop, interval), name="metrics", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _write_until(splunk: Splunk, stop: threading.Event, interval: float) -> None:
    """A store that cannot be read or written now is logged, and asked again."""
    first: Reading | None = None
    before: Reading | None = None
    while True:
        try:
            now = Reading.of(splunk)
            splunk.host.log.write_metrics(map(_text, lines(splunk, first or now, before or now, now)))
            first, before = first or now, now
        except MinisplunkError as error:
            _log.warning("metrics.log: %s", error)
        if stop.wait(interval):
            return


def _text(line: Line) -> str:
    return ", ".join(f"{key}={value}" for key, value in line.items())


def _rate(amount: float, seconds: float) -> str:
    return f"{amount / seconds if seconds > 0 else 0:.3f}"
