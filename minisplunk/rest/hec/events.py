"""One object of an event request -> the event that it stands for, or why HEC refuses it.

REST API Reference Manual, "services/collector/event"; Getting Data In, "Format events for HTTP Event Collector"; the
rules of times and fields as third parties measured them on Splunk 10. An object with `fields` and no `event` is passed
over, the others count (measured on 10.4.3 by a third party: github.com/ross/logit, tools/splunk-interop). [unverified]:
null is read as absent, save for `event` (blank) and in `fields` (refused); a time beyond the years 1 to 9999 is
refused; so are indexed fields that are named as a default field is, or begin with an underscore; metadata that are no
strings.

What an index of metric data points is sent is a point, or is dropped; `event` may be missing, as in the documented
example (Metrics manual, "Get metrics in from other sources"), and is not kept.

This runs for each event while other clients wait for the interpreter, so it does little: an event that is a text, as
most are, is decoded with its envelope; what follows from where an object belongs is worked out once for all that say
the same; and what becomes of it is one plain tuple. Measured with 1,000 texts of 1.4 kB: a third of the time that an
object for each event and a second look at each text took.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from ...dataclass import dataclass
from ...fields.default import DEFAULT
from ...fields.indexed import MARK, stored, untimed
from ...fields.points import VALUE, point
from ...ingest.hec_values import elements, epoch, event_text, scalar, string
from ...store import Meta
from ...values import Value, multivalue
from .replies import EVENT_BLANK, EVENT_REQUIRED, INCORRECT_INDEX, INDEXED_FIELDS, INVALID_DATA, HecError

_EMPTY = ("", "{}", "[]")
_LONGEST_WHOLE = 11
"""Digits of a time of whole seconds that is one for certain."""
_members = msgspec.json.Decoder(dict[str, Raw]).decode

SentEvent = tuple[int | None, str, str | None]
"""Its time in microseconds, None when nothing gives it; its text; its fields as the store keeps them, with the mark of
an event whose time is not from its text where it has a time. A metric data point has no text, and without fields it is
none."""


class Envelope(Struct, forbid_unknown_fields=True, gc=False):
    """The object as it was sent."""

    event: Raw | UnsetType = UNSET
    time: Raw | UnsetType = UNSET
    fields: Raw | UnsetType = UNSET
    host: str | None = None
    source: str | None = None
    sourcetype: str | None = None
    index: str | None = None


class TextEnvelope(Struct, forbid_unknown_fields=True, gc=False):
    """The same, of an event that is a text."""

    event: str
    time: Raw | UnsetType = UNSET
    fields: Raw | UnsetType = UNSET
    host: str | None = None
    source: str | None = None
    sourcetype: str | None = None
    index: str | None = None


@dataclass(frozen=True, slots=True)
class Defaults:
    """What events have that do not set it themselves. `allowed` tells of an index whether the token may write there,
    `metrics` how fine the times are that an index of metric data points keeps, in microseconds, None for others;
    `max_event`: bytes that an event may have. `time` in microseconds."""

    index: str
    host: str
    source: str
    sourcetype: str
    allowed: Callable[[str], bool]
    metrics: Callable[[str], int | None]
    max_event: int
    time: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Events of one kind, in their order. `allowed`: whether the token may send any; `resolution`: see
    Defaults.metrics."""

    meta: Meta
    resolution: int | None
    allowed: bool
    events: list[SentEvent] = field(default_factory=list)


class EventReader:
    """Reads the objects of one request. `number`: how many it has read."""

    def __init__(self, defaults: Defaults) -> None:
        self._defaults, self._most, self._time = defaults, defaults.max_event, defaults.time
        self._sent: dict[tuple[str | None, ...], Sent] = {}
        self.number = 0

    def read(self, envelope: Envelope | TextEnvelope) -> None:
        """Raises HecError without a number, msgspec's errors and UnicodeDecodeError for what is no JSON inside."""
        said = (envelope.index, envelope.host, envelope.source, envelope.sourcetype)
        sent = self._sent.get(said) or self._new(said)
        event, fields, time = envelope.event, envelope.fields, self._time
        lone = event is UNSET and fields is not UNSET
        raw = "" if lone else self._text(event)
        if envelope.time is not UNSET:
            time = _time(bytes(envelope.time), time)
        if fields is UNSET and sent.allowed and sent.resolution is None:
            sent.events.append((time, raw, None if time is None else MARK))
        else:
            self._with_fields(sent, time, None if lone else raw, b"{}" if fields is UNSET else bytes(fields))
        self.number += 1

    def taken(self) -> list[Sent]:
        """What has been read since this was asked for before."""
        taken, self._sent = [sent for sent in self._sent.values() if sent.events], {}
        return taken

    def _new(self, said: tuple[str | None, ...]) -> Sent:
        defaults, (index, host, source, sourcetype) = self._defaults, said
        index = index or defaults.index
        meta = Meta(index, host or defaults.host, source or defaults.source, sourcetype or defaults.sourcetype)
        sent = self._sent[said] = Sent(meta, defaults.metrics(index), defaults.allowed(index))
        return sent

    def _text(self, event: str | Raw | UnsetType) -> str:
        if isinstance(event, str):
            text = event
            if len(text) > self._most or (len(text) * 4 > self._most and len(text.encode()) > self._most):
                raise HecError(INVALID_DATA)
        elif event is UNSET:
            raise HecError(EVENT_REQUIRED)
        else:
            data = bytes(event)
            text = event_text(data)
            if len(text.encode()) > self._most:
                raise HecError(INVALID_DATA)
            if data == b"null":
                raise HecError(EVENT_BLANK)
        if text in _EMPTY or text.isspace():
            raise HecError(EVENT_BLANK)
        return text

    def _with_fields(self, sent: Sent, time: int | None, raw: str | None, fields: bytes) -> None:
        """`raw`: None for an object without an event."""
        metrics = sent.resolution is not None
        given = _fields(fields, metrics=metrics)
        if not sent.allowed:
            raise HecError(INCORRECT_INDEX)
        if metrics:
            found = point(given)
            sent.events.append((time, "", None if found is None else stored(found)))
        elif raw is not None:
            kept = stored(given) if given else None
            sent.events.append((time, raw, kept if time is None else untimed(kept)))


def _time(data: bytes, default: int | None) -> int | None:
    """In microseconds."""
    if data.isdigit() and len(data) <= _LONGEST_WHOLE:
        return int(data) * 1_000_000
    if data == b"null":
        return default
    time = epoch(string(data) if data[:1] == b'"' else data.decode())
    if time is None:
        raise HecError(INDEXED_FIELDS)
    return round(time * 1_000_000)


def _fields(data: bytes, *, metrics: bool) -> dict[str, Value]:
    if data == b"null":
        return {}
    if data[:1] != b"{":
        raise HecError(INVALID_DATA)
    members = _members(data)
    if not all(map(_of_point if metrics else _of_event, members)):
        raise HecError(INDEXED_FIELDS)
    return {name: value for name, raw in members.items() if (value := _value(bytes(raw))) is not None}


def _of_event(name: str) -> bool:
    return bool(name) and not name.startswith("_") and name not in DEFAULT


def _of_point(name: str) -> bool:
    return name == VALUE or (bool(name) and not name.startswith("_"))


def _value(data: bytes) -> Value:
    if data[:1] == b"[":
        return multivalue([_scalar(bytes(item)) for item in elements(data)])
    return _scalar(data)


def _scalar(data: bytes) -> str:
    if data[:1] in (b"{", b"[") or data == b"null":
        raise HecError(INDEXED_FIELDS)
    return scalar(data)
