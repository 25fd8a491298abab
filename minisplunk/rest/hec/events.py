"""One object of an event request -> the event that it stands for, or why HEC refuses it.

REST API Reference Manual, "services/collector/event"; Getting Data In, "Format events for HTTP Event Collector"; the
rules of times and fields as third parties measured them on Splunk 10. [unverified]: null is read as absent, save for
`event` (blank) and in `fields` (refused); a time beyond the years 1 to 9999 is refused; so are indexed fields that are
named as a default field is, or begin with an underscore; metadata that are no strings.

What an index of metric data points is sent is a point, or is dropped; `event` may be missing, as in the documented
example (Metrics manual, "Get metrics in from other sources"), and is not kept.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from ...dataclass import dataclass
from ...fields.default import DEFAULT
from ...fields.indexed import stored
from ...fields.points import VALUE, point
from ...ingest.hec_values import elements, epoch, event_text, scalar, string
from ...store import Meta
from ...values import Value, multivalue
from .replies import EVENT_BLANK, EVENT_REQUIRED, INCORRECT_INDEX, INDEXED_FIELDS, INVALID_DATA, HecError

_members = msgspec.json.Decoder(dict[str, Raw]).decode


class Envelope(Struct):
    """The object as it was sent; what other keys it has is ignored, as Splunk does."""

    event: Raw | UnsetType = UNSET
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
    `max_event`: bytes that an event may have."""

    index: str
    host: str
    source: str
    sourcetype: str
    allowed: Callable[[str], bool]
    metrics: Callable[[str], int | None]
    max_event: int
    time: float | None = None


@dataclass(frozen=True, slots=True)
class HecEvent:
    """`time` in microseconds, None when nothing gives it; `fields` as the store keeps them. `resolution`: see
    Defaults.metrics; without fields such an event is no metric data point."""

    meta: Meta
    time: int | None
    raw: str
    fields: str | None
    resolution: int | None = None


def event_of(envelope: Envelope, defaults: Defaults) -> HecEvent:
    """Raises HecError without a number, msgspec's errors and UnicodeDecodeError for what is no JSON inside."""
    index = envelope.index or defaults.index
    resolution = defaults.metrics(index)
    optional = resolution is not None and envelope.event is UNSET and envelope.fields is not UNSET
    raw = "" if optional else _text(envelope.event, defaults.max_event)
    time = defaults.time if envelope.time is UNSET else _time(bytes(envelope.time), defaults.time)
    fields = {} if envelope.fields is UNSET else _fields(bytes(envelope.fields), metrics=resolution is not None)
    if not defaults.allowed(index):
        raise HecError(INCORRECT_INDEX)
    meta = Meta(
        index,
        envelope.host or defaults.host,
        envelope.source or defaults.source,
        envelope.sourcetype or defaults.sourcetype,
    )
    moment = None if time is None else round(time * 1_000_000)
    if resolution is not None:
        found = point(fields)
        return HecEvent(meta, moment, "", None if found is None else stored(found), resolution)
    return HecEvent(meta, moment, raw, stored(fields) if fields else None)


def _text(event: Raw | UnsetType, most: int) -> str:
    if event is UNSET:
        raise HecError(EVENT_REQUIRED)
    data = bytes(event)
    if len(data) > most:
        raise HecError(INVALID_DATA)
    text = event_text(data)
    if data in (b"null", b'""') or text in ("{}", "[]") or text.isspace():
        raise HecError(EVENT_BLANK)
    return text


def _time(data: bytes, default: float | None) -> float | None:
    if data == b"null":
        return default
    time = epoch(string(data) if data[:1] == b'"' else data.decode())
    if time is None:
        raise HecError(INDEXED_FIELDS)
    return time


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
