"""The text of an event in; the fields that INDEXED_EXTRACTIONS = json indexes out, or what is wrong with the text.

Names and values are those of search time (documents/json.py). The messages are JsonLineBreaker's in splunkd.log
(splunk/splunkforjenkins #7, wazuh/wazuh #1749), for other faults in words of our own.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from ..documents.json import flatten
from ..limits import MAX_VALUE
from ..values import Value
from .extracted import LONGEST, cut, renamed
from .notes import Notes

_LIGHT = 20_000
"""Characters of a document whose field names, however they are nested, are no burden."""
_MOST = 10_000_000
"""Characters that all field names of a document may have together."""
_decode = msgspec.json.Decoder().decode
_ESCAPE = re.compile(r"escape character in string \(byte (\d+)\)")
_ERROR = "JSON StreamId:0 had parsing error:{}"


def flattened(raw: str) -> dict[str, Value] | None:
    """The fields of an object or array, by their names in the document; None for what is neither, or is too much."""
    return flatten(raw) if len(raw) <= _LIGHT or _is_bearable(raw) else None


def indexed(found: dict[str, Value], raw: str, notes: Notes, *, trim_braces: bool) -> dict[str, Value]:
    """The fields as they are indexed. `raw`: the document that they are of."""
    fields = renamed(found, trim_braces=trim_braces)
    return cut(fields, notes) if len(raw) > LONGEST else fields


def fault(raw: str) -> str:
    """Why a text has no fields, as splunkd says it."""
    if len(raw) > MAX_VALUE:
        return _ERROR.format(f"longer than {MAX_VALUE:,} characters")
    if raw[:1] not in ("{", "["):
        return _ERROR.format(f"Unexpected character while looking for value: '{raw[:1]}'")
    try:
        _decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        return _ERROR.format(_reason(str(error), raw))
    return _ERROR.format("too deep, or too many and too long names of fields")


def _reason(error: str, raw: str) -> str:
    escape = _ESCAPE.search(error)
    if escape is None:
        return error.removeprefix("JSON is malformed: ")
    escaped = raw.encode()[: int(escape[1])].decode(errors="replace")[-1:]
    return f"Unexpected character while parsing backslash escape: '{escaped}'"


def _is_bearable(raw: str) -> bool:
    try:
        return _weight(_decode(raw), 0) <= _MOST
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return True  # what is wrong with it shows when it is flattened


def _weight(tree: Any, prefix: int) -> int:
    """The characters of the names of all values."""
    if isinstance(tree, dict):
        return sum(_weight(value, prefix + len(key) + 1) for key, value in tree.items())
    if isinstance(tree, list):
        return sum(_weight(value, prefix + 2) for value in tree)
    return prefix
