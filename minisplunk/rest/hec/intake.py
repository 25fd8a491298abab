"""The events of a request in; batches for the store out, each of one kind, as the index-time rules make them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from ...engine import Splunk
from ...fields.indexed import joined, untimed
from ...ingest.index_time import changed, parsed
from ...ingest.notes import Notes
from ...ingest.routing import Kinds, by_kind
from ...ingest.stamps import Stamper
from ...ingest.structure import Structure
from ...ingest.structured import indexed_fields
from ...sources import Fielded
from ...store import Batch, Meta
from .events import Sent

_log = logging.getLogger(__name__)
_CHUNK = 1 << 20
"""Bytes of raw data that are broken into lines at a time."""
_PART, _FEW = 8 << 20, 50_000
"""Characters and events of raw data that are given on at a time, at least."""


class Intake:
    """Of one request. `extracted`: whether an event without a time gets that of its text (auto_extract_timestamp)."""

    def __init__(self, splunk: Splunk, *, extracted: bool = False) -> None:
        self._rules_of, self._extracted = splunk.index_time, extracted
        self._now = splunk.clock.now()
        self._received = round(self._now * 1_000_000)
        self._metrics = splunk.metric_indexes()
        self._readings: dict[Meta, tuple[Structure | None, Stamper]] = {}
        self.notes = Notes()
        self.malformed: set[Meta] = set()
        """Kinds of which something was to be a metric data point, and is none."""

    def events(self, sent: Iterable[Sent]) -> list[Batch]:
        """With the fields that their source types index. Their time is the envelope's, else that of the text where it
        is extracted, else now."""
        kinds: Kinds = {}
        for one in sent:
            if one.resolution is None:
                events = self._timed(one)
                by_kind(changed(events, one.meta, self._rules_of, now=self._now, notes=self.notes), kinds)
            else:
                points = self._points(one, one.resolution)
                kinds.setdefault(one.meta, []).extend(points)
        return self._batches({meta: events for meta, events in kinds.items() if events})

    def raw(self, body: bytes, meta: Meta, time: int | None, fields: str | None) -> Iterator[list[Batch]]:
        """The events of a text, in parts. `time` and `fields`: those of all of them, where they are given."""
        kinds: Kinds = {}
        characters = count = 0
        chunks = (body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK))
        for kind, found in parsed(chunks, meta, self._rules_of, now=self._now, notes=self.notes):
            given = found if time is None and fields is None else _given(found, time, fields)
            for of, event in changed(given, kind, self._rules_of, now=self._now, notes=self.notes):
                kinds.setdefault(of, []).append(event)
                characters += len(event[1])
                count += 1
                if characters > _PART or count > _FEW:
                    yield self._of_events(kinds)
                    kinds, characters, count = {}, 0, 0
        yield self._of_events(kinds)

    def log_notes(self) -> None:
        for note in self.notes:
            _log.warning("%s", note)

    def _of_events(self, kinds: Kinds) -> list[Batch]:
        """An index of metric data points takes no text."""
        malformed = {kind for kind in kinds if kind.index in self._metrics}
        self.malformed |= malformed
        return self._batches({kind: events for kind, events in kinds.items() if kind not in malformed})

    def _batches(self, kinds: Kinds) -> list[Batch]:
        return [Batch(meta, events, self._received) for meta, events in kinds.items()]

    def _timed(self, sent: Sent) -> Iterator[Fielded]:
        structure, stamper = self._reading(sent.meta)
        for time, raw, fields in sent.events:
            kept = fields
            if structure is not None and (own := indexed_fields(raw, structure, self.notes)):
                together = joined(own, fields)
                kept = together if time is None else untimed(together)
            if time is not None:
                yield time, raw, kept
            elif self._extracted:
                yield stamper.time(raw.encode()), raw, kept
            else:
                yield self._received, raw, untimed(kept)

    def _points(self, sent: Sent, resolution: int) -> Iterator[Fielded]:
        for time, raw, fields in sent.events:
            if fields is None:
                self.malformed.add(sent.meta)
                continue
            moment = self._received if time is None else time
            yield moment - moment % resolution, raw, untimed(fields)

    def _reading(self, meta: Meta) -> tuple[Structure | None, Stamper]:
        """How fields and times are read. What times were found in texts before counts for those that follow, in the
        next part too."""
        known = self._readings.get(meta)
        if known is None:
            rules = self._rules_of(meta)
            stamper = Stamper(rules.stamping, now=self._now, modified=None, notes=self.notes)
            known = self._readings[meta] = (rules.structure, stamper)
        return known


def _given(events: Iterable[Fielded], time: int | None, fields: str | None) -> Iterator[Fielded]:
    for found, raw, _ in events:
        yield found if time is None else time, raw, fields
