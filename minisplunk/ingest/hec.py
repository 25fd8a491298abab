"""A file of HEC's objects (INDEXED_EXTRACTIONS = hec) in; the events that they stand for out.

props.conf.spec, INDEXED_EXTRACTIONS; Getting Data In, "Format events for HTTP Event Collector". A text is the event as
it is, anything else as compact JSON. An event without a time has that of its text. [unverified]: that, and what is no
such object is an event as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Raw, Struct

from ..errors import UnsupportedConf
from ..fields.indexed import IndexedFields, stored, untimed
from ..values import Value
from .extracted import LONGEST, cut, indexed_name
from .lines import truncated
from .notes import Notes
from .objects import items
from .stamps import Stamper
from .structure import Structure
from .text import text

_TIME = re.compile(r"-?\d+(?:\.\d*)?|-?\.\d+", re.ASCII)
_FIRST, _LAST = -62_135_596_800, 253_402_300_800
_OF_KIND = ("host", "source", "sourcetype", "index")


class _Envelope(Struct):
    event: Raw
    time: str | int | float | None = None
    fields: dict[str, Raw] | None = None
    host: str | None = None
    source: str | None = None
    sourcetype: str | None = None
    index: str | None = None


_envelope = msgspec.json.Decoder(_Envelope).decode
_string = msgspec.json.Decoder(str).decode
_list = msgspec.json.Decoder(list[Raw]).decode


def hec_events(
    chunks: Iterable[bytes], structure: Structure, stamper: Stamper, notes: Notes
) -> Iterator[tuple[int, str, str | None]]:
    """Constant memory. Raises UnsupportedConf for an object that says where it belongs: a file is of one kind."""
    for line, data, _, envelope in items(chunks, _read, structure.truncate):
        if envelope is None:
            notes.add("hec", f"Line {line:,} is no object as HEC takes it, and is an event without fields")
            yield stamper.time(data), text(truncated(data, len(data), structure.truncate, notes)), None
            continue
        own = [name for name in _OF_KIND if getattr(envelope, name)]
        if own:
            raise UnsupportedConf(
                f"INDEXED_EXTRACTIONS = hec and an object in line {line:,} that has its own {' and '.join(own)}; "
                "services/collector/event takes the same objects"
            )
        raw = _text(bytes(envelope.event))
        event = raw.encode("utf-8", "replace")
        found = _fields(envelope.fields or {})
        fields = stored(cut(found, notes) if len(data) > LONGEST else found) if found else None
        time = _time(envelope.time)
        kept = text(truncated(event, len(event), structure.truncate, notes))
        if time is None:
            yield stamper.time(event), kept, fields
        else:
            yield time, kept, untimed(fields)


def _read(raw: str) -> _Envelope | None:
    try:
        envelope = _envelope(raw)
        _text(bytes(envelope.event))
        _fields(envelope.fields or {})
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return None if bytes(envelope.event) in (b"null", b'""') else envelope


def _text(data: bytes) -> str:
    return _string(data) if data[:1] == b'"' else msgspec.json.format(data, indent=-1).decode()


def _time(value: str | int | float | None) -> int | None:
    """Microseconds of the epoch seconds that a value says."""
    written = "" if value is None else str(value)
    if not _TIME.fullmatch(written) or not _FIRST <= (seconds := float(written)) < _LAST:
        return None
    return round(seconds * 1_000_000)


def _fields(members: dict[str, Raw]) -> dict[str, Value]:
    found = IndexedFields()
    for name, data in members.items():
        written = bytes(data)
        texts = [_scalar(bytes(one)) for one in _list(written)] if written[:1] == b"[" else [_scalar(written)]
        if indexed := indexed_name(name):
            for one in texts:
                found.add(indexed, one)
    return found


def _scalar(data: bytes) -> str:
    """A number or a boolean as it is written. Raises ValueError for what is no single value."""
    if data[:1] in (b"{", b"["):
        raise ValueError("an indexed field is no object")
    return _string(data) if data[:1] == b'"' else data.decode()
