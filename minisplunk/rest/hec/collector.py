"""HEC's endpoints: a token's request in; its events stored, and what HEC says to it, out.

REST API Reference Manual, "Input endpoint descriptions", services/collector. [unverified]: what backpressureState warns
of stands in place of "Success", that of the queue before that of acks, and health does not say it.
"""

from __future__ import annotations

from dataclasses import field

import msgspec

from ...dataclass import dataclass
from ...engine import Splunk
from ...fields import ADDRESS, Contexts
from ...fields.default import DEFAULT
from ...fields.indexed import stored
from ...ingest.hec_values import epoch
from ...store import Meta
from ...values import Value, multivalue
from ..http import Request, Response
from ..instance.bulletins import BulletinBoard
from . import replies
from .acks import Acks, is_channel
from .authorization import authorized
from .batch import read
from .delivery import Delivery
from .events import Defaults
from .intake import Intake
from .replies import JSON, HecError, Reply
from .settings import HecSettings
from .tokens import HecToken, Tokens

SOURCETYPE = "httpevent"
_TRUE = ("1", "true", "t", "yes", "y")
_FIELDS = "fields_"


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
    _delivery: Delivery | None = None
    _read: tuple[Contexts, Tokens, HecSettings] | None = None

    def begin(self) -> None:
        """Be as after a start: acknowledgments that nobody has asked for are forgotten, and what could not be
        written is told anew."""
        self.acks, self._delivery = Acks(), None

    @property
    def tokens(self) -> Tokens:
        """Those of the conf files as they are now. Raises ConfError."""
        return self._configured()[1]

    @property
    def settings(self) -> HecSettings:
        """Likewise."""
        return self._configured()[2]

    @property
    def delivery(self) -> Delivery:
        if self._delivery is None:
            self._delivery = Delivery(self.splunk, self.bulletins)
        return self._delivery

    def _configured(self) -> tuple[Contexts, Tokens, HecSettings]:
        contexts = self.splunk.contexts
        if self._read is None or self._read[0] is not contexts:
            self._read = (contexts, Tokens.of(contexts.everywhere), HecSettings.of(contexts.everywhere))
        return self._read


def event(collector: Collector, request: Request) -> Response:
    """JSON objects, one after another or in an array."""
    token = authorized(request, collector.tokens)
    channel = _event_channel(collector, request, token)
    intake = Intake(collector.splunk, extracted=request.get("auto_extract_timestamp").lower() in _TRUE)
    delivery, backpressure, kept = collector.delivery, collector.settings.backpressure, False
    for part in read(request.body, _defaults(collector, request, token)):
        batches = intake.events(part.sent)
        if batches or not kept:
            delivery.store(batches, later=kept, backpressure=backpressure)
        kept = kept or bool(part.sent)
        if part.unknown is not None:
            delivery.report_unknown(part.unknown)
        if part.refused is not None:
            ack = _ack_id(collector, token, channel) if kept else None
            _told(collector, intake)
            raise HecError(part.refused.reply, part.refused.event, ack)
    _told(collector, intake)
    return _success(collector, token, channel)


def raw(collector: Collector, request: Request) -> Response:
    """Text, broken into events by the rules of its source type."""
    token = authorized(request, collector.tokens)
    channel = _event_channel(collector, request, token)
    if not request.body or request.body.isspace():
        raise HecError(replies.NO_DATA)
    defaults = _defaults(collector, request, token)
    if request.get("index") and not token.allows(defaults.index):
        raise HecError(replies.INCORRECT_INDEX, 0)
    meta = Meta(defaults.index, defaults.host, defaults.source, defaults.sourcetype)
    fields = _query_fields(request) if token.query_fields else None
    intake, kept = Intake(collector.splunk), False
    for batches in intake.raw(request.body, meta, defaults.time, fields):
        if not all(token.allows(batch.meta.index) for batch in batches if batch.meta.index != meta.index):
            raise HecError(replies.INCORRECT_INDEX, 0)
        collector.delivery.store(batches, later=kept, backpressure=collector.settings.backpressure)
        kept = True
    _told(collector, intake)
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
    statuses = collector.acks.take((token.name, channel), query.acks, collector.settings.acks)
    return Response(msgspec.json.encode({"acks": {str(number): safe for number, safe in statuses.items()}}), 200, JSON)


def health(collector: Collector, request: Request) -> Response:
    """Whether HEC accepts events; whether a given `token` is valid; with `ack`, whether requests can be acknowledged.

    inputs.conf.spec, backpressureState: without it one channel that is full is enough for that they cannot.
    """
    splunk, settings = collector.splunk, collector.settings
    if splunk.writer.closed:
        return replies.SHUTTING_DOWN.response()
    if "token" in request.params:
        token = collector.tokens.find(request.get("token"))
        if token is None:
            return replies.HEALTH_INVALID_TOKEN.response()
        if token.disabled:
            return replies.HEALTH_TOKEN_DISABLED.response()
    asked = request.get("ack").lower() in _TRUE
    acks = not asked or collector.acks.available(settings.acks, any_channel=settings.backpressure)
    return _HEALTH[splunk.writer.full, acks].response()


_HEALTH = {
    (False, True): replies.HEALTHY,
    (True, True): replies.QUEUES_FULL,
    (False, False): replies.ACK_UNAVAILABLE,
    (True, False): replies.NEITHER_AVAILABLE,
}
"""By whether the queue is full, and acks are available."""


def _defaults(collector: Collector, request: Request, token: HecToken) -> Defaults:
    """What the query says, then the token. Without either the source is the token's name, and the source type
    httpevent."""
    time = None
    if request.get("time"):
        seconds = epoch(request.get("time"))
        if seconds is None:
            raise HecError(replies.INDEXED_FIELDS)
        time = round(seconds * 1_000_000)
    index = request.get("index") or token.index
    return Defaults(
        index=index,
        host=request.get("host") or token.host or _connection_host(request, token) or "localhost",
        source=request.get("source") or token.source or f"http:{token.name}",
        sourcetype=request.get("sourcetype") or token.sourcetype or SOURCETYPE,
        allowed=token.allows,
        metrics=collector.splunk.metric_indexes().get,
        max_event=collector.settings.max_event,
        time=time,
    )


def _connection_host(request: Request, token: HecToken) -> str:
    """inputs.conf.spec, connection_host. Without it, and with `none`, the host is that of the HTTP header."""
    match token.connection_host:
        case "ip":
            return request.client
        case "proxied_ip":
            return request.headers.get("x-forwarded-for", "") or request.client
    return request.headers.get("host", "")


def _query_fields(request: Request) -> str | None:
    """inputs.conf.spec, customMetadataMode: `fields_<name>=<value>` of the query, as the store keeps them.

    [unverified]: one that is named as a default field, or as Splunk names its own, is refused; several values are one
    multivalue field.
    """
    found: dict[str, Value] = {}
    for key, values in request.params.items():
        name = key.removeprefix(_FIELDS)
        if name == key:
            continue
        if not name or name in DEFAULT or name in _OWN_FIELDS:
            raise HecError(replies.INDEXED_FIELDS)
        value = multivalue(list(values))
        if value is not None:
            found[name] = value
    return stored(found) if found else None


_OWN_FIELDS = frozenset(
    {"_raw", "_time", "_indextime", "_cd", "_bkt", "_si", "_serial", "_subsecond", "_sourcetype", ADDRESS}
)


def _channel(request: Request, token: HecToken) -> str:
    """Needed with acknowledgment; what is given must be a channel in any case. Raises HecError."""
    channel = channel_of(request)
    if not channel and token.use_ack:
        raise HecError(replies.CHANNEL_MISSING)
    if channel and not is_channel(channel):
        raise HecError(replies.INVALID_CHANNEL)
    return channel


def channel_of(request: Request) -> str:
    """The id of the channel that a request names; "" for none."""
    return (request.headers.get("x-splunk-request-channel", "") or request.get("channel")).lower()


def _event_channel(collector: Collector, request: Request, token: HecToken) -> str:
    """The channel of events, which has room for the ack of one more request. Raises HecError."""
    channel, settings = _channel(request, token), collector.settings
    if token.use_ack and collector.acks.full((token.name, channel), settings.acks):
        raise HecError(replies.ACK_FULL if settings.backpressure else replies.BUSY)
    return channel


def _told(collector: Collector, intake: Intake) -> None:
    collector.delivery.report_malformed(intake.malformed)
    intake.log_notes()


def _ack_id(collector: Collector, token: HecToken, channel: str) -> int | None:
    return collector.acks.add((token.name, channel), collector.settings.acks) if token.use_ack else None


def _success(collector: Collector, token: HecToken, channel: str) -> Response:
    number = _ack_id(collector, token, channel)
    reply = _warning(collector, token, channel) if collector.settings.backpressure else replies.SUCCESS
    return reply.response(None if number is None else {"ackId": number})


def _warning(collector: Collector, token: HecToken, channel: str) -> Reply:
    if collector.splunk.writer.nearly_full:
        return replies.QUEUE_NEARLY_FULL
    if token.use_ack and collector.acks.near((token.name, channel), collector.settings.acks):
        return replies.ACK_NEARLY_FULL
    return replies.SUCCESS
