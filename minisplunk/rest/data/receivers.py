"""receivers/simple and receivers/stream: a body's text into an index, by the index-time rules of its source type.

REST API Reference Manual, "Input endpoint descriptions", receivers/simple. Texts and defaults as a third party measured
them on Splunk 10.4.2. [unverified]: Splunk guesses the source type of longer texts; here it is always the one of short
ones. The host is the address of the client.
"""

from __future__ import annotations

import logging

import orjson

from ...ingest.index_time import indexed
from ...ingest.notes import Notes
from ...ingest.routing import by_kind
from ...store import Batch, Full, Meta
from ..eai import Answer
from ..eai.envelope import JSON, XML
from ..eai.markup import PROLOGUE, escaped
from ..http import HttpError, Request, Response, Route
from ..instance import Splunkd

_log = logging.getLogger(__name__)

_DEFAULT_INDEX = "default"
_INDEX, _SOURCE, _SOURCETYPE = "main", "http-simple", "unknown-too_small"


def simple(splunkd: Splunkd, request: Request) -> Answer:
    """`index`, `host`, `source`, `sourcetype` in the query. The events are on disk when this is answered."""
    named = request.get("index") or _DEFAULT_INDEX
    index = _INDEX if named == _DEFAULT_INDEX else named
    if not request.body.strip():
        raise HttpError(400, "empty body", "WARN")
    if index not in splunkd.splunk.indexes():
        raise HttpError(400, f"supplied index '{named}' missing", "WARN")
    meta = Meta(
        index,
        request.get("host") or request.client,
        request.get("source") or _SOURCE,
        request.get("sourcetype") or _SOURCETYPE,
    )
    now = splunkd.splunk.clock.now()
    notes = Notes()
    kinds = by_kind(indexed((request.body,), meta, splunkd.splunk.index_time, now=now, notes=notes))
    for kind in kinds:
        if kind.index not in splunkd.splunk.indexes():
            raise HttpError(400, f"supplied index '{kind.index}' missing", "WARN")
        if kind.index in splunkd.splunk.metric_indexes():
            raise HttpError(400, f"The index '{kind.index}' is for metric data points, and takes no events.")
    batches = [Batch(kind, events, round(now * 1_000_000)) for kind, events in kinds.items()]
    for note in notes:
        _log.warning("%s", note)
    try:
        splunkd.splunk.writer.write(batches)
    except Full as full:
        raise HttpError(503, "The queues are full.") from full
    return _receipt(request, meta, named)


def stream(splunkd: Splunkd, request: Request) -> Answer:
    """The same of a piece of a body that goes on as long as its connection (`http.streaming`), or of a whole one."""
    if request.body.strip():
        simple(splunkd, request)
    return Response(b"", 204)


def _receipt(request: Request, meta: Meta, named: str) -> Response:
    size, of_events = len(request.body), {"host": meta.host, "source": meta.source, "sourcetype": meta.sourcetype}
    if request.output_mode == "json":
        return Response(orjson.dumps({"index": named, "bytes": size, **of_events}), 200, JSON)
    pairs = {"_index": named, "bytes": str(size), **of_events}
    fields = "".join(
        f"      <field k='{key}'>\n        <value>\n          <text>{escaped(value)}</text>\n        </value>\n"
        "      </field>\n"
        for key, value in pairs.items()
    )
    body = f"<response>\n  <results>\n    <result>\n{fields}    </result>\n  </results>\n</response>\n"
    return Response((PROLOGUE + body).encode(), 200, XML)


_CAN_SEND = "edit_tcp"
ROUTES = (
    Route("POST", "receivers/simple", simple, capability=_CAN_SEND, raw=True),
    Route("POST", "receivers/stream", stream, capability=_CAN_SEND, raw=True),
)
