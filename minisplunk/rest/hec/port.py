"""The HEC port: a request as it came in, HEC's answer out; always JSON, whatever went wrong.

Any path of HEC's answers OPTIONS, without a token (measured on 10.4.3 by a third party: github.com/ross/logit,
tools/splunk-interop; Docker's driver asks so before it sends anything).
"""

from __future__ import annotations

import logging
import re
from dataclasses import field, replace

from ...dataclass import dataclass
from ...errors import MinisplunkError, UnsupportedConf
from ..http import HttpError, Request, Response
from ..http.incoming import Credentials, Incoming, head_of, unpacked
from ..http.room import Room
from ..http.table import RouteTable
from ..http.target import target
from .acks import is_channel
from .authorization import authorized
from .collector import Collector, channel_of
from .replies import BUSY, INTERNAL_ERROR, INVALID_DATA, NO_SUCH_METHOD, NOT_FOUND, HecError, Reply
from .routes import ROUTES
from .tokens import HecToken

_log = logging.getLogger(__name__)

_TABLE = RouteTable(ROUTES)
_STATUSES = {400: INVALID_DATA, 503: BUSY}
"""Faults of the transport for which HEC has a code of its own: a body that is not valid gzip, no room for one more."""
_ENCODINGS = frozenset({"gzip", "x-gzip"})
"""Of bodies; Splunk 10.4.3 refuses deflate here (measured by the same)."""


@dataclass(frozen=True)
class HecPort:
    """`room`: for bodies that have been unpacked."""

    collector: Collector
    room: Room = field(default_factory=Room)

    def recognize(self, head: Incoming) -> Credentials[HecToken]:
        """The token that a request comes with. Raises nothing."""
        try:
            token = authorized(head_of(head, target(head.target)), self.collector.tokens)
            return Credentials(token, most=self.collector.settings.max_content)
        except (HecError, MinisplunkError) as error:
            return Credentials(fault=error)

    def respond(self, incoming: Incoming, credentials: Credentials[HecToken] | None = None) -> Response:
        """The answer to a request. Raises nothing: an error of ours is logged and answered 500."""
        try:
            return self._told(incoming, self._answered(incoming, credentials))
        except Exception as error:
            return self._fault(error)

    def turned_away(self, head: Incoming, credentials: Credentials[HecToken]) -> Response:
        """The answer to a request without a valid token that has a large body."""
        assert credentials.fault is not None
        return self._fault(credentials.fault)

    def refusal(self, status: int, text: str) -> Response:
        """The answer to bytes that are not a valid request."""
        return _STATUSES.get(status, Reply(status, text, status)).response()

    def _fault(self, error: Exception) -> Response:
        match error:
            case HecError():
                return error.response()
            case HttpError():
                return self.refusal(error.status, error.message)
            case UnsupportedConf():
                return Reply(501, self.collector.splunk.shown(str(error)), 501).response()
            case MinisplunkError():
                _log.error("HEC: %s", error)
                return INTERNAL_ERROR.response()
        _log.error("HEC: a request failed", exc_info=error)
        return INTERNAL_ERROR.response()

    def _answered(self, incoming: Incoming, credentials: Credentials[HecToken] | None) -> Response:
        try:
            return self._answer(incoming, credentials)
        except Exception as error:
            return self._fault(error)

    def _answer(self, incoming: Incoming, credentials: Credentials[HecToken] | None) -> Response:
        parsed = target(incoming.target)
        served = _TABLE.methods(parsed.path)
        if not served or not re.match("/+services/", incoming.target):
            return NOT_FOUND.response()
        allowed = {"Allow": ",".join([*served, *(["HEAD"] if "GET" in served else []), "OPTIONS"])}
        request = head_of(incoming, parsed)
        if request.method == "OPTIONS":
            return Response(b"", 200, headers=allowed)
        match = _TABLE.find(request.method, parsed.path)
        if match is None:
            return NO_SUCH_METHOD.response(headers=allowed)
        if match.route.handler is None:
            return Reply(501, f"minisplunk does not serve {request.method} {parsed.path}.", 501).response()
        credentials = credentials or self.recognize(incoming)
        request = replace(request, args=match.args, body=incoming.body)
        if credentials.holder is None:  # nothing is unpacked: the handler refuses it by its head
            return match.route.handler(self.collector, request)
        with self.room.share() as share:
            body = unpacked(incoming, credentials, _ENCODINGS, share.grow)
            return match.route.handler(self.collector, replace(request, body=body))

    def _told(self, incoming: Incoming, answer: Response) -> Response:
        """The answer with the headers that each is to have, those for a page of another origin, and its channel."""
        settings = self.collector.settings
        preflight = answer.headers.get("Allow", "") if incoming.method == "OPTIONS" else ""
        headers = {**settings.headers, **settings.origins.answer(incoming.headers, preflight)}
        channel = channel_of(Request("", "", params=target(incoming.target).params, headers=incoming.headers))
        cookies: tuple[str, ...] = ()
        if settings.channel_cookie and is_channel(channel):
            cookies = (f"{settings.channel_cookie}={channel}",)
        if not headers and not cookies:
            return answer
        return replace(answer, headers={**headers, **answer.headers}, cookies=(*answer.cookies, *cookies))
