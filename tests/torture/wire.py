"""A request in its parts, as bytes that need not be right; sent, and what came of it."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass

import h11

from .served import unverified

_AWAITED = 0.3
"""Seconds in which a request is answered, or not, that lacks its end."""
_CONNECTS = 5.0
"""Seconds in which a port is open again that was closed for a moment, as by a restart."""


_CONTEXT = unverified()


@dataclass(frozen=True)
class Message:
    """`headers`: lines without their ends. The length of the body is said unless they say something of it."""

    method: bytes
    path: bytes
    query: bytes = b""
    headers: tuple[bytes, ...] = ()
    body: bytes = b""

    def sent(self) -> bytes:
        target = self.path + (b"?" + self.query if self.query else b"")
        headers = (*self.headers, *(() if self._says_length else (b"Content-Length: %d" % len(self.body),)))
        return b"\r\n".join((b"%b %b HTTP/1.1" % (self.method, target), *headers, b"", self.body))

    @property
    def _says_length(self) -> bool:
        return any(header.lower().startswith((b"content-length", b"transfer-encoding")) for header in self.headers)


@dataclass(frozen=True)
class Outcome:
    """`status`: 0 without an answer; `hung`: it should have come, and did not."""

    status: int
    hung: bool = False

    @property
    def kind(self) -> str:
        return f"{self.status // 100}xx" if self.status else "without an answer"


def whole(request: bytes) -> bool:
    """Whether a server has all that it needs for an answer, by the rules of HTTP."""
    server = h11.Connection(h11.SERVER, max_incomplete_event_size=64 << 10)
    server.receive_data(request)
    try:
        while (event := server.next_event()) is not h11.NEED_DATA:
            if isinstance(event, h11.EndOfMessage):
                return True
    except h11.RemoteProtocolError:
        return True
    return False


def exchanged(port: int, request: bytes, seconds: float) -> Outcome:
    """Send a request, and read the answer to its end, which is to be there within `seconds`."""
    awaited = whole(request)
    try:
        with connected(port) as connection:
            connection.settimeout(seconds if awaited else _AWAITED)
            with suppress(ConnectionError, ssl.SSLError):  # it may be answered before it is read to its end
                connection.sendall(request)
            return Outcome(_answered(connection, request.strip().partition(b" ")[0], seconds))
    except TimeoutError:
        return Outcome(0, hung=awaited)
    except (OSError, http.client.HTTPException):
        return Outcome(0)


def connected(port: int) -> ssl.SSLSocket:
    """A connection to a port of this machine, its handshake done."""
    end = time.monotonic() + _CONNECTS
    while True:
        try:
            plain = socket.create_connection(("127.0.0.1", port), 60)
            break
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
    try:
        return _CONTEXT.wrap_socket(plain)
    except BaseException:
        plain.close()
        raise


def _answered(connection: ssl.SSLSocket, method: bytes, seconds: float) -> int:
    """The status, when all of the answer has come. Raises TimeoutError, and what http.client does."""
    end = time.monotonic() + seconds
    response = http.client.HTTPResponse(connection, method=method.decode("latin-1"))
    response.begin()
    while response.read(65_536):
        if time.monotonic() > end:
            raise TimeoutError
    return response.status
