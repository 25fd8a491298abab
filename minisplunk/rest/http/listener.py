"""A listening socket in, its clients' connections served out."""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from ...dataclass import dataclass
from ...errors import MinisplunkError
from .admission import Admission, Guest
from .connection import Connection, ConnectionLimits, Responder
from .room import Room
from .stream import ClientStream

_BACKLOG = 512
_PATIENCE = 0.1
"""Seconds that requests have to end by themselves."""
_RETRY = 0.1
"""Seconds until connections are accepted again, when the process has no file descriptors left."""


class ServeError(MinisplunkError):
    """A server that cannot start: an address in use, or a password that everybody knows on an open port."""


def bound(host: str, port: int) -> socket.socket:
    """A socket that clients can connect to; port 0 is any free one. Raises ServeError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(_BACKLOG)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        raise ServeError(f"cannot listen on {host}, port {port}: {error.strerror or error}") from error
    listening.setblocking(False)
    return listening


@dataclass(slots=True, eq=False)
class _Client:
    """A socket, the address of who it leads to, and what is said on it once its handshake is done."""

    socket: socket.socket
    address: str
    connection: Connection[Any] | None = None

    def turn_out(self) -> None:
        if self.connection is None:
            self.shut()
        else:
            self.connection.turn_out()

    def shut(self) -> None:
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


class Listener:
    """Opened and closed in `loop`, which has to support `add_reader`. Requests are answered in threads, of which there
    are as many as there may be connections: a request that waits for a search blocks no other one. `tls`: None for a
    port without."""

    def __init__(
        self,
        listening: socket.socket,
        responder: Responder[Any],
        tls: ssl.SSLContext | None,
        limits: ConnectionLimits,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._listening, self._responder, self._tls, self._limits, self._loop = listening, responder, tls, limits, loop
        self._pool = ThreadPoolExecutor(limits.connections, "minisplunk")
        self._admission = Admission(limits.connections, limits.strangers)
        self._room = Room()
        self._clients: dict[asyncio.Task[None], _Client] = {}
        self._retry: asyncio.TimerHandle | None = None

    def open(self) -> None:
        """Accept connections from now on."""
        self._loop.add_reader(self._listening, self._accept)

    def pause(self) -> None:
        """Accept no more connections until it is opened again: who comes waits."""
        self._loop.remove_reader(self._listening)
        if self._retry is not None:
            self._retry.cancel()

    async def close(self, end: Callable[[], None]) -> None:
        """`drop`, for good."""
        await self.drop(end)
        self._pool.shutdown()

    async def drop(self, end: Callable[[], None]) -> None:
        """`pause`, and finish what has begun, though its clients are gone; `end` ends their jobs.

        Sockets are shut down and tasks not cancelled, so that handshakes end by themselves and leave nothing behind.
        """
        self.pause()
        for client in self._clients.values():
            client.shut()
        while self._clients:
            await asyncio.wait(self._clients, timeout=_PATIENCE)
            if self._clients:
                await asyncio.to_thread(end)

    def _accept(self) -> None:
        try:
            accepted, address = self._listening.accept()
        except BlockingIOError:
            return
        except OSError:
            self._loop.remove_reader(self._listening)
            self._retry = self._loop.call_later(_RETRY, self.open)
            return
        client = _Client(accepted, address[0])
        guest = Guest(client.turn_out)
        if len(self._clients) >= self._limits.connections + self._limits.strangers or not self._admission.enter(guest):
            accepted.close()
            return
        accepted.setblocking(False)
        task = self._loop.create_task(self._serve(client, guest))
        self._clients[task] = client
        task.add_done_callback(functools.partial(self._left, guest))

    def _left(self, guest: Guest, task: asyncio.Task[None]) -> None:
        del self._clients[task]
        self._admission.leave(guest)

    async def _serve(self, client: _Client, guest: Guest) -> None:
        stream = ClientStream()
        try:
            handshake = None if self._tls is None else self._limits.handshake
            await self._loop.connect_accepted_socket(
                lambda: stream, client.socket, ssl=self._tls, ssl_handshake_timeout=handshake
            )
        except OSError as error:  # ssl.SSLError is one too: the client speaks no TLS, is too slow, or has gone
            error.__traceback__ = None  # asyncio keeps the error, which would keep all of the connection by its frames
            client.socket.close()
            return
        work = functools.partial(self._loop.run_in_executor, self._pool)
        client.connection = Connection(
            stream, self._responder, work, self._limits, guest, self._admission, self._room, client.address
        )
        try:
            await client.connection.serve()
        finally:
            client.connection = None
