"""HEC's objects, one after the other -> request bodies of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass

MOST_BYTES = 512 << 10
"""Splunk advises Cloud's users to stay below 1 MB a request; above half of that nothing is gained (measured)."""
MOST_EVENTS = 5_000


@dataclass(frozen=True, slots=True)
class HecBatch:
    """`first` is the number of its first event, counted over all that is sent; `body` has one object on each line."""

    first: int
    events: int
    body: bytes


def batches(
    envelopes: Iterable[bytes], first: int = 0, *, most_events: int = MOST_EVENTS, most_bytes: int = MOST_BYTES
) -> Iterator[HecBatch]:
    """No batch is empty, and none exceeds a limit. An object that is too large by itself is a batch of its own."""
    held: list[bytes] = []
    size = 0
    for envelope in envelopes:
        if held and (len(held) == most_events or size + len(envelope) > most_bytes):
            yield HecBatch(first, len(held), b"\n".join(held))
            first += len(held)
            held, size = [], 0
        held.append(envelope)
        size += len(envelope) + 1
    if held:
        yield HecBatch(first, len(held), b"\n".join(held))
