"""HEC's endpoints: a token's request in; its events stored, and what HEC says to it, out.

REST API Reference Manual, "Input endpoint descriptions", services/collector. Success, and an ack, mean that the events
are on disk: what Splunk promises for an ack alone, minisplunk keeps for each answer.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import field
from itertools import islice

import msgspec

from ...dataclass import dataclass
from ...engine import Splunk
from ...errors import NotFound
from ...fields import Contexts
from ...fields.indexed import joined, untimed
from ...ingest.hec_values import epoch
from ...ingest.index_time import changed, parsed
from ...ingest.notes import Notes
from ...ingest.routing import Kinds, by_kind, dropped
from ...ingest.stamps import Stamper
from ...ingest.structure import Structure
from ...ingest.structured import indexed_fields
from ...sources import Fielded
from ...store import Batch, Full, Meta, StoreBusy
from ..http import Request, Response
from ..instance.bulletins import Bulletin, BulletinBoard
from . import replies
from .acks import Acks, is_channel
from .authorization import authorized
from .batch import read
from .events import Defaults, HecEvent
from .replies import JSON, HecError
from .tokens import HecToken, Tokens

_log = logging.getLogger(__name__)

SOURCETYPE = "httpevent"
_UNWRITABLE = "events_cannot_be_written"
_MOST_REPORTED, _LONGEST_REPORTED = 100, 256
_MALFORMED = "malformed_metric_data"
_TRUE = ("1", "true", "t", "yes", "y")


class _AckQuery(msgspec.Struct):
    acks: list[int]


_ack_query = msgspec.json.Decoder(_AckQuery).decode


@dataclass
class Collector:
    """What the handlers act on. `bulletins`: where users see that events were sent to missing indexes; `acks`:
    the ids that were given out and not queried yet."""

    splunk: Splunk
    bulletins: BulletinBoard
    acks: Acks = field(default_factory=Acks)
    unwritable: str = ""
    """Why events could not be written the last time; empty when they could."""
    _read: tuple[Contexts, Tokens] | None = None

    def begin(self) -> None:
        """Be as after a start: acknowledgments that nobody has asked for are forgotten."""
        self.acks = Acks()
        self.unwritable = ""

    @property
    def tokens(self) -> Tokens:
        """Those of the conf files as they are now. Raises ConfError."""
        contexts = self.splunk.contexts
        if self._read is None or self._read[0] is not contexts:
            self._read = (contexts, Tokens.of(contexts.everywhere))
        return self._read[1]


def event(collector: Collector, request: Request) -> Response:
    """JSON objects, one after another or in an array."""
    token = authorized(request, collector.tokens)
    channel = _event_channel(collector, request, token)
    parsed = read(request.body, _defaults(collector, request, token))
    kept = [one for one in parsed.events if one.resolution is None or one.fields is not None]
    _store(collector, _batches(collector, request, kept))
    _report_malformed(collector, {one.meta for one in parsed.events if one.resolution is not None and not one.fields})
    if parsed.refused is not None:
        raise parsed.refused
    return _success(collector, token, channel)


def raw(collector: Collector, request: Request) -> Response:
    """Text, broken into events by the rules of its source type."""
    token = authorized(request, collector.tokens)
    channel = _event_channel(collector, request, token)
    if not request.body.strip():
        raise HecError(replies.NO_DATA)
    defaults = _defaults(collector, request, token)
    if request.get("index") and not token.allows(defaults.index):
        raise HecError(replies.INCORRECT_INDEX, 0)
    meta = Meta(defaults.index, defaults.host, defaults.source, defaults.sourcetype)
    now, notes, metrics = collector.splunk.clock.now(), Notes(), collector.splunk.metric_indexes()
    given = None if defaults.time is None else round(defaults.time * 1_000_000)
    kinds, rules_of = Kinds(), collector.splunk.index_time
    for kind, found in parsed((request.body,), meta, rules_of, now=now, notes=notes):
        if kind.index != meta.index and not token.allows(kind.index):
            raise HecError(replies.INCORRECT_INDEX, 0)
        timed = found if given is None else ((given, text, fields) for _, text, fields in found)
        by_kind(changed(timed, kind, rules_of, now=now, notes=notes), kinds)
    malformed = {kind for kind in kinds if kind.index in metrics}
    received = round(now * 1_000_000)
    _store(collector, [Batch(kind, events, received) for kind, events in kinds.items() if kind not in malformed])
    _report_malformed(collector, malformed)
    _log_notes(notes)
    return _success(collector, token, channel)


def ack(collector: Collector, request: Request) -> Response:
    """`{"acks": [0, 1]}` -> which of these requests' events are on disk."""
    token = authorized(request, collector.tokens)
    if not token.use_ack:
        raise HecError(replies.ACK_DISABLED)
    channel = _channel(request, token)
    if not request.body.strip():
        raise HecError(replies.NO_DATA)
    try:
        query = _ack_query(request.body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise HecError(replies.INVALID_DATA) from error
    statuses = collector.acks.take((token.name, channel), query.acks)
    return Response(msgspec.json.encode({"acks": {str(number): safe for number, safe in statuses.items()}}), 200, JSON)


def health(collector: Collector, request: Request) -> Response:
    """Whether HEC accepts events, and whether a given `token` is valid. Acks are available whenever events are."""
    if collector.splunk.writer.closed:
        return replies.SHUTTING_DOWN.response()
    if "token" in request.params:
        token = collector.tokens.find(request.get("token"))
        if token is None:
            return replies.HEALTH_INVALID_TOKEN.response()
        if token.disabled:
            return replies.HEALTH_TOKEN_DISABLED.response()
    return (replies.QUEUES_FULL if collector.splunk.writer.full else replies.HEALTHY).response()


def _defaults(collector: Collector, request: Request, token: HecToken) -> Defaults:
    """What the query says, then the token. Without either the host is that of the HTTP header (inputs.conf.spec,
    connection_host), the source is the token's name, and the source type httpevent."""
    time = None
    if request.get("time"):
        time = epoch(request.get("time"))
        if time is None:
            raise HecError(replies.INDEXED_FIELDS)
    index = request.get("index") or token.index
    return Defaults(
        index=index,
        host=request.get("host") or token.host or request.headers.get("host", "") or "localhost",
        source=request.get("source") or token.source or f"http:{token.name}",
        sourcetype=request.get("sourcetype") or token.sourcetype or SOURCETYPE,
        allowed=token.allows,
        metrics=collector.splunk.metric_indexes().get,
        max_event=collector.tokens.max_event,
        time=time,
    )


def _channel(request: Request, token: HecToken) -> str:
    """Needed with acknowledgment; what is given must be a channel in any case. Raises HecError."""
    channel = (request.headers.get("x-splunk-request-channel", "") or request.get("channel")).lower()
    if not channel and token.use_ack:
        raise HecError(replies.CHANNEL_MISSING)
    if channel and not is_channel(channel):
        raise HecError(replies.INVALID_CHANNEL)
    return channel


def _event_channel(collector: Collector, request: Request, token: HecToken) -> str:
    """The channel of events, which has room for the ack of one more request. Raises HecError."""
    channel = _channel(request, token)
    if token.use_ack and collector.acks.full((token.name, channel)):
        raise HecError(replies.ACK_FULL)
    return channel


def _batches(collector: Collector, request: Request, events: Iterable[HecEvent]) -> list[Batch]:
    """Events by kind, with the fields that their source types index. Their time is the envelope's, else, with
    auto_extract_timestamp, the text's, else now."""
    now, notes, rules_of = collector.splunk.clock.now(), Notes(), collector.splunk.index_time
    received = round(now * 1_000_000)
    extracted = request.get("auto_extract_timestamp").lower() in _TRUE
    coming: dict[Meta, _Coming] = {}
    for one in events:
        kind = coming.get(one.meta)
        if kind is None:
            rules = rules_of(one.meta)
            stamper = Stamper(rules.stamping, now=now, modified=None, notes=notes)
            kind = coming[one.meta] = _Coming(rules.structure, stamper)
        if one.resolution is not None:
            moment = received if one.time is None else one.time
            kind.points.append((moment - moment % one.resolution, one.raw, untimed(one.fields)))
            continue
        fields = joined(indexed_fields(one.raw, kind.structure, notes), one.fields)
        if one.time is None and extracted:
            kind.events.append((kind.stamper.time(one.raw.encode()), one.raw, fields))
        else:
            kind.events.append((received if one.time is None else one.time, one.raw, untimed(fields)))
    kinds = {meta: kind.points for meta, kind in coming.items() if kind.points}
    for meta, kind in coming.items():
        by_kind(changed(kind.events, meta, rules_of, now=now, notes=notes), kinds)
    _log_notes(notes)
    return [Batch(meta, found, received) for meta, found in kinds.items()]


@dataclass(slots=True)
class _Coming:
    """What comes in of one kind, and how its fields and times are read. `points`: metric data points."""

    structure: Structure | None
    stamper: Stamper
    events: list[Fielded] = field(default_factory=list)
    points: list[Fielded] = field(default_factory=list)


def _store(collector: Collector, batches: Iterable[Batch]) -> None:
    """Returns once the events are on disk. Events for missing indexes are dropped and reported, as Splunk does.

    While they cannot be written nothing is acknowledged, and each request tries again.
    """
    splunk, known = collector.splunk, collector.splunk.indexes()
    accepted: list[Batch] = []
    missing: dict[str, Meta] = {}
    for batch in batches:
        if batch.meta.index in known:
            accepted.append(batch)
        else:
            missing.setdefault(batch.meta.index, batch.meta)
    _report_missing(collector, missing.values())
    if splunk.writer.closed:
        raise HecError(replies.SHUTTING_DOWN)
    if not accepted:
        return
    try:
        splunk.writer.write(accepted)
    except Full as full:
        raise HecError(replies.BUSY) from full
    except StoreBusy as busy:
        _report_unwritable(collector, busy.message)
        raise HecError(replies.BUSY) from busy
    _report_unwritable(collector, "")


def _report_unwritable(collector: Collector, why: str) -> None:
    """Tell when it begins that events cannot be written, and when it ends; not with each request."""
    before, collector.unwritable = collector.unwritable, why
    if why and why != before:
        text = f"HTTP Event Collector refuses events, which cannot be written: {why}"
        _log.error("%s", text)
        collector.bulletins.put(Bulletin(_UNWRITABLE, text, "error", collector.splunk.clock.now()))
    elif before and not why:
        _log.warning("HTTP Event Collector takes events again")
        with suppress(NotFound):
            collector.bulletins.remove(_UNWRITABLE)


def _report_missing(collector: Collector, metas: Collection[Meta]) -> None:
    """Report each missing index once, up to a limit for each request; texts from clients are cut."""
    now = collector.splunk.clock.now()
    for meta in map(_cut, islice(metas, _MOST_REPORTED)):
        text = dropped(meta)
        _log.warning("%s", text)
        collector.bulletins.put(Bulletin(f"missing_index_{meta.index}", text, "warn", now))
    if len(metas) > _MOST_REPORTED:
        _log.warning("Received events for %d more indexes that there are not.", len(metas) - _MOST_REPORTED)


def _report_malformed(collector: Collector, metas: Collection[Meta]) -> None:
    """What is no metric data point is dropped, as Splunk drops it after HEC has answered. The text is shorter than
    Splunk's, and says what that says."""
    for index, host, source, sourcetype in map(_cut, islice(metas, _MOST_REPORTED)):
        text = (
            f"The metric event is not properly structured, source={source}, sourcetype={sourcetype}, host={host}, "
            f"index={index}. It has no metric name with a number for a value, and is dropped."
        )
        _log.error("%s", text)
        collector.bulletins.put(Bulletin(f"{_MALFORMED}_{index}", text, "error", collector.splunk.clock.now()))


def _cut(meta: Meta) -> Meta:
    return Meta(*(text[:_LONGEST_REPORTED] for text in meta))


def _log_notes(notes: Notes) -> None:
    for note in notes:
        _log.warning("%s", note)


def _success(collector: Collector, token: HecToken, channel: str) -> Response:
    if not token.use_ack:
        return replies.SUCCESS.response()
    return replies.SUCCESS.response({"ackId": collector.acks.add((token.name, channel))})
