"""The body of an event request -> its events, up to the first that is refused: JSON objects in a row, or an array.

Splunk reads and checks one object after the other, and keeps what came before the first faulty one. At an object with a
key that it does not know it stops without a fault: that object and all behind it are no events (measured on 10.4.3 and
10.5 by a third party: github.com/ross/logit, tools/splunk-interop; a request of which nothing is left has no data).
Here somebody is told.

A small gzip body may unpack to millions of objects. So a large body is read by slices, and its events are given on in
parts: what is held beside the body stays small. Where one object ends and the next begins is guessed; a slice that is
no row of whole objects tells that the guess was wrong, since no text and no object in it can be cut and still be JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import field

import msgspec
from msgspec import Raw

from ...dataclass import dataclass
from .events import Defaults, Envelope, EventReader, Sent, TextEnvelope
from .replies import INVALID_DATA, NO_DATA, HecError

_SLICE = 2 << 20
"""Bytes of a body that are read at a time."""
_PART = 8 << 20
"""Bytes of a body whose events are given on together, at least."""
_GUESSES = 16
_GAPS, _COMMAS = (b"}{", b"}\n{", b"}\r\n{"), (b"},{", b"},\n{", b"}, {")
"""What stands between two objects, in a row and in an array. So it may stand inside one, too."""
_ARRAY = re.compile(rb"[ \t\r\n]*\[")
_BLANKS = re.compile(r"[ \t\r\n]*")
_MALFORMED = (msgspec.MsgspecError, ValueError, RecursionError)
_KNOWN = frozenset(Envelope.__struct_fields__)
_one, _text = msgspec.json.Decoder(Envelope), msgspec.json.Decoder(TextEnvelope)
_many, _texts = msgspec.json.Decoder(list[Envelope]), msgspec.json.Decoder(list[TextEnvelope])
_members = msgspec.json.Decoder(dict[str, Raw]).decode


class UnknownKey(Exception):
    """An object with a key that an envelope does not have."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


Envelopes = Sequence[Envelope | TextEnvelope]


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the events of a body, by kind. `refused`: why there are no more, in the last part, and None when the
    whole body is good; `unknown`: the key at which reading ended before that."""

    sent: list[Sent] = field(default_factory=list)
    refused: HecError | None = None
    unknown: str | None = None


def read(body: bytes, defaults: Defaults) -> Iterator[Part]:
    """At least one part. Each is read when it is asked for."""
    reader, kept, before = EventReader(defaults), False, 0
    refused: HecError | None = None
    unknown: str | None = None
    try:
        for envelopes, position in _slices(body):
            for envelope in envelopes:
                reader.read(envelope)
            if position - before > _PART and (sent := reader.taken()):
                yield Part(sent)
                kept, before = True, position
    except HecError as error:
        refused = HecError(error.reply, reader.number)
    except UnknownKey as error:
        unknown = error.key
    except _MALFORMED:
        refused = HecError(INVALID_DATA, reader.number)
    sent = reader.taken()
    if refused is None and not sent and not kept:
        refused = HecError(NO_DATA)
    yield Part(sent, refused, unknown)


def _slices(body: bytes) -> Iterator[tuple[Envelopes, int]]:
    """The objects of a slice at once where they are good, else one by one to find the faulty one; and where those
    behind them begin."""
    opened = _ARRAY.match(body)
    position = 0 if opened is None else opened.end()
    while (found := _slice(body, position, array=opened is not None)) is not None:
        yield found
        position = found[1]
        if position == len(body):
            return
    text = body[position:].decode("utf-8", "surrogateescape")
    for start, end in _objects(text) if opened is None else _elements(text):
        yield (_envelope(text[start:end].encode("utf-8", "surrogateescape")),), position + end


def _slice(body: bytes, start: int, *, array: bool) -> tuple[Envelopes, int] | None:
    """None where the next objects cannot be told apart so."""
    for end, following in _cuts(body, start, _COMMAS if array else _GAPS):
        data = memoryview(body)[start:end]
        if array:
            data = memoryview(b"".join((b"[", data, b"]" if end < len(body) else b"")))
        for decode in (_texts.decode, _many.decode) if array else (_text.decode_lines, _one.decode_lines):
            with suppress(*_MALFORMED):
                return decode(data), following
    return None


def _cuts(body: bytes, start: int, between: tuple[bytes, ...]) -> Iterator[tuple[int, int]]:
    """Where a slice may end, and the next one begin; the most likely first."""
    if len(body) - start <= _SLICE:
        yield len(body), len(body)
        return
    end = start + _SLICE
    for _ in range(_GUESSES):
        place, length = max((body.rfind(text, start, end), len(text)) for text in between)
        if place < 0:
            return
        yield place + 1, place + length - 1
        end = place + 1


def _envelope(data: bytes) -> Envelope:
    try:
        return _one.decode(data)
    except msgspec.ValidationError:
        for key in _members(data):
            if key not in _KNOWN:
                raise UnknownKey(key) from None
        raise


def _objects(text: str) -> Iterator[tuple[int, int]]:
    """Where each value begins and ends. Raises ValueError behind the last good one, RecursionError for a deep one."""
    position = _skip(text, 0)
    while position < len(text):
        _, end = _scan(text, position)
        yield position, end
        position = _skip(text, end)


def _elements(text: str) -> Iterator[tuple[int, int]]:
    """Where each value of an array begins and ends, likewise; `text` is what comes behind its bracket."""
    position = _skip(text, 0)
    while True:
        _, end = _scan(text, position)
        yield position, end
        position = _skip(text, end)
        if text[position : position + 1] == "]" and _skip(text, position + 1) == len(text):
            return
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
