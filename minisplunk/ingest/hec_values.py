"""JSON as it stands in HEC's objects in; times and texts out.

REST API Reference Manual, "services/collector/event"; the rules of times as third parties measured them on Splunk 10.
[unverified]: a time beyond the years 1 to 9999 is none.
"""

from __future__ import annotations

import re

import msgspec

_TIME = re.compile(r"-?\d+(?:\.\d*)?|-?\.\d+", re.ASCII)  # no exponents
_FIRST, _LAST = -62_135_596_800, 253_402_300_800

string = msgspec.json.Decoder(str).decode
elements = msgspec.json.Decoder(list[msgspec.Raw]).decode


def epoch(text: str) -> float | None:
    """The epoch seconds that a text says, as HEC reads them; None for what is no time."""
    if not _TIME.fullmatch(text) or not _FIRST <= (time := float(text)) < _LAST:
        return None
    return time


def event_text(data: bytes) -> str:
    """The raw text of an event: a string as it is; anything else as compact JSON, spelled as it was sent."""
    return string(data) if data[:1] == b'"' else msgspec.json.format(data, indent=-1).decode()


def scalar(data: bytes) -> str:
    """Numbers and booleans as they are spelled. Raises ValueError for an object or array, which has no single value."""
    if data[:1] in (b"{", b"["):
        raise ValueError("an indexed field is no object")
    return string(data) if data[:1] == b'"' else data.decode()
