"""One client's connection: bytes in, requests to a responder, its answers out; everything bounded in size and time.

h11 reads each head, and the bodies that are short, or of a length that nobody has said. Of a long one of known length
it knows that much only, so that each request has an h11 of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Generic, Protocol, TypeVar

import h11

from ...dataclass import dataclass
from ...search import Cancelled
from .admission import Admission, Guest
from .incoming import MAX_OPEN_BODY, Credentials, Incoming, in_origin_form
from .response import Response, Stream
from .room import Room, Share
from .stream import ClientStream
from .streaming import is_stream, pieces

T = TypeVar("T")
_log = logging.getLogger(__name__)

_READ = 64 << 10
_MOST_DRAINED, _MOST_DRAINED_OF_STRANGERS = 256 << 20, 16 << 20
_SHORT = 64 << 10
"""Bytes of a body for which no room is asked."""
_STEP = 8 << 20
"""Bytes of a long body that are read at a time."""
_STEPS = 256
"""Pieces of a body that are taken in one after the other before other connections have their turn."""
_ALWAYS = {
    "Expires": "Thu, 26 Oct 1978 00:00:00 GMT",
    "Cache-Control": "no-store, no-cache, must-revalidate, max-age=0",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Cookie, Authorization",
    "X-Frame-Options": "SAMEORIGIN",
    "Server": "Splunkd",
}
_REASONS = {
    400: "Bad Request",
    408: "Request Timeout",
    413: "Request Entity Too Large",
    431: "Request Header Fields Too Large",
    501: "Not Implemented",
    503: "Service Unavailable",
}


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """In bytes, `head_bytes`: request line and headers; `body_bytes`: a body, whoever sends it, `open_body_bytes`: one
    that comes without valid credentials. In seconds, `handshake`: of TLS; `idle`: from one request to the end of the
    next one's head; `body`: for a whole body; `write`: for each piece of an answer; `linger`: for what a refused client
    may still send, since it could not read the answer otherwise. `connections`: open at a time on each port,
    `strangers`: those of them that have not signed in."""

    head_bytes: int = 64 << 10
    body_bytes: int = 1 << 30
    open_body_bytes: int = MAX_OPEN_BODY
    handshake: float = 10
    idle: float = 30
    body: float = 120
    write: float = 30
    linger: float = 0.3
    connections: int = 512
    strangers: int = 128


class Responder(Protocol[T]):
    """Answers the requests of a port. No method raises; all but `refusal` may block. A `head` is without its body."""

    def recognize(self, head: Incoming) -> Credentials[T]:
        """Whose request it is."""

    def respond(self, incoming: Incoming, credentials: Credentials[T] | None = None) -> Response | Stream:
        """`credentials`: as `recognize` found them, if it was asked."""

    def turned_away(self, head: Incoming, credentials: Credentials[T]) -> Response:
        """The answer to nobody, who would send more than anybody may."""

    def refusal(self, status: int, text: str) -> Response:
        """The answer to bytes that are not a valid request."""


class Work(Protocol):
    """Runs a function in a thread, where it may block."""

    def __call__(self, function: Callable[..., T], *args: object) -> Awaitable[T]: ...


class _Refused(Exception):
    """The connection ends with an answer of this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Connection(Generic[T]):
    """Ends when the client closes it, is too slow, or says what is no HTTP."""

    def __init__(
        self,
        stream: ClientStream,
        responder: Responder[T],
        work: Work,
        limits: ConnectionLimits,
        guest: Guest,
        admission: Admission,
        room: Room,
        client: str,
    ) -> None:
        self._stream = stream
        self._responder, self._work, self._limits = responder, work, limits
        self._guest, self._admission, self._room, self._client = guest, admission, room, client
        self._turned_out = self._of_head = False  # `of_head`: the answer is one to HEAD, which has no body
        self._following: bytes | None = None
        """What came behind a request; None until the request has been read to its end."""
        self._http = self._new_cycle()

    def turn_out(self) -> None:
        """End it with 503, to make room for another. Only while it waits for the client."""
        self._turned_out = True
        self._stream.transport.pause_reading()
        self._stream.end()

    async def serve(self) -> None:
        try:
            await self._exchanges()
        except (OSError, asyncio.TimeoutError, Cancelled):
            # The client has gone, or takes too long: it gets no answer, and a TLS shutdown would wait for its own. Or
            # the search was cancelled whose results it is being sent: that they are not all is plain to see then.
            self._stream.transport.abort()
        except Exception:
            _log.exception("an answer broke off")
        await self._stream.close()

    async def _exchanges(self) -> None:
        try:
            while await self._exchange():
                self._http = self._new_cycle()
                self._guest.waiting = True
        except _Refused as refused:
            answer = self._responder.refusal(refused.status, _REASONS[refused.status])
            await self._send(answer, keep_alive=False, without_body=self._of_head)
            if self._turned_out:  # nothing more is waited for, not even the end of TLS
                self._stream.transport.abort()
            else:
                await self._drained()

    async def _exchange(self) -> bool:
        """One request and its answer; whether another may follow."""
        with self._room.share() as share:
            return await self._exchange_with(share)

    async def _exchange_with(self, share: Share) -> bool:
        """`share`: of the room for bodies."""
        try:
            head = await self._head()
            if head is None:
                return False
            if is_stream(head):
                await self._take_in(head)
                return False
            incoming, credentials = await self._request(head, share)
        except h11.RemoteProtocolError as error:
            raise _Refused(error.error_status_hint if error.error_status_hint in _REASONS else 400) from error
        self._guest.waiting = False
        if incoming is None:
            answer: Response | Stream = await self._work(self._responder.turned_away, head, credentials)
            await self._send(answer, keep_alive=False, without_body=self._of_head)
            await self._drained()
            return False
        wanted = incoming.headers.get("connection", "").lower()
        # with both, which may be an attempt to smuggle a request in, what follows is not read (RFC 9112, 6.3)
        ambiguous = {"content-length", "transfer-encoding"} <= incoming.headers.keys()
        keep_alive = self._http.their_http_version == b"1.1" and "close" not in wanted and not ambiguous
        answer = await self._work(self._responder.respond, incoming, credentials)
        await self._send(answer, keep_alive=keep_alive, without_body=self._of_head)
        if self._http.their_state is h11.DONE:
            self._following, _ = self._http.trailing_data
        return self._http.our_state is h11.DONE and self._following is not None

    def _new_cycle(self) -> h11.Connection:
        """For a request that begins with what followed the one before."""
        cycle = h11.Connection(h11.SERVER, max_incomplete_event_size=self._limits.head_bytes)
        if self._following:
            cycle.receive_data(self._following)
        self._following = None
        return cycle

    async def _take_in(self, head: Incoming) -> None:
        """Answer a request whose body ends with the connection: piece by piece, until one is refused. What is said to
        the last of them goes out at the end."""
        credentials = await self._recognized(head)
        answer: Response | Stream | None = None
        if credentials.holder is not None:
            begun, _ = self._http.trailing_data
            async with contextlib.aclosing(pieces(begun, self._stream)) as coming:
                async for piece in coming:
                    answer = await self._work(self._responder.respond, replace(head, body=piece), credentials)
                    if answer.status >= HTTPStatus.BAD_REQUEST:
                        break
        if answer is None:
            answer = await self._work(self._responder.respond, head, credentials)
        await self._send(answer, keep_alive=False, without_body=False)

    # What comes in

    async def _head(self) -> Incoming | None:
        """The next request without its body; None when the client closed the connection or stayed silent."""
        self._of_head = False
        try:
            head = await asyncio.wait_for(self._event(), self._limits.idle)
        except asyncio.TimeoutError:
            return None
        if not isinstance(head, h11.Request):
            return None
        self._of_head = head.method == b"HEAD"
        method, target = head.method.decode("ascii"), head.target.decode("ascii")
        return in_origin_form(Incoming(method, target, _joined(head), client=self._client))

    async def _request(self, head: Incoming, share: Share) -> tuple[Incoming | None, Credentials[T] | None]:
        """The request with its body, and what its credentials are worth where that was asked; without the request when
        they are not worth the body."""
        limits, length = self._limits, int(head.headers.get("content-length", 0))
        if length > limits.body_bytes:
            raise _Refused(413)
        chunked = "transfer-encoding" in head.headers
        small = length <= limits.open_body_bytes and not chunked
        credentials = None if self._guest.signed_in and small else await self._recognized(head)
        stranger = credentials is not None and credentials.holder is None
        if stranger and length > limits.open_body_bytes:
            return None, credentials
        most = min(self._most(credentials), limits.body_bytes)
        if length > most:
            raise _Refused(413)
        try:
            body = await asyncio.wait_for(self._body(most, 0 if chunked else length, share), limits.body)
        except asyncio.TimeoutError as error:
            raise _Refused(408) from error
        if body is None and not stranger:
            raise _Refused(413)
        return None if body is None else replace(head, body=body), credentials

    async def _recognized(self, head: Incoming) -> Credentials[T]:
        self._guest.waiting = False
        credentials = await self._work(self._responder.recognize, head)
        self._guest.waiting = True
        if credentials.holder is not None:
            self._admission.sign_in(self._guest)
        return credentials

    def _most(self, credentials: Credentials[T] | None) -> int:
        """Bytes of a body. Who was not asked for credentials has said that it is short."""
        if credentials is None or credentials.holder is None:
            return self._limits.open_body_bytes
        return credentials.body_bytes

    async def _body(self, most: int, length: int, share: Share) -> bytes | None:
        """None for one of more bytes. `length`: how long it is said to be, 0 where nothing is said."""
        if self._http.they_are_waiting_for_100_continue:
            await self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
        if length > _SHORT:
            return await self._long_body(length, share)
        body, pieces = bytearray(), 0
        while not isinstance(event := await self._event(), h11.EndOfMessage):
            if not isinstance(event, h11.Data):
                raise ConnectionResetError
            body += event.data
            if len(body) > most:
                return None
            if len(body) > _SHORT and not share.grow(len(event.data)):
                raise _Refused(503)
            pieces += 1
            if pieces % _STEPS == 0:
                await asyncio.sleep(0)
        return bytes(body)

    async def _long_body(self, length: int, share: Share) -> bytes:
        """What h11 has of it already, and the rest from the stream. Memory is taken as it comes in, not as it is said
        to come."""
        received, _ = self._http.trailing_data
        begun, following = received[:length], received[length:]
        body, filled = bytearray(), len(begun)
        while len(body) < length:
            size = min(_STEP, length - len(body))
            if not share.grow(size):
                raise _Refused(503)
            body += bytes(size)
            if begun:
                body[: len(begun)], begun = begun, b""
            try:
                await self._stream.read_into(memoryview(body)[filled:])
            except ConnectionResetError as error:
                if self._turned_out:
                    raise _Refused(503) from error
                raise
            filled = len(body)
        self._following = following
        return bytes(body)

    async def _event(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            data = await self._stream.read()
            if self._turned_out:
                raise _Refused(503)
            self._http.receive_data(data)
        return event

    async def _drained(self) -> None:
        """Until the client has sent all, or pauses, or has sent enough; TimeoutError for one that goes on for too long.

        The deadline is kept here: before Python 3.12 a wait_for inside another can swallow the outer one's end.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + self._limits.body
        most = _MOST_DRAINED if self._guest.signed_in else _MOST_DRAINED_OF_STRANGERS
        for _ in range(most // _READ):
            left = min(self._limits.linger, end - clock())
            if not await asyncio.wait_for(self._stream.read(), left):
                return

    # What goes out

    async def _send(self, answer: Response | Stream, *, keep_alive: bool, without_body: bool) -> None:
        headers = [
            ("Date", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())),
            ("Content-Type", answer.media_type),
            # splunk-sdk closes its socket before it has read the answer when this header is missing
            ("Connection", "Keep-Alive" if keep_alive else "Close"),
            *{**_ALWAYS, **answer.headers}.items(),
        ]
        if isinstance(answer, Response):
            headers += [("Set-Cookie", cookie) for cookie in answer.cookies]
            headers.append(("Content-Length", str(len(answer.body))))
        reason = HTTPStatus(answer.status).phrase
        head = self._http.send(h11.Response(status_code=answer.status, headers=headers, reason=reason)) or b""
        if isinstance(answer, Response):
            body = b"" if without_body else self._http.send(h11.Data(data=answer.body)) or b""
            await self._write(head + body + (self._http.send(h11.EndOfMessage()) or b""))
            return
        await self._write(head)
        async with contextlib.aclosing(self._chunks(answer.chunks)) as chunks:
            async for chunk in chunks:
                if not without_body:
                    await self._write(self._http.send(h11.Data(data=chunk)))
        await self._write(self._http.send(h11.EndOfMessage()))

    async def _chunks(self, chunks: Iterator[bytes]) -> AsyncGenerator[bytes, None]:
        """The pieces of an answer as they are made; their source is closed when the client goes away."""
        try:
            while (chunk := await self._work(next, chunks, None)) is not None:
                if self._stream.ended:
                    return
                yield chunk
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                await self._work(close)

    async def _write(self, data: bytes | None) -> None:
        for start in range(0, len(data or b""), _READ):
            assert data is not None
            self._stream.write(data[start : start + _READ])
            await self._stream.drain(self._limits.write)


def _joined(head: h11.Request) -> dict[str, str]:
    """Headers by name; those that come more than once in one, as they may be (RFC 9110, 5.3; RFC 6265, 5.4)."""
    headers: dict[str, list[str]] = {}
    for name, value in head.headers:
        headers.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
    return {name: ("; " if name == "cookie" else ", ").join(values) for name, values in headers.items()}
