"""What HEC says, by code: HTTP status and text.

Getting Data In, "Troubleshoot HTTP Event Collector", "Possible error codes"; the texts of 24 to 27 as several public
projects cite them from there. Which answer a path without a route, and a method without one, get was measured on 10.4.3
by a third party (github.com/ross/logit, tools/splunk-interop), and that 415 is one. [unverified]: of 413, 415 and 501
the form is that of 404. Splunk Cloud says 28 where others say 10.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from ...dataclass import dataclass
from ..http import Response

JSON = "application/json; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    text: str
    code: int

    def response(self, more: Mapping[str, object] | None = None, headers: Mapping[str, str] | None = None) -> Response:
        """`more`: what follows text and code."""
        body = {"text": self.text, "code": self.code, **(more or {})}
        return Response(orjson.dumps(body), self.status, JSON, headers or {})


SUCCESS = Reply(200, "Success", 0)
TOKEN_DISABLED = Reply(403, "Token disabled", 1)
TOKEN_REQUIRED = Reply(401, "Token is required", 2)
INVALID_AUTHORIZATION = Reply(401, "Invalid authorization", 3)
INVALID_TOKEN = Reply(403, "Invalid token", 4)
NO_DATA = Reply(400, "No data", 5)
INVALID_DATA = Reply(400, "Invalid data format", 6)
INCORRECT_INDEX = Reply(400, "Incorrect index", 7)
INTERNAL_ERROR = Reply(500, "Internal server error", 8)
BUSY = Reply(503, "Server is busy", 9)
CHANNEL_MISSING = Reply(400, "Data channel is missing", 10)
INVALID_CHANNEL = Reply(400, "Invalid data channel", 11)
EVENT_REQUIRED = Reply(400, "Event field is required", 12)
EVENT_BLANK = Reply(400, "Event field cannot be blank", 13)
ACK_DISABLED = Reply(400, "ACK is disabled", 14)
INDEXED_FIELDS = Reply(400, "Error in handling indexed fields", 15)
QUERY_AUTHORIZATION = Reply(400, "Query string authorization is not enabled", 16)
HEALTHY = Reply(200, "HEC is healthy", 17)
QUEUES_FULL = Reply(503, "HEC is unhealthy, queues are full", 18)
ACK_UNAVAILABLE = Reply(503, "HEC is unhealthy, ack service unavailable", 19)
NEITHER_AVAILABLE = Reply(503, "HEC is unhealthy, queues are full, ack service unavailable", 20)
HEALTH_INVALID_TOKEN = Reply(400, "Invalid token", 21)
HEALTH_TOKEN_DISABLED = Reply(400, "Token disabled", 22)
SHUTTING_DOWN = Reply(503, "Server is shutting down", 23)
QUEUE_NEARLY_FULL = Reply(200, "HEC queue is approaching its capacity limit", 24)
ACK_NEARLY_FULL = Reply(200, "HEC ACK is approaching its capacity limit", 25)
QUEUE_FULL = Reply(429, "HEC queue is at capacity and cannot process any more requests", 26)
ACK_FULL = Reply(429, "HEC ACK channel is at capacity and cannot process any more requests", 27)
NOT_FOUND = Reply(404, "The requested URL was not found on this server.", 404)
NO_SUCH_METHOD = Reply(405, NOT_FOUND.text, NOT_FOUND.code)


class HecError(Exception):
    """A request that HEC answers with an error. `event`: the number of the faulty object, from 0; `ack`: the id of the
    request, where events before that one are stored and the client may ask for them."""

    def __init__(self, reply: Reply, event: int | None = None, ack: int | None = None) -> None:
        super().__init__(reply.text)
        self.reply, self.event, self.ack = reply, event, ack

    def response(self) -> Response:
        """Splunk counts from one higher for an incorrect index (measured on 10.4.2 by a third party)."""
        more: dict[str, object] = {}
        if self.event is not None:
            more["invalid-event-number"] = self.event + (self.reply is INCORRECT_INDEX)
        if self.ack is not None:
            more["ackId"] = self.ack
        return self.reply.response(more)
