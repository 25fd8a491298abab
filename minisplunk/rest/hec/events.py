"""One object of an event request -> the event that it stands for, or why HEC refuses it.

REST API Reference Manual, "services/collector/event"; Getting Data In, "Format events for HTTP Event Collector"; the
rules of times and fields as third parties measured them on Splunk 10. [unverified]: null is read as absent, save for
`event` (blank) and in `fields` (refused); a time beyond the years 1 to 9999 is refused; so are indexed fields that are
named as a default field is, or begin with an underscore; metadata that are no strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from ...fields.default import DEFAULT
from ...fields.indexed import stored
from ...store import Meta
from ...values import Value, multivalue
from .replies import EVENT_BLANK, EVENT_REQUIRED, INCORRECT_INDEX, INDEXED_FIELDS, INVALID_DATA, HecError

_TIME = re.compile(r"-?\d+(?:\.\d*)?|-?\.\d+", re.ASCII)  # no exponents
_FIRST, _LAST = -62_135_596_800, 253_402_300_800

_string = msgspec.json.Decoder(str).decode
_members = msgspec.json.Decoder(dict[str, Raw]).decode
_items = msgspec.json.Decoder(list[Raw]).decode


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
    """What events have that do not set it themselves. `allowed` tells of an index whether the token may write there;
    `max_event`: bytes that an event may have."""

    index: str
    host: str
    source: str
    sourcetype: str
    allowed: Callable[[str], bool]
    max_event: int
    time: float | None = None


@dataclass(frozen=True, slots=True)
class HecEvent:
    """`time` in microseconds, None when nothing gives it; `fields` as the store keeps them."""

    meta: Meta
    time: int | None
    raw: str
    fields: str | None


def event_of(envelope: Envelope, defaults: Defaults) -> HecEvent:
    """Raises HecError without a number, msgspec's errors and UnicodeDecodeError for what is no JSON inside."""
    raw = _text(envelope.event, defaults.max_event)
    time = defaults.time if envelope.time is UNSET else _time(bytes(envelope.time), defaults.time)
    fields = None if envelope.fields is UNSET else _fields(bytes(envelope.fields))
    index = envelope.index or defaults.index
    if not defaults.allowed(index):
        raise HecError(INCORRECT_INDEX)
    meta = Meta(
        index,
        envelope.host or defaults.host,
        envelope.source or defaults.source,
        envelope.sourcetype or defaults.sourcetype,
    )
    return HecEvent(meta, None if time is None else round(time * 1_000_000), raw, fields)


def epoch(text: str) -> float | None:
    """The epoch seconds that a text says, as HEC reads them; None for what is no time."""
    if not _TIME.fullmatch(text) or not _FIRST <= (time := float(text)) < _LAST:
        return None
    return time


def _text(event: Raw | UnsetType, most: int) -> str:
    """A string as it is; anything else as compact JSON, spelled as it was sent."""
    if event is UNSET:
        raise HecError(EVENT_REQUIRED)
    data = bytes(event)
    if len(data) > most:
        raise HecError(INVALID_DATA)
    text = _string(data) if data[:1] == b'"' else msgspec.json.format(data, indent=-1).decode()
    if data in (b"null", b'""') or text in ("{}", "[]") or text.isspace():
        raise HecError(EVENT_BLANK)
    return text


def _time(data: bytes, default: float | None) -> float | None:
    if data == b"null":
        return default
    time = epoch(_string(data) if data[:1] == b'"' else data.decode())
    if time is None:
        raise HecError(INDEXED_FIELDS)
    return time


def _fields(data: bytes) -> str | None:
    if data == b"null":
        return None
    if data[:1] != b"{":
        raise HecError(INVALID_DATA)
    fields = {name: value for name, raw in _members(data).items() if (value := _value(name, bytes(raw))) is not None}
    return stored(fields) if fields else None


def _value(name: str, data: bytes) -> Value:
    if not name or name.startswith("_") or name in DEFAULT:
        raise HecError(INDEXED_FIELDS)
    if data[:1] == b"[":
        return multivalue([_scalar(bytes(item)) for item in _items(data)])
    return _scalar(data)


def _scalar(data: bytes) -> str:
    """Numbers and booleans as they are spelled."""
    if data[:1] == b'"':
        return _string(data)
    if data[:1] in (b"{", b"[") or data == b"null":
        raise HecError(INDEXED_FIELDS)
    return data.decode()
