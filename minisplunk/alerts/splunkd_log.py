"""Lines of splunkd.log in, events of `index=_internal sourcetype=splunkd` out.

A line is `MM-DD-YYYY HH:MM:SS.mmm +ZZZZ LEVEL component [pid thread] - text`, as splunkd writes it since 8.1.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from pathlib import Path

from ..store import Meta, Store
from ..times import Clock, strftime

INDEX = "_internal"


class SplunkdLog:
    """Writes to the store of a Splunk whose home is `home`, at the time of its clock. Safe for threads."""

    def __init__(self, store: Store, clock: Clock, zone: tzinfo, home: Path) -> None:
        self._store, self._clock, self._zone = store, clock, zone
        self._folder = home / "var" / "log" / "splunk"

    def write(self, level: str, component: str, text: str, *, thread: str = "main") -> None:
        """One line of splunkd.log."""
        self.write_all([(level, text)], component, thread=thread)

    def write_all(self, lines: Iterable[tuple[str, str]], component: str, *, thread: str = "main") -> int:
        """Lines (level, text) of one component in one transaction; how many."""
        return self.write_lines(((level, component, text) for level, text in lines), thread=thread)

    def write_lines(self, lines: Iterable[tuple[str, str, str]], *, thread: str = "main") -> int:
        """Lines (level, component, text) in one transaction; how many."""
        where = f"[{os.getpid()} {thread}]"
        texts = ((level, f"{component} {where} - {text}") for level, component, text in lines)
        return self._add("splunkd.log", "splunkd", texts)

    def write_metrics(self, lines: Iterable[str]) -> None:
        """Lines of metrics.log in one transaction."""
        self._add("metrics.log", "splunkd", (("INFO", f"Metrics - {text}") for text in lines))

    def write_scheduler(self, *lines: tuple[str, str]) -> None:
        """Lines (level, text) of scheduler.log, which tells of the runs of scheduled searches, in one transaction."""
        self._add("scheduler.log", "scheduler", ((level, f"SavedSplunker - {text}") for level, text in lines))

    def _add(self, file: str, sourcetype: str, lines: Iterable[tuple[str, str]]) -> int:
        now = self._clock.now()
        moment = round(now * 1_000_000)
        stamp = strftime(now, "%m-%d-%Y %H:%M:%S.%3N %z", self._zone)
        meta = Meta(index=INDEX, host="localhost", source=str(self._folder / file), sourcetype=sourcetype)
        return self._store.add(meta, _events(lines, stamp, moment), moment)


def _events(lines: Iterable[tuple[str, str]], stamp: str, moment: int) -> Iterator[tuple[int, str]]:
    return ((moment, f"{stamp} {level:<5} {text}") for level, text in lines)
