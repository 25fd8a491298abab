"""A body without an end in, pieces of whole lines out, as they come.

splunk-sdk's Index.attach sends `X-Splunk-Input-Mode: Streaming` to receivers/stream, no length, and text until it
closes the connection. Such a client may go on for days, so what has come is handed on when it pauses; events of several
lines should not pause in their middle. [unverified]: for how long splunkd waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from .incoming import Incoming

PAUSE = 0.5
"""Seconds without a byte after which the whole lines that have come are a piece."""
LARGEST = 1 << 20
"""Bytes that are a piece in any case; a line that is longer is broken."""
_READ = 64 << 10
_PATH, _MODE = "/receivers/stream", "x-splunk-input-mode"


def is_stream(head: Incoming) -> bool:
    """Whether the body of a request ends with the connection."""
    said = head.headers.get(_MODE, "").strip().lower() == "streaming"
    return (
        said
        and head.target.partition("?")[0].rstrip("/").endswith(_PATH)
        and head.headers.keys().isdisjoint(("content-length", "transfer-encoding"))
    )


async def pieces(begun: bytes, reader: asyncio.StreamReader) -> AsyncGenerator[bytes, None]:
    """`begun`: what has been read of the body already. Raises OSError when the client breaks off."""
    waiting, ended = bytearray(begun), False
    while not ended:
        data = await _read(reader, PAUSE if b"\n" in waiting else None)
        ended = data == b""
        waiting += data or b""
        if data and len(waiting) < LARGEST:
            continue
        lines = waiting.rfind(b"\n") + 1
        end = len(waiting) if ended or (not lines and len(waiting) >= LARGEST) else lines
        if end:
            yield bytes(waiting[:end])
            del waiting[:end]


async def _read(reader: asyncio.StreamReader, within: float | None) -> bytes | None:
    """What comes next, nothing at the end; None when nothing comes in time."""
    try:
        return await asyncio.wait_for(reader.read(_READ), within)
    except asyncio.TimeoutError:
        return None
