"""The beginning of a file -> the structured source type that it is of: JSON, XML, W3C, Zeek, or values with a header.

The names are those of Splunk's pretrained source types (Getting Data In, "List of pretrained source types"), save for
XML that is not Windows': Splunk has none for that; and Zeek's, which are those that add-ons for it use
(github.com/jorritfolmer/TA-bro-ids: bro_conn for conn.log). Splunk itself tells these by the name of a file or when it
is uploaded, not by its content.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..dataclass import dataclass
from .delimited import delimited
from .json_beginning import begins_json, is_json
from .sample import Sample

_WINDOWS_EVENT = b"schemas.microsoft.com/win/2004/08/events/event"
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)[\s/>]")
_BEFORE_ROOT = {b"<?": b"?>", b"<!--": b"-->", b"<!": b">"}
"""What may stand before the first element -> how it ends."""
_AFTER_BLANKS = re.compile(rb"\S|\Z")
_ZEEK_PATH = re.compile(rb"#path[\t ](\w+)")


@dataclass(frozen=True, slots=True)
class Guess:
    """`why`: a sentence's end, after "since"."""

    sourcetype: str
    why: str


def _json(sample: Sample) -> Guess | None:
    if begins_json(sample.data) and is_json(sample.data, whole=sample.whole):
        return Guess("_json", "it is JSON without the keys of CloudTrail records")
    return None


def _windows_events(sample: Sample) -> Guess | None:
    if root_of(sample.data) in (b"Event", b"Events") and _WINDOWS_EVENT in sample.data:
        return Guess("XmlWinEventLog", "it has Windows events as XML")
    return None


def _xml(sample: Sample) -> Guess | None:
    root = root_of(sample.data)
    if root is None or root.lower() == b"html":
        return None
    return Guess("xml", "it is XML, for which Splunk has no source type")


def _w3c(sample: Sample) -> Guess | None:
    for line in sample.lines:
        if line.startswith(b"#Fields:"):
            return Guess("iis", "it is a W3C log: a line #Fields names its columns")
        if not line.startswith(b"#"):
            return None
    return None


def _zeek(sample: Sample) -> Guess | None:
    if not sample.data.startswith(b"#separator"):
        return None
    path = next((found for line in sample.lines if (found := _ZEEK_PATH.match(line))), None)
    return Guess("bro" if path is None else f"bro_{path[1].decode()}", "it is a log of Zeek's")


def _delimited(sample: Sample) -> Guess | None:
    found = delimited(sample.lines)
    if found is None:
        return None
    return Guess(found.sourcetype, f"its first line names {found.columns} columns, and what follows has as many")


KINDS: tuple[Callable[[Sample], Guess | None], ...] = (_json, _windows_events, _xml, _w3c, _zeek, _delimited)
"""The first that gives a guess counts."""


def guess(sample: Sample) -> Guess | None:
    """None for what is none of these. Raises DecodeError and RecursionError for JSON that is broken from the start."""
    return next((found for kind in KINDS if (found := kind(sample)) is not None), None)


def root_of(data: bytes) -> bytes | None:
    """The name of the first element of what begins as XML does."""
    position = 0
    while end := next((end for start, end in _BEFORE_ROOT.items() if data.startswith(start, position)), b""):
        found = data.find(end, position)
        if found < 0:
            return None
        position = _AFTER_BLANKS.search(data, found + len(end)).start()  # type: ignore[union-attr]  # \Z always matches
    root = _ROOT.match(data, position)
    return None if root is None else root[1]
