"""The body of an event request -> its events, up to the first that is refused: JSON objects in a row, or an array."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import field

import msgspec

from ...dataclass import dataclass
from .events import Defaults, Envelope, HecEvent, event_of
from .replies import INVALID_DATA, NO_DATA, HecError

_BLANKS = re.compile(r"[ \t\r\n]*")
_MALFORMED = (msgspec.MsgspecError, ValueError, RecursionError)
_one = msgspec.json.Decoder(Envelope)
_many = msgspec.json.Decoder(list[Envelope])


@dataclass(frozen=True, slots=True)
class Parsed:
    """`events` are good; `refused` says why there are no more, None when the whole body is good."""

    events: list[HecEvent] = field(default_factory=list)
    refused: HecError | None = None


def read(body: bytes, defaults: Defaults) -> Parsed:
    """Splunk reads and checks one object after the other, and keeps what came before the first faulty one."""
    if not body.strip():
        return Parsed(refused=HecError(NO_DATA))
    parsed: list[HecEvent] = []
    try:
        for envelope in _envelopes(body):
            parsed.append(event_of(envelope, defaults))  # noqa: PERF401 - what comes before a fault counts
    except HecError as refused:
        return Parsed(parsed, HecError(refused.reply, len(parsed)))
    except _MALFORMED:
        return Parsed(parsed, HecError(INVALID_DATA, len(parsed)))
    return Parsed(parsed, None if parsed else HecError(NO_DATA))


def _envelopes(body: bytes) -> Iterator[Envelope]:
    """All at once where the body is good; else one by one, to find the faulty one."""
    array = body.lstrip()[:1] == b"["
    try:
        envelopes = _many.decode(body) if array else _one.decode_lines(body)
    except _MALFORMED:
        text = body.decode("utf-8", "surrogateescape")
        for start, end in _elements(text) if array else _objects(text):
            yield _one.decode(text[start:end].encode("utf-8", "surrogateescape"))
    else:
        yield from envelopes


def _objects(text: str) -> Iterator[tuple[int, int]]:
    """Where each value begins and ends. Raises ValueError behind the last good one, RecursionError for a deep one."""
    position = _skip(text, 0)
    while position < len(text):
        _, end = _scan(text, position)
        yield position, end
        position = _skip(text, end)


def _elements(text: str) -> Iterator[tuple[int, int]]:
    """Where each value of an array begins and ends, likewise."""
    position = _skip(text, _skip(text, 0) + 1)
    while True:
        _, end = _scan(text, position)
        yield position, end
        position = _skip(text, end)
        if text[position : position + 1] != ",":
            raise ValueError("the array does not go on")
        position = _skip(text, position + 1)


def _skip(text: str, position: int) -> int:
    """Where blanks end, in one step: a small gzip body may unpack to millions of them."""
    blanks = _BLANKS.match(text, position)
    return position if blanks is None else blanks.end()


def _no_number(text: str) -> float:
    raise ValueError(text)


_scan = json.JSONDecoder(parse_int=len, parse_float=len, parse_constant=_no_number).raw_decode
"""Numbers are not worked out: they may have any number of digits."""
