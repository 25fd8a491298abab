"""One file with its host, source and source type -> its events, streamed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from .. import lazy_re
from ..conf import bare
from ..dataclass import dataclass
from ..errors import DataError, UnsupportedConf
from ..ingest.archive import CLOUDTRAIL, Timed, timed_records
from ..ingest.context import IndexContext
from ..ingest.files import Piped, as_it_lies, chunks
from ..ingest.index_time import IndexTime, changed, parsed
from ..ingest.notes import Notes, plain
from ..ingest.places import At, Blob
from ..ingest.rules import Rules
from ..ingest.skipped import Skipped, until_fault
from ..ingest.structure import JSON
from ..sources import Fielded, Meta

_EVENT_TIME = lazy_re.compile(r'(?P<key>"eventTime"\s*:\s*")(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)', re.ASCII)


@dataclass(frozen=True, slots=True)
class Indexing:
    """What decides how raw data becomes events: the rules of a kind of events, and what now is."""

    rules: Callable[[Meta], IndexTime]
    now: float

    @classmethod
    def bare(cls, now: float) -> Indexing:
        """Of a Splunk without any app: for what goes to the HEC of another, which takes events."""
        context = IndexContext(transforms=bare().conf("transforms").stanzas)
        return cls(Rules(bare().written("props"), context).of, now)

    def noting(self, notes: Notes) -> Indexing:
        """The same, that notes the settings without effect of each kind that it is asked for."""
        noted: set[Meta] = set()

        def rules(meta: Meta) -> IndexTime:
            found = self.rules(meta)
            if found.faults and meta not in noted:
                noted.add(meta)
                for fault in map(str, found.faults):
                    notes.add(fault, fault)
            return found

        return replace(self, rules=rules)


@dataclass(frozen=True, slots=True)
class Part:
    """A file to replay. `seconds`: by how much its records' times are moved; `piped`: what came through a pipe that
    the user calls `path`; `refused`: why it cannot be read as anything, empty where it can."""

    path: At
    sourcetype: str
    source: str
    host: str
    seconds: int = 0
    piped: Piped | None = None
    refused: str = ""

    @property
    def cloudtrail(self) -> bool:
        """Whether the file is read as CloudTrail records, one event each, whatever the layout; or by props.conf."""
        return self.sourcetype == CLOUDTRAIL

    @property
    def size(self) -> int:
        """Bytes, packed as they may be; 0 for a file that is gone."""
        if self.piped is not None:
            return self.piped.size
        if isinstance(self.path, Blob):
            return self.path.size
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def content(self) -> str:
        """A hash of the file's bytes, packed as they may be, and of what else its events are made of; where the file
        lies is no part of that. Raises NotFound and DataError."""
        import hashlib  # noqa: PLC0415  only a replay needs it, and OpenSSL takes long to load

        named = "" if self.source == plain(str(self.path)) else self.source
        found = hashlib.sha256("\0".join((self.sourcetype, self.host, named, str(self.seconds), "")).encode())
        for chunk in as_it_lies(self.path, self.piped):
            found.update(chunk)
        return found.hexdigest()

    @property
    def changed(self) -> int:
        """When the file was changed last, in microseconds."""
        return round(self._modified() * 1_000_000)

    def records(self, notes: Notes | None = None) -> Iterator[Timed]:
        """The records of CloudTrail with their own times. Raises DataError and NotFound."""
        if self.refused:
            raise DataError(self.refused)
        return timed_records(self.path, notes, self.piped)

    def events(
        self, indexing: Indexing | None = None, notes: Notes | None = None, skipped: list[Skipped] | None = None
    ) -> Iterator[Fielded]:
        """The events of the file as they are before the typing queue, in constant memory, for another Splunk to index.

        A CloudTrail record without a time has that of the record before, else the file's. Other source types need
        `indexing`; settings without effect are among the notes. Raises DataError and NotFound, unless faults are to be
        `skipped`, see `until_fault`; and UnsupportedConf for directives in the file: one is told what all its events
        are.
        """
        return until_fault(self._events(indexing, Notes() if notes is None else notes), self.path, skipped)

    def _events(self, indexing: Indexing | None, notes: Notes) -> Iterator[Fielded]:
        kinds = self._parsed("", indexing and indexing.noting(notes), notes)
        for number, (_, events) in enumerate(kinds):
            if number:
                raise UnsupportedConf(f"{self.path}: ***SPLUNK*** lines, which say what the events after them are")
            yield from events

    def indexed(
        self, index: str, indexing: Indexing, notes: Notes, skipped: list[Skipped] | None = None
    ) -> Iterator[tuple[Meta, Fielded]]:
        """The events of the file as they go into the index, or into another one if that is what they say; faults as in
        `events`."""
        return until_fault(self._indexed(index, indexing, notes), self.path, skipped)

    def _indexed(self, index: str, indexing: Indexing, notes: Notes) -> Iterator[tuple[Meta, Fielded]]:
        indexing = indexing.noting(notes)
        for kind, events in self._parsed(index, indexing, notes):
            yield from changed(events, kind, indexing.rules, now=indexing.now, notes=notes)

    def fields_found_by_hec(self, indexing: Indexing) -> bool:
        """Whether a HEC with the same props.conf indexes the fields of these events itself."""
        structure = indexing.rules(Meta("", self.host, self.source, self.sourcetype)).structure
        return structure is not None and structure.kind == JSON

    def _parsed(self, index: str, indexing: Indexing | None, notes: Notes) -> Iterator[tuple[Meta, Iterator[Fielded]]]:
        kind = Meta(index, self.host, self.source, self.sourcetype)
        if self.cloudtrail:
            yield kind, self._records(notes)
            return
        if indexing is None:
            raise DataError(f"{self.path}: {self.sourcetype} becomes events by props.conf, which is not at hand here")
        data = chunks(self.path, self.piped, indexing.rules(kind).charset)
        modified, here = self._modified(), notes.of(str(self.path))
        yield from parsed(data, kind, indexing.rules, now=indexing.now, modified=modified, notes=here)

    def _records(self, notes: Notes) -> Iterator[Fielded]:
        previous: int | None = None
        for recorded, raw in self.records(notes):
            if recorded is not None:
                previous = recorded + self.seconds * 1_000_000
            elif previous is None:
                previous = self.changed
            yield previous, moved(raw, self.seconds) if self.seconds else raw, None

    def _modified(self) -> float:
        if self.piped is not None:
            return self.piped.modified
        return self.path.modified if isinstance(self.path, Blob) else self.path.stat().st_mtime


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
