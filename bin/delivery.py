"""Raw events in, posted to an index through splunkd's receivers/simple; how many of them arrived, out.

REST API Reference Manual, "Input endpoint descriptions": receivers/simple needs the capability edit_tcp. Its body is
broken into events as any input is: by the rules of the source type stash, before each line that begins with a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alert_payload import Payload
from splunkd import Splunkd, SplunkdFault

PATH = "/services/receivers/simple"
SOURCETYPE = "stash"
"""Events of this source type count for no licence."""
BATCH = 1_000_000
"""Bytes of events in one request."""


@dataclass
class Delivery:
    """`fault`: why it ended early. Then `uncertain` of the `unwritten` may have arrived all the same."""

    written: int = 0
    unwritten: int = 0
    uncertain: int = 0
    fault: SplunkdFault | None = None

    def doubt(self) -> str:
        return f" ({self.uncertain} of them may have been, as the answer is missing)" if self.uncertain else ""


def deliver(splunkd: Splunkd, payload: Payload, events: Iterable[str]) -> Delivery:
    """Post the events in their order. After a fault nothing more is sent, but the rest is counted."""
    query = {"index": payload.index, "sourcetype": SOURCETYPE, "source": payload.search_name}
    if payload.server_host:
        query["host"] = payload.server_host
    done = Delivery()
    for batch in batches(events):
        if done.fault is None:
            try:
                splunkd.post(PATH, query, b"".join(batch))
                done.written += len(batch)
                continue
            except SplunkdFault as fault:
                done.fault = _explained(fault, payload)
                done.uncertain = len(batch) if fault.uncertain else 0
        done.unwritten += len(batch)
    return done


def batches(events: Iterable[str], size: int = BATCH) -> Iterator[list[bytes]]:
    """Events as lines, as many together as fit into `size` bytes, one at least."""
    batch: list[bytes] = []
    length = 0
    for event in events:
        line = event.encode("utf-8", "replace") + b"\n"
        if batch and length + len(line) > size:
            yield batch
            batch, length = [], 0
        batch.append(line)
        length += len(line)
    if batch:
        yield batch


def _explained(fault: SplunkdFault, payload: Payload) -> SplunkdFault:
    advice = ADVICE.get(fault.status, "").format(index=payload.index, owner=payload.owner)
    text = f"{fault}. {advice}" if advice else str(fault)
    return SplunkdFault(text, fault.status, uncertain=fault.uncertain)


_INDEX = (
    "Is there an index {index}? Create it (Settings > Indexes > New Index, on the indexers and on this search head), "
    "or name another in the action's parameter index"
)
ADVICE = {
    400: _INDEX,
    404: _INDEX,
    401: "The session key is not valid any more; it is that of the alert, so a new run of the search has a new one",
    403: (
        "The capability edit_tcp is missing: give it to a role of {owner}, who owns the saved search, or give the "
        "search to an owner who has it"
    ),
}
"""HTTP status of receivers/simple -> what to do about it."""
