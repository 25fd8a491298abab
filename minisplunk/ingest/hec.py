"""A file of HEC's objects (INDEXED_EXTRACTIONS = hec) in; the events that they stand for out.

props.conf.spec, INDEXED_EXTRACTIONS; Getting Data In, "Format events for HTTP Event Collector". A text is the event as
it is, anything else as compact JSON. An event without a time has that of its text. [unverified]: that, and what is no
such object is an event as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Raw, Struct

from ..errors import UnsupportedConf
from ..fields.indexed import IndexedFields, stored, untimed
from ..sources import Fielded
from ..values import Value
from .extracted import LONGEST, cut, indexed_name
from .hec_values import elements, epoch, event_text, scalar
from .lines import truncated
from .notes import Notes
from .objects import items
from .stamps import Stamper
from .structure import Structure
from .text import text

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


def hec_events(chunks: Iterable[bytes], structure: Structure, stamper: Stamper, notes: Notes) -> Iterator[Fielded]:
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
        raw = event_text(bytes(envelope.event))
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
        event_text(bytes(envelope.event))
        _fields(envelope.fields or {})
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return None if bytes(envelope.event) in (b"null", b'""') else envelope


def _time(value: str | int | float | None) -> int | None:
    """Microseconds of the epoch seconds that a value says."""
    seconds = None if value is None else epoch(str(value))
    return None if seconds is None else round(seconds * 1_000_000)


def _fields(members: dict[str, Raw]) -> dict[str, Value]:
    found = IndexedFields()
    for name, data in members.items():
        written = bytes(data)
        texts = [scalar(bytes(one)) for one in elements(written)] if written[:1] == b"[" else [scalar(written)]
        if indexed := indexed_name(name):
            for one in texts:
                found.add(indexed, one)
    return found
