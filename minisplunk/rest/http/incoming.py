"""A request as the transport read it in, as handlers see it out: target taken apart, gzip undone, forms read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from isal import isal_zlib

from .request import Request
from .response import HttpError
from .target import SLASH, RequestTarget, form

MAX_BODY = 64 << 20
"""Bytes of a body, gzip undone. limits.conf's own bound, 800 MB ([http_input] max_content_length), is for servers."""
MAX_FORM = 8 << 20
"""Bytes of a body that is read as a form; no form that a person or a client sends is longer."""
_GZIP_OR_ZLIB = 32 + 15  # zlib's window bits: find out which of the two it is
_ZLIB_ERROR = cast(type[Exception], isal_zlib.error)


@dataclass(frozen=True, slots=True)
class Incoming:
    """`target`: path and query as sent; `headers`: names in lower case, repeated ones joined; `body`: as sent;
    `client`: the address that it comes from."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    client: str = "127.0.0.1"


def request_of(incoming: Incoming, target: RequestTarget) -> Request:
    """The request without its form; the body is unpacked. Raises HttpError 400, 413 or 415 for one that cannot be."""
    return Request(
        method="GET" if incoming.method == "HEAD" else incoming.method,
        endpoint=target.path.replace(SLASH, "/"),
        namespace=target.namespace,
        params=target.params,
        body=_unpacked(incoming),
        headers=incoming.headers,
        client=incoming.client,
    )


def form_of(request: Request) -> dict[str, list[str]]:
    """Query and form together. Most clients send forms without a Content-Type; JSON and multipart are no forms."""
    params = {name: list(values) for name, values in request.params.items()}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not request.body or kind.endswith("json") or kind.startswith("multipart/"):
        return params
    if len(request.body) > MAX_FORM:
        raise HttpError(413, "Request Entity Too Large")
    for name, values in form(request.body.decode("utf-8", "replace")).items():
        params.setdefault(name, []).extend(values)
    return params


def _unpacked(incoming: Incoming) -> bytes:
    encoding = incoming.headers.get("content-encoding", "identity").strip().lower()
    if not incoming.body or encoding in ("identity", ""):
        return incoming.body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise HttpError(415, "Unsupported Media Type")
    return b"".join(_members(incoming.body))


def _members(packed: bytes) -> Iterator[bytes]:
    """What each member of a gzip body unpacks to: RFC 1952 lets several follow one another."""
    left = MAX_BODY
    while packed:
        unpacker = isal_zlib.decompressobj(wbits=_GZIP_OR_ZLIB)
        try:
            member = unpacker.decompress(packed, left + 1)
        except _ZLIB_ERROR as error:
            raise HttpError(400, "Bad Request") from error
        left -= len(member)
        if left < 0:
            raise HttpError(413, "Request Entity Too Large")
        if not unpacker.eof:
            raise HttpError(400, "Bad Request")
        yield member
        packed = unpacker.unused_data
