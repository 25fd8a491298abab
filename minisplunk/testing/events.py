"""The events of a case in; what comes into its Splunk, and when, out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from ..dataclass import dataclass
from ..detect.in_process import make_index
from ..engine import Splunk
from ..errors import DataError
from ..ingest.archive import CLOUDTRAIL, event_time
from ..ingest.index_time import parsed
from ..ingest.notes import Notes
from ..ingest.sourcetypes import SourceTypes
from ..replay import Data, Indexing, Part, load
from ..replay.attack_data import AttackData
from ..replay.dataset import DatasetFile
from ..replay.part import moved
from ..sources import Fielded, Meta
from . import form
from .case import Case
from .changing import changed, changes
from .moments import duration, is_moment, moment

INDEX, HOST, SOURCE = "main", "minisplunk", "test"
"""What events get that say nothing else."""
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """Events of one kind with their times in microseconds, or a file, that come in at `delivered` (epoch seconds; None:
    before the first run)."""

    meta: Meta
    delivered: float | None
    content: Part | Sequence[Fielded]

    def into(self, splunk: Splunk, notes: Notes) -> None:
        """Raises DataError, ConfError and NotFound."""
        make_index(splunk, self.meta.index)
        if isinstance(self.content, Part):
            stored = splunk.replay(self.content, index=self.meta.index, notes=notes)
        else:
            stored = splunk.add(self.content, self.meta, notes=notes)
        if not stored:
            of = f"of the source type '{self.meta.sourcetype}'"
            notes.add(of, f"No event {of} came into an index: there was none, or index-time rules drop it.")


def arrivals(case: Case, splunk: Splunk, data: AttackData, notes: Notes) -> list[Arrival]:
    """In the order of the file. Raises DataError and NotFound for data that cannot be read."""
    reader = _Reader(case, splunk, data, notes)
    return [arrival for event in case.said.events for arrival in reader.of(event)]


@dataclass(frozen=True, slots=True)
class _Reader:
    case: Case
    splunk: Splunk
    data: AttackData
    notes: Notes

    def of(self, event: form.Event) -> Iterator[Arrival]:
        delivered = None if event.delivered is None else moment(event.delivered)
        if event.file is not None or event.attack_data is not None:
            for part in self._parts(event):
                meta = Meta(self._said(event, "index", INDEX), part.host, part.source, part.sourcetype)
                if _is_whole(event):
                    yield Arrival(meta, delivered, part)
                else:
                    found = part.events(Indexing(self.splunk.index_time, self.splunk.clock.now()), self.notes)
                    yield Arrival(meta, delivered, [each for one in found for each in self._timed(event, meta, one)])
            return
        meta = Meta(
            self._said(event, "index", INDEX),
            self._said(event, "host", HOST),
            self._said(event, "source", SOURCE),
            self._said(event, "sourcetype", ""),
        )
        raw = _text(event.json) if event.raw is None else event.raw
        yield Arrival(meta, delivered, list(self._timed(event, meta, raw)))

    def _said(self, event: form.Event, name: str, default: str) -> str:
        return getattr(event, name) or getattr(self.case.said, name) or default

    def _parts(self, event: form.Event) -> Iterator[Part]:
        """The files, each as what the case says that it is; else as its data set says, or as it begins."""
        sourcetype, source, host = (self._said(event, name, "") for name in ("sourcetype", "source", "host"))
        types = SourceTypes(self.splunk.contexts.everywhere.written("props"), self.notes)
        if event.attack_data is None:
            assert event.file is not None
            found = [DatasetFile(self.case.folder / event.file, "", "", "")]
        else:
            found = self.data.files(event.attack_data, self.notes)
        for file in found:
            data = Data(file.path, sourcetype or file.sourcetype)
            yield from load(data, source=source or file.source or None, host=host or file.host or None, types=types)

    def _timed(self, event: form.Event, meta: Meta, given: str | Fielded) -> Iterator[Fielded]:
        """A text, or an event that was read of a file, as it is changed; and its copies, each with its time."""
        read, raw = (None, given) if isinstance(given, str) else (given, given[1])
        later = round(duration(event.shift) * _SECOND) if event.shift else 0
        for number in range(event.repeat):
            text = _changed(raw, event, number + 1) if changes(event) else raw
            step = later + (round(number * duration(event.every) * _SECOND) if number else 0)
            moves = meta.sourcetype == CLOUDTRAIL and step  # its time is read from its text, and moves there
            if moves:
                text = moved(text, _of_calendar(step) // _SECOND)
            at = None if event.time is None else _of_calendar(round(moment(event.time) * _SECOND) + step)
            rest = step % _SECOND if moves else step
            for time, one, fields in [read] if read and text == raw else self._parsed(meta, text, whole=at is not None):
                yield _of_calendar(time + rest) if at is None else at, one, fields

    def _parsed(self, meta: Meta, text: str, *, whole: bool) -> Iterator[Fielded]:
        """By the rules of its source type, as a file with this text would have it. `whole`: it is one event, whose time
        is known, unless it is structured data."""
        now = self.splunk.clock.now()
        if meta.sourcetype == CLOUDTRAIL:
            time = event_time(text)
            yield round(now * _SECOND) if time is None else time, text, None
            return
        if whole and self.splunk.index_time(meta).structure is None:
            yield 0, text, None
            return
        rules = self.splunk.index_time
        for _, events in parsed([text.encode()], meta, rules, now=now, modified=now, notes=self.notes):
            yield from events


def _of_calendar(time: int) -> int:
    """A time in microseconds that there is."""
    if not is_moment(time / _SECOND):
        raise DataError("the time of an event lies outside of the years 1 to 9999: see time, shift, repeat and every")
    return time


def _is_whole(event: form.Event) -> bool:
    """Whether a file goes in as it is."""
    return not (changes(event) or event.shift or event.time is not None)


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _changed(raw: str, event: form.Event, number: int) -> str:
    try:
        value = msgspec.json.decode(raw, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise DataError(f"set, remove and lengthen change JSON objects, and this is none: {raw[:60]}") from error
    return _text(changed(value, event, number))
