"""A request as the transport read it in, as handlers see it out: target taken apart, gzip undone, forms read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import field, replace
from typing import Generic, TypeVar, cast

from isal import isal_zlib

from ... import lazy_re
from ...dataclass import dataclass
from .request import Request
from .response import HttpError
from .target import SLASH, RequestTarget, form

T = TypeVar("T")

MAX_BODY = 64 << 20
"""Bytes of a body, gzip undone. That of a HEC request may be larger (limits.conf, [http_input] max_content_length)."""
MAX_OPEN_BODY = 64 << 10
"""Bytes of a body from somebody who has not shown valid credentials, gzip undone: no form to sign in is longer."""
MAX_FORM = 8 << 20
"""Bytes of a body that is read as a form; no form that a person or a client sends is longer."""
_URL = lazy_re.compile(r"(?i:https?)://(?:[^/?#@]*@)?(?P<host>[^/?#@]+)(?P<rest>[^#]*)(?:#.*)?")
ENCODINGS = frozenset({"gzip", "x-gzip", "deflate"})
_GZIP_OR_ZLIB = 32 + 15  # zlib's window bits: find out which of the two it is
_PIECE = 4 << 10
_STEP = 1 << 20
"""Bytes for which room is asked at a time."""
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


@dataclass(frozen=True, slots=True)
class Credentials(Generic[T]):
    """What those of a request are worth. `holder`: whose they are; without one, `fault` is the answer to them. `most`:
    bytes of a body that the holder may send, gzip undone; None for MAX_BODY."""

    holder: T | None = None
    fault: Exception | None = None
    most: int | None = None

    @property
    def body_bytes(self) -> int:
        """Bytes of a body that may come with them, gzip undone."""
        if self.holder is None:
            return MAX_OPEN_BODY
        return MAX_BODY if self.most is None else self.most


def in_origin_form(incoming: Incoming) -> Incoming:
    """With path and query alone for its target. Where that is a whole URL, as proxies get it, its host counts, and that
    of the header does not (RFC 9112, 3.2.2)."""
    url = _URL.fullmatch(incoming.target)
    if url is None:
        return incoming
    headers = {**incoming.headers, "host": url["host"]}
    return replace(incoming, target=f"/{url['rest'].removeprefix('/')}", headers=headers)


def head_of(incoming: Incoming, target: RequestTarget) -> Request:
    """The request without form and body."""
    return Request(
        method="GET" if incoming.method == "HEAD" else incoming.method,
        endpoint=target.path.replace(SLASH, "/"),
        namespace=target.namespace,
        params=target.params,
        headers=incoming.headers,
        client=incoming.client,
    )


def unpacked(
    incoming: Incoming,
    credentials: Credentials[T],
    encodings: Collection[str] = ENCODINGS,
    grow: Callable[[int], bool] = lambda size: True,
) -> bytes:
    """The body, of at most what somebody with these credentials may send. HttpError 400, 413 or 415 otherwise, and 503
    when `grow` has no room for so many bytes more."""
    encoding = incoming.headers.get("content-encoding", "identity").strip().lower()
    most = credentials.body_bytes
    if not incoming.body or encoding in ("identity", ""):
        if len(incoming.body) > most:
            raise HttpError(413, "Request Entity Too Large")
        return incoming.body
    if encoding not in encodings:
        raise HttpError(415, "Unsupported Media Type")
    return bytes(_inflated(incoming.body, most, grow))


def form_of(request: Request) -> dict[str, list[str]]:
    """Query and form together; a document of JSON, or of several parts, is no form. Most clients send forms without a
    Content-Type, and solnlib's BulletinRestClient sends one as JSON: so a document of JSON is told by how it begins."""
    params = {name: list(values) for name, values in request.params.items()}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_document = kind.endswith("json") and request.body.lstrip()[:1] in (b"{", b"[")
    if not request.body or is_document or kind.startswith("multipart/"):
        return params
    if len(request.body) > MAX_FORM:
        raise HttpError(413, "Request Entity Too Large")
    for name, values in form(request.body.decode("utf-8", "replace")).items():
        params.setdefault(name, []).extend(values)
    return params


def _inflated(packed: bytes, most: int, grow: Callable[[int], bool]) -> bytearray:
    """What the members of a gzip body unpack to: RFC 1952 lets several follow one another.

    They are taken in by pieces, since what follows a member is copied.
    """
    body, position, room = bytearray(), 0, _STEP
    while position < len(packed):
        unpacker = isal_zlib.decompressobj(wbits=_GZIP_OR_ZLIB)
        while not unpacker.eof:
            piece = packed[position : position + _PIECE]
            if not piece:
                raise HttpError(400, "Bad Request")
            try:
                body += unpacker.decompress(piece, most - len(body) + 1)
            except _ZLIB_ERROR as error:
                raise HttpError(400, "Bad Request") from error
            if len(body) > most:
                raise HttpError(413, "Request Entity Too Large")
            while room < len(body):
                if not grow(_STEP):
                    raise HttpError(503, "Service Unavailable")
                room += _STEP
            position += len(piece) - len(unpacker.unused_data)
    return body
