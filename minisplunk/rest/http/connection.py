"""One client's connection: bytes in, requests to a responder, its answers out; everything bounded in size and time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol, TypeVar

import h11

from .incoming import MAX_BODY, Incoming
from .response import Response, Stream

T = TypeVar("T")
_log = logging.getLogger(__name__)

_READ = 64 << 10
_MOST_DRAINED = 256 << 20
_ALWAYS = (
    ("Expires", "Thu, 26 Oct 1978 00:00:00 GMT"),
    ("Cache-Control", "no-store, no-cache, must-revalidate, max-age=0"),
    ("X-Content-Type-Options", "nosniff"),
    ("Vary", "Cookie, Authorization"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Server", "Splunkd"),
)
_REASONS = {
    400: "Bad Request",
    408: "Request Timeout",
    413: "Request Entity Too Large",
    431: "Request Header Fields Too Large",
    501: "Not Implemented",
}


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Bytes and seconds. `head`: request line and headers; `idle`: from one request to the end of the next one's head;
    `body`: for a whole body; `write`: for each piece of an answer; `linger`: for what a refused client may still send,
    since it could not read the answer otherwise. `connections`: open at a time on each port."""

    head_bytes: int = 64 << 10
    body_bytes: int = MAX_BODY
    idle: float = 30
    body: float = 120
    write: float = 30
    linger: float = 0.3
    connections: int = 512


class Responder(Protocol):
    """Answers the requests of a port. Neither method raises; `respond` may block."""

    def respond(self, incoming: Incoming) -> Response | Stream: ...

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


class Connection:
    """Ends when the client closes it, is too slow, or says what is no HTTP."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        responder: Responder,
        work: Work,
        limits: ConnectionLimits,
    ) -> None:
        self._reader, self._writer = reader, writer
        self._responder, self._work, self._limits = responder, work, limits
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=limits.head_bytes)

    async def serve(self) -> None:
        try:
            await self._exchanges()
        except (OSError, asyncio.TimeoutError):
            # The client has gone, or takes too long: it gets no answer, and a TLS shutdown would wait for its own.
            self._writer.transport.abort()
        except Exception:
            _log.exception("an answer broke off")
        self._writer.close()
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            await self._writer.wait_closed()

    async def _exchanges(self) -> None:
        try:
            while await self._exchange():
                self._http.start_next_cycle()
        except _Refused as refused:
            answer = self._responder.refusal(refused.status, _REASONS[refused.status])
            await self._send(answer, keep_alive=False, without_body=False)
            await self._drained()

    async def _exchange(self) -> bool:
        """One request and its answer; whether another may follow."""
        try:
            incoming = await self._request()
        except h11.RemoteProtocolError as error:
            raise _Refused(error.error_status_hint if error.error_status_hint in _REASONS else 400) from error
        if incoming is None:
            return False
        wanted = incoming.headers.get("connection", "").lower()
        # with both, which may be an attempt to smuggle a request in, what follows is not read (RFC 9112, 6.3)
        ambiguous = {"content-length", "transfer-encoding"} <= incoming.headers.keys()
        keep_alive = self._http.their_http_version == b"1.1" and "close" not in wanted and not ambiguous
        answer = await self._work(self._responder.respond, incoming)
        await self._send(answer, keep_alive=keep_alive, without_body=incoming.method == "HEAD")
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    # What comes in

    async def _request(self) -> Incoming | None:
        """The next request; None when the client closed the connection or stayed silent."""
        try:
            head = await asyncio.wait_for(self._event(), self._limits.idle)
        except asyncio.TimeoutError:
            return None
        if not isinstance(head, h11.Request):
            return None
        headers = _joined(head)
        try:
            body = await asyncio.wait_for(self._body(headers), self._limits.body)
        except asyncio.TimeoutError as error:
            raise _Refused(408) from error
        peer = self._writer.get_extra_info("peername")
        if peer is None:
            raise ConnectionResetError  # it went away before anybody asked who it is
        return Incoming(head.method.decode("ascii"), head.target.decode("ascii"), headers, body, peer[0])

    async def _body(self, headers: dict[str, str]) -> bytes:
        if int(headers.get("content-length", 0)) > self._limits.body_bytes:
            raise _Refused(413)
        if self._http.they_are_waiting_for_100_continue:
            await self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
        parts: list[bytes] = []
        size = 0
        while not isinstance(event := await self._event(), h11.EndOfMessage):
            if not isinstance(event, h11.Data):
                raise ConnectionResetError
            size += len(event.data)
            if size > self._limits.body_bytes:
                raise _Refused(413)
            parts.append(bytes(event.data))
        return b"".join(parts)

    async def _event(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self._reader.read(_READ))
        return event

    async def _drained(self) -> None:
        """Until the client has sent all, or pauses; TimeoutError for one that goes on for too long.

        The deadline is kept here: before Python 3.12 a wait_for inside another can swallow the outer one's end.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + self._limits.body
        for _ in range(_MOST_DRAINED // _READ):
            left = min(self._limits.linger, end - clock())
            if not await asyncio.wait_for(self._reader.read(_READ), left):
                return

    # What goes out

    async def _send(self, answer: Response | Stream, *, keep_alive: bool, without_body: bool) -> None:
        headers = [
            ("Date", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())),
            *_ALWAYS,
            ("Content-Type", answer.media_type),
            # splunk-sdk closes its socket before it has read the answer when this header is missing
            ("Connection", "Keep-Alive" if keep_alive else "Close"),
            *answer.headers.items(),
        ]
        if isinstance(answer, Response):
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
                if self._reader.at_eof():
                    return
                yield chunk
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                await self._work(close)

    async def _write(self, data: bytes | None) -> None:
        for start in range(0, len(data or b""), _READ):
            assert data is not None
            self._writer.write(data[start : start + _READ])
            await asyncio.wait_for(self._writer.drain(), self._limits.write)


def _joined(head: h11.Request) -> dict[str, str]:
    """Headers by name; those that come more than once in one, as they may be (RFC 9110, 5.3; RFC 6265, 5.4)."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in head.headers:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        separator = "; " if name == "cookie" else ", "
        headers[name] = f"{headers[name]}{separator}{value}" if name in headers else value
    return headers
