"""The events of a case in; what comes into its Splunk, and when, out."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

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
from ..sources import Meta
from . import form
from .case import Case
from .moments import duration, moment

INDEX, HOST, SOURCE = "main", "minisplunk", "test"
"""What events get that say nothing else."""
_SECOND = 1_000_000
Timed = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Events of one kind with their times in microseconds, or a file, that come in at `delivered` (epoch seconds; None:
    before the first run)."""

    meta: Meta
    delivered: float | None
    content: Part | Sequence[Timed]

    def into(self, splunk: Splunk, notes: Notes) -> None:
        """Raises DataError, ConfError and NotFound."""
        index, host, source, sourcetype = self.meta
        make_index(splunk, index)
        if isinstance(self.content, Part):
            splunk.replay(self.content, index=index, notes=notes)
        else:
            splunk.ingest(self.content, index=index, sourcetype=sourcetype, source=source, host=host)


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
                    timed = [each for raw in self._raw(part) for each in self._timed(event, meta, raw)]
                    yield Arrival(meta, delivered, timed)
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

    def _raw(self, part: Part) -> Iterator[str]:
        indexing = Indexing(self.splunk.index_time, self.splunk.clock.now())
        return (raw for _, raw, _ in part.events(indexing, self.notes))

    def _timed(self, event: form.Event, meta: Meta, raw: str) -> Iterator[Timed]:
        """An event as it is changed, and its copies, each with its time."""
        later = round(duration(event.shift) * _SECOND) if event.shift else 0
        for number in range(event.repeat):
            text = _changed(raw, event, number + 1) if _changes(event) else raw
            step = later + (round(number * duration(event.every) * _SECOND) if number else 0)
            if meta.sourcetype == CLOUDTRAIL and step:
                text = moved(text, step // _SECOND)
                step %= _SECOND
            if event.time is not None:
                yield round(moment(event.time) * _SECOND) + later + (step if number else 0), text
            else:
                yield from ((time + step, one) for time, one in self._own_time(meta, text))

    def _own_time(self, meta: Meta, text: str) -> Iterator[Timed]:
        """By the rules of its source type, as a file with this text would have it."""
        if meta.sourcetype == CLOUDTRAIL:
            time = event_time(text)
            yield round(self.splunk.clock.now() * _SECOND) if time is None else time, text
            return
        now = self.splunk.clock.now()
        for _, events in parsed([text.encode()], meta, self.splunk.index_time, now=now, notes=self.notes):
            yield from ((time, raw) for time, raw, _ in events)


def _is_whole(event: form.Event) -> bool:
    """Whether a file goes in as it is."""
    return not (_changes(event) or event.shift or event.time is not None)


def _changes(event: form.Event) -> bool:
    return bool(event.set or event.remove or event.lengthen)


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _changed(raw: str, event: form.Event, number: int) -> str:
    try:
        value = msgspec.json.decode(raw, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise DataError(f"set, remove and lengthen change JSON objects, and this is none: {raw[:60]}") from error
    value = copy.deepcopy(value)
    for path, new in event.set.items():
        place, key = _inside(value, path)
        place[key] = _numbered(new, number)
    for path in event.remove:
        place, key = _inside(value, path)
        place.pop(key, None)
    for path, letters in event.lengthen.items():
        place, key = _inside(value, path)
        place[key] = f"{place.get(key, '')}{'x' * letters}"
    return _text(value)


def _numbered(value: Any, number: int) -> Any:
    return value.replace("{n}", str(number)) if isinstance(value, str) else value


def _inside(value: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """The object that holds the last key of a path, made where missing, and that key; a key with dots that is there
    counts as it is."""
    while path not in value and "." in path:
        first, path = path.split(".", 1)
        inner = value.get(first)
        if not isinstance(inner, dict):
            inner = value[first] = {}
        value = inner
    return value, path
