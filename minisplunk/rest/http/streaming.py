"""A body without an end in, pieces of whole lines out, as they come.

splunk-sdk's Index.attach sends `X-Splunk-Input-Mode: Streaming` to receivers/stream, no length, and text until it
closes the connection. Such a client may go on for days, so what has come is handed on when it pauses; events of several
lines should not pause in their middle. [unverified]: for how long splunkd waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from .incoming import Incoming
from .stream import ClientStream

PAUSE = 0.5
"""Seconds without a byte after which the whole lines that have come are a piece."""
LARGEST = 1 << 20
"""Bytes that are a piece in any case; a line that is longer is broken."""
_PATH, _MODE = "/receivers/stream", "x-splunk-input-mode"


def is_stream(head: Incoming) -> bool:
    """Whether the body of a request ends with the connection."""
    said = head.headers.get(_MODE, "").strip().lower() == "streaming"
    return (
        said
        and head.target.partition("?")[0].rstrip("/").endswith(_PATH)
        and head.headers.keys().isdisjoint(("content-length", "transfer-encoding"))
    )


async def pieces(begun: bytes, stream: ClientStream) -> AsyncGenerator[bytes, None]:
    """`begun`: what has been read of the body already."""
    waiting, ended = bytearray(begun), False
    while not ended:
        data = await _read(stream, PAUSE if b"\n" in waiting else None)
        ended = data == b""
        waiting += data or b""
        if data and len(waiting) < LARGEST:
            continue
        lines = waiting.rfind(b"\n") + 1
        end = len(waiting) if ended or (not lines and len(waiting) >= LARGEST) else lines
        if end:
            yield bytes(waiting[:end])
            del waiting[:end]


async def _read(stream: ClientStream, within: float | None) -> bytes | None:
    """What comes next, nothing at the end; None when nothing comes in time. Who breaks off has come to the end, too:
    splunk-sdk closes its socket without a word."""
    try:
        return await asyncio.wait_for(stream.read(), within)
    except asyncio.TimeoutError:
        return None
    except OSError:
        return b""
