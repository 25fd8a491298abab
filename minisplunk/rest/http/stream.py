"""A client's bytes, with TLS undone, in, where whoever reads them wants them; and bytes out, as it takes them.

asyncio's own streams copy what they read four times, from one buffer into the next, and TLS makes an object of a
quarter of a megabyte for each record of 16 KB. A body of a known length is filled in by TLS itself here. Measured with
bodies of 1.6 MB: half of the time that the thread of a port took for them.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from ...dataclass import dataclass

_BUFFER = 64 << 10
"""Bytes that are read ahead; more are left to the client's system. A record of TLS is 16 KB."""


@dataclass(slots=True, eq=False)
class _Waiter:
    """Somebody who waits for something to change."""

    future: asyncio.Future[None] | None = None

    async def wait(self) -> None:
        self.future = asyncio.get_running_loop().create_future()
        try:
            await self.future
        finally:
            self.future = None

    def wake(self) -> None:
        if self.future is not None and not self.future.done():
            self.future.set_result(None)


class ClientStream(asyncio.BufferedProtocol):
    """Read by one task, which writes too. Reading raises ConnectionResetError when the connection broke."""

    def __init__(self) -> None:
        self._buffer = bytearray(_BUFFER)
        self._filled = 0
        self._target: memoryview | None = None
        self._reading, self._writing, self._closed = _Waiter(), _Waiter(), _Waiter()
        self._paused = self._held = self._ended = self._lost = False
        self._fault: Exception | None = None
        self.transport: asyncio.Transport = cast(asyncio.Transport, None)  # it is there once it is used

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def get_buffer(self, sizehint: int) -> memoryview:
        if self._target is not None:
            return self._target
        return memoryview(self._buffer)[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        if self._target is not None:
            self._target = self._target[nbytes:]
            if self._target:
                return
            self._target = None
            self._pause()
        else:
            self._filled += nbytes
            if self._filled == _BUFFER:
                self._pause()
        self._reading.wake()

    def eof_received(self) -> bool:
        """TLS cannot be half closed; a plain connection is closed when the answer is sent."""
        self.end()
        return self.transport.get_extra_info("sslcontext") is None

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost, self._fault = True, exc
        self.end()
        self._writing.wake()
        self._closed.wake()

    def pause_writing(self) -> None:
        self._held = True

    def resume_writing(self) -> None:
        self._held = False
        self._writing.wake()

    # What a connection calls

    @property
    def ended(self) -> bool:
        """Whether the client sends no more, and all is read."""
        return self._ended and not self._filled

    def end(self) -> None:
        """Nothing more is read."""
        self._ended = True
        self._reading.wake()

    async def read(self) -> bytes:
        """What there is, as soon as there is something; empty at the end."""
        while not self._filled and not self._ended:
            await self._reading.wait()
        if self._fault is not None and not self._filled:
            raise ConnectionResetError from self._fault
        data = bytes(memoryview(self._buffer)[: self._filled])
        self._filled = 0
        self._resume()
        return data

    async def read_into(self, target: memoryview) -> None:
        """Fill it. Raises ConnectionResetError when the client ends before that."""
        have = min(self._filled, len(target))
        target[:have] = memoryview(self._buffer)[:have]
        left = self._filled - have
        self._buffer[:left] = self._buffer[have : self._filled]
        self._filled = left
        if have == len(target):
            return
        self._target = target[have:]
        self._resume()
        try:
            while self._target is not None and not self._ended:
                await self._reading.wait()
            if self._target is not None:
                raise ConnectionResetError
        finally:
            self._target = None
            self._resume()

    def write(self, data: bytes) -> None:
        self.transport.write(data)

    async def drain(self, within: float) -> None:
        """Until the client has taken most of it. Raises TimeoutError, and ConnectionResetError."""
        if self._held and not self._lost:
            await asyncio.wait_for(self._writing.wait(), within)
        if self._lost:
            raise ConnectionResetError

    async def close(self) -> None:
        self.transport.close()
        if not self._lost:
            await self._closed.wait()
        # asyncio's side of TLS keeps our methods: they would keep each other, and its quarter of a megabyte
        self.transport = cast(asyncio.Transport, None)

    def extra(self, name: str) -> Any:
        return self.transport.get_extra_info(name)

    def _pause(self) -> None:
        if not self._paused and not self.transport.is_closing():
            self._paused = True
            self.transport.pause_reading()

    def _resume(self) -> None:
        if self._paused and not self.transport.is_closing():
            self._paused = False
            self.transport.resume_reading()
