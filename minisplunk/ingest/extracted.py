r"""Names and values as they are written in structured data in; as they are indexed out.

* Leading underscores are dropped (observed on Splunk: hasadna/open-bus #214, where the header `\xD7timestamp` became
  the field xD7timestamp), and default fields become `extracted_host` and the like, as those of many users' CSV files.
* A value has at most 1,000 characters: beyond that the indexer cuts indexed fields (open-telemetry/
  opentelemetry-collector-contrib #31817; props.conf.spec, XML_IE_MAX_EXTRACTED_VALUE_SIZE).

[unverified]: names of JSON fields are treated as those of a header are; a cut value has just as many characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter

from ..fields.default import DEFAULT
from ..fields.indexed import IndexedFields
from ..values import Value
from .notes import Notes

LONGEST = 1000
_first = itemgetter(0)
_RESERVED = DEFAULT | {"eventtype"}
_CUT = (
    "A value of {:,} characters is indexed without those beyond the first {:,}, as Splunk does; its event has them all"
)


def indexed_name(name: str) -> str:
    """Empty for a name that no field can have."""
    name = name.lstrip("_")
    return f"extracted_{name}" if name in _RESERVED else name


def renamed(fields: dict[str, Value], *, trim_braces: bool) -> dict[str, Value]:
    """Fields of a JSON document by the names under which they are indexed."""
    plain = fields.keys().isdisjoint(_RESERVED) and "_" not in map(_first, fields)
    if plain and not (trim_braces and any("{}" in name for name in fields)):
        return fields
    found = IndexedFields()
    for name, value in fields.items():
        trimmed = (name.replace("{}", "").lstrip(".") or name) if trim_braces else name
        if indexed := indexed_name(trimmed):
            found.add(indexed, value)
    return found


def cut(fields: Mapping[str, Value], notes: Notes) -> dict[str, Value]:
    """The fields, each value no longer than it is indexed."""
    return {name: _cut(value, notes) for name, value in fields.items()}


def _cut(value: Value, notes: Notes) -> Value:
    if isinstance(value, list):
        return [str(_cut(one, notes)) for one in value]
    if not isinstance(value, str) or len(value) <= LONGEST:
        return value
    notes.add("long value", _CUT.format(len(value), LONGEST))
    return value[:LONGEST]
