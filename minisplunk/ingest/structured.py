"""Structured data (INDEXED_EXTRACTIONS) in; its events with their times and indexed fields out.

props.conf.spec, "Structured Data Header Extraction and configuration". It is broken into events by what it is:
LINE_BREAKER and SHOULD_LINEMERGE do not count, TRUNCATE does. The fields are those of the event before it is cut.

The time of an event is that of its TIMESTAMP_FIELDS, joined by blanks; without the setting, what its text says. A
record without such a field has no time of its own (hasadna/open-bus #214: a name that was misspelled gave wrong times,
with the right one in the text). [unverified]: TIME_PREFIX is for texts of events, and does not count for fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..fields.indexed import stored
from ..sources import Fielded
from ..values import Value
from . import json_fields
from .hec import hec_events
from .lines import truncated
from .notes import Notes
from .objects import items
from .stamps import Stamper
from .structure import HEC, JSON, Structure
from .tables import rows
from .text import text


def structured(chunks: Iterable[bytes], structure: Structure, stamper: Stamper, notes: Notes) -> Iterator[Fielded]:
    """Constant memory, but for a line of a source type whose TRUNCATE is 0. What cannot be read is an event without
    fields, and among the notes. Raises UnsupportedConf for HEC's objects that say where they belong."""
    if structure.kind == HEC:
        return hec_events(chunks, structure, stamper, notes)
    if structure.table is not None:
        return rows(chunks, structure, structure.table, stamper, notes)
    return _documents(chunks, structure, stamper, notes)


def indexed_fields(raw: str, structure: Structure | None, notes: Notes) -> dict[str, Value]:
    """The fields of an event of HEC's: those of a JSON document, where its source type has INDEXED_EXTRACTIONS = json.

    Getting Data In, "Automate indexed field extractions with HTTP Event Collector". A text is read as an object is:
    JsonLineBreaker complains of texts that are none (splunk/splunkforjenkins #7).
    """
    if structure is None or structure.kind != JSON:
        return {}
    found = json_fields.flattened(raw)
    if found is None:
        notes.add("json", f"{json_fields.fault(raw)}. The event has no indexed fields")
        return {}
    return json_fields.indexed(found, raw, notes, trim_braces=structure.trim_braces)


def _documents(chunks: Iterable[bytes], structure: Structure, stamper: Stamper, notes: Notes) -> Iterator[Fielded]:
    truncate, wanted = structure.truncate, structure.timestamp
    for line, data, raw, found in items(chunks, json_fields.flattened, truncate):
        kept = text(truncated(data, len(data), truncate, notes)) if 0 < truncate < len(data) else raw
        if found is None:
            notes.add("json", f"Line {line:,}: {json_fields.fault(raw)}. It is an event without fields")
            yield stamper.time(data), kept, None
            continue
        fields = json_fields.indexed(found, raw, notes, trim_braces=structure.trim_braces)
        time = stamper.time(_stamp(wanted, found, fields) if wanted else data)
        yield time, kept, stored(fields) if fields else None


def _stamp(wanted: Iterable[str], *named: dict[str, Value]) -> bytes:
    """The values of these fields, by their names in the document, or as they are indexed."""
    values = (next((fields[name] for fields in named if name in fields), None) for name in wanted)
    texts = (value[0] if isinstance(value, list) else value for value in values)
    return " ".join(str(one) for one in texts if one is not None).encode()
