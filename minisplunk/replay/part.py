"""One file with its host, source and source type -> its events, streamed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from ..conf.parser import Conf
from ..errors import DataError
from ..fields.props import matching, merged
from ..ingest.archive import CLOUDTRAIL, Timed, timed_records
from ..ingest.files import Piped, chunks
from ..ingest.index_time import Event, IndexTime, events, index_time
from ..ingest.notes import Notes
from ..ingest.structure import JSON
from ..store import Meta

_EVENT_TIME = re.compile(r'(?P<key>"eventTime"\s*:\s*")(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)', re.ASCII)


@dataclass(frozen=True, slots=True)
class Indexing:
    """What decides how raw data becomes events. `props`: props.conf of the global context, its stanzas as written."""

    props: Conf
    now: float
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Part:
    """A file to replay. `seconds`: by how much its records' times are moved; `piped`: what came through a pipe that
    the user calls `path`."""

    path: Path
    sourcetype: str
    source: str
    host: str
    seconds: int = 0
    piped: Piped | None = None

    @property
    def cloudtrail(self) -> bool:
        """Whether the file is read as CloudTrail records, one event each, whatever the layout; or by props.conf."""
        return self.sourcetype == CLOUDTRAIL

    @property
    def size(self) -> int:
        """Bytes, packed as they may be."""
        return self._status().st_size

    def records(self, notes: Notes | None = None) -> Iterator[Timed]:
        """The records of CloudTrail with their own times. Raises DataError and NotFound."""
        return timed_records(self.path, notes, self.piped)

    def events(self, indexing: Indexing | None = None, notes: Notes | None = None) -> Iterator[Event]:
        """Time in microseconds, raw text and indexed fields of each event, in constant memory.

        A CloudTrail record without a time has that of the record before, else the file's. Other source types need
        `indexing`; settings without effect are among the notes. Raises DataError and NotFound.
        """
        notes = Notes() if notes is None else notes
        if self.cloudtrail:
            return self._records(notes)
        if indexing is None:
            raise DataError(f"{self.path}: {self.sourcetype} becomes events by props.conf, which is not at hand here")
        rules = self._rules(indexing)
        for fault in rules.faults:
            notes.add(str(fault), str(fault))
        return events(chunks(self.path, self.piped), rules, now=indexing.now, modified=self._modified(), notes=notes)

    def fields_found_by_hec(self, indexing: Indexing) -> bool:
        """Whether a HEC with the same props.conf indexes the fields of these events itself."""
        structure = self._rules(indexing).structure
        return structure is not None and structure.kind == JSON

    def _rules(self, indexing: Indexing) -> IndexTime:
        kind = Meta(index="", host=self.host, source=self.source, sourcetype=self.sourcetype)
        return index_time(merged(matching(indexing.props, kind)), indexing.zone)

    def _records(self, notes: Notes) -> Iterator[Event]:
        previous: int | None = None
        for recorded, raw in self.records(notes):
            if recorded is not None:
                previous = recorded + self.seconds * 1_000_000
            elif previous is None:
                previous = round(self._modified() * 1_000_000)
            yield previous, moved(raw, self.seconds) if self.seconds else raw, None

    def _modified(self) -> float:
        return self._status().st_mtime

    def _status(self) -> os.stat_result:
        return self.path.stat() if self.piped is None else self.piped.status()


def moved(raw: str, seconds: int) -> str:
    """The raw text with all its eventTime values moved, and nothing else changed. Raises DataError beyond year 9999."""
    offset = timedelta(seconds=seconds)

    def move(match: re.Match[str]) -> str:
        try:
            time = datetime.fromisoformat(match["time"])
        except ValueError:  # the 30th of February: no time, so it stays
            return match[0]
        try:
            return f"{match['key']}{(time + offset).isoformat()}"
        except OverflowError as error:
            raise DataError(
                f"eventTime {match['time']} moved by {seconds} seconds leads out of the calendar"
            ) from error

    return _EVENT_TIME.sub(move, raw)
