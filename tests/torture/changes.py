"""A request in, a slightly wrong one out: CHANGES are the ways in which it is changed."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote_from_bytes

from .wire import Message

Change = Callable[[Message, random.Random], Message]

_PIECES = (
    *(b"%00", b"%2F", b"%252F", b"..", b"%FF", b"\x00", b"\xff\xfe", b"\r\n", b"&", b"=", b"?", b"#", b"9" * 30),
    *(b"-1", b"[", b'"', b"{}", b"*", b"+", b";", b"<", b"%"),
)
VALUES = (
    *(b"", b"-1", b"0", b"9" * 30, b"1e999", b"nan", b"-inf", b"true", b"*", b"[", b'"', b"`", b"|", b"\0", b"\xff"),
    *(b"\n", b"../../etc/passwd", b"/", b"/dev/zero", b"/etc", b"\xed\xa0\x80", b"a" * 10_000, b"default", b"nobody"),
    *(b"-", b"$x$", b"\\", b"(", b"(?P<a>", b"(a+)+$", b"search [| makeresults]", b'| makeresults | eval a="', b"csv"),
    *(b"xml", b"raw", b"a,b;c", b"@d", b"-99999999y", b"rt", b"0 0 31 2 *", b"* * * * * *", b"_reload", b"_new", b"{}"),
    *(b'{"$or":[]}', b'{"a":{"$regex":"("}}', b"[[[[", b"http://127.0.0.1:1/", b"name=a OR (", b"\xe2\x80\xae", b"%"),
    *(b"<a>" * 2_000, b"[" * 5_000, b"(" * 5_000, b"1." + b"0" * 400, b"=cmd|' /C calc'!A0", b" ", b"[a]\nb=c"),
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]><a>&c;&d;</a>',
)
_JSON_VALUES = (
    *(b"null", b"true", b"-0", b"1e999", b"9" * 400, b'""', b'"\\ud800"', b'"\\u0000"', b"[]", b"{}", b"[[]]", b"NaN"),
    *(b"[" * 3_000, b'{"a":' * 3_000, b'{"":1,"":2}', b'{"$where":"1"}', b'{"a.b":{"_key":[]}}', b'"' + b"x" * 9_000),
)
_JSON_VALUE = re.compile(rb'(?<=[:\[,])\s*("[^"]*"|[-\d.]+|true|null|\{\}|\[[^\[\]]*\])')
_PAIR = re.compile(rb"(?:^|&)([^=&]*)=([^&]*)")
_HEADERS = (
    b"Content-Length: 99999999999999999999",
    b"Content-Length: -1",
    b"Content-Length: 3",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip",
    b"Content-Encoding: gzip",
    b"Content-Encoding: deflate",
    b"Content-Encoding: x",
    b"Expect: 100-continue",
    b"Authorization: Splunk x",
    b"Authorization: Bearer a.b.c",
    b"Authorization: Basic !!!!",
    b"Authorization: Basic " + b"Og" * 3_000,
    b"Cookie: splunkd_8089=x; splunkd_1=y",
    b"Connection: upgrade",
    b"Upgrade: websocket",
    b"X-Splunk-Request-Channel: x",
    b"X-Splunk-Request-Channel: \xff",
    b"X-Splunk-Form-Key: 1",
    b"X-HTTP-Method-Override: DELETE",
    b"Content-Type: multipart/form-data; boundary=x",
    b"Content-Type: application/json",
    b"Content-Type: text/xml; charset=utf-32",
    b"Accept: application/json",
    b"Range: bytes=9-1",
    b"If-None-Match: *",
    b"Host: " + b"h" * 5000,
    b"X-A: " + b"a" * 60_000,
)
_METHODS = (b"GET", b"POST", b"DELETE", b"PUT", b"HEAD", b"OPTIONS", b"PATCH", b"TRACE", b"CONNECT", b"get")


def garbled(text: bytes, chance: random.Random) -> bytes:
    """With something put in, left out, replaced or doubled at one place."""
    at = chance.randint(0, len(text))
    match chance.randrange(5):
        case 0 | 1:
            return text[:at] + chance.choice(_PIECES) + text[at:]
        case 2:
            return text[:at] + text[at + chance.randint(1, 8) :]
        case 3:
            return text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]
        case _:
            return text[:at] + text[: chance.randint(0, len(text))] + text[at:]


def _method(message: Message, chance: random.Random) -> Message:
    return replace(message, method=chance.choice(_METHODS))


def _path(message: Message, chance: random.Random) -> Message:
    return replace(message, path=garbled(message.path, chance))


def _segment(message: Message, chance: random.Random) -> Message:
    """Another owner, app or name in the path."""
    segments = message.path.split(b"/")
    segments[chance.randrange(1, len(segments))] = quote_from_bytes(chance.choice(VALUES)[:3_000], safe="").encode()
    return replace(message, path=b"/".join(segments))


def _parameter(message: Message, chance: random.Random) -> Message:
    """Another value, or another name, for an argument of the query or the form."""
    in_query = bool(message.query) and (not message.body or chance.random() < 0.5)
    text = message.query if in_query else message.body
    pairs = list(_PAIR.finditer(text))
    if not pairs:
        return _query(message, chance)
    group = 1 if chance.random() < 0.1 else 2
    pair, value = chance.choice(pairs), quote_from_bytes(chance.choice(VALUES), safe="").encode()
    text = text[: pair.start(group)] + value + text[pair.end(group) :]
    return replace(message, query=text) if in_query else replace(message, body=text)


def _repeated(message: Message, chance: random.Random) -> Message:
    """An argument that comes twice, in the query and in the form."""
    text = message.query or message.body
    return replace(message, query=b"&".join(filter(None, (message.query, chance.choice(text.split(b"&"))[:2_000]))))


def _query(message: Message, chance: random.Random) -> Message:
    return replace(message, query=garbled(message.query, chance))


def _json(message: Message, chance: random.Random) -> Message:
    found = list(_JSON_VALUE.finditer(message.body))
    if not found:
        return _body(message, chance)
    value = chance.choice(found)
    return replace(
        message, body=message.body[: value.start(1)] + chance.choice(_JSON_VALUES) + message.body[value.end(1) :]
    )


def _body(message: Message, chance: random.Random) -> Message:
    return replace(message, body=garbled(message.body, chance))


def _other_body(message: Message, chance: random.Random) -> Message:
    """A body of another kind than is wanted."""
    return replace(message, body=chance.choice((*VALUES, *_JSON_VALUES)))


def _packed(message: Message, chance: random.Random) -> Message:
    """In gzip, which may be broken."""
    packed = gzip.compress(message.body)
    body = packed if chance.random() < 0.5 else garbled(packed, chance)
    return replace(message, body=body, headers=(*message.headers, b"Content-Encoding: gzip"))


def _chunked(message: Message, chance: random.Random) -> Message:
    size = chance.choice((b"%x" % len(message.body), b"FFFFFFFFFFFFFFFFF", b"-1", b"", b"0", b"1"))
    body = size + b"\r\n" + message.body + b"\r\n0\r\n\r\n"
    return replace(message, body=body, headers=(*message.headers, b"Transfer-Encoding: chunked"))


def _header(message: Message, chance: random.Random) -> Message:
    return replace(message, headers=(chance.choice(_HEADERS), *message.headers))


def _changed_header(message: Message, chance: random.Random) -> Message:
    headers = list(message.headers)
    at = chance.randrange(len(headers))
    headers[at] = garbled(headers[at], chance)
    return replace(message, headers=tuple(headers))


def _less_header(message: Message, chance: random.Random) -> Message:
    headers = list(message.headers)
    del headers[chance.randrange(len(headers))]
    return replace(message, headers=tuple(headers))


CHANGES: tuple[tuple[Change, int], ...] = (
    (_parameter, 12),
    (_json, 4),
    (_body, 4),
    (_segment, 4),
    (_path, 2),
    (_query, 2),
    (_repeated, 2),
    (_other_body, 1),
    (_packed, 1),
    (_chunked, 1),
    (_header, 2),
    (_changed_header, 1),
    (_less_header, 1),
    (_method, 2),
)
"""Each with how often it is made among so many: mostly what gets as far as the endpoints."""
_WEIGHTS = [weight for _, weight in CHANGES]


def changed(message: Message, chance: random.Random) -> bytes:
    """Changed in one to three ways; now and then the bytes themselves are."""
    for change, _ in chance.choices(CHANGES, _WEIGHTS, k=chance.randint(1, 3)):
        message = change(message, chance)
    sent = message.sent()
    return garbled(sent, chance) if chance.random() < 0.05 else sent
