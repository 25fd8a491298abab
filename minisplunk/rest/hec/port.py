"""The HEC port: a request as it came in, HEC's answer out; always JSON, whatever went wrong."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

from ...dataclass import dataclass
from ...errors import MinisplunkError, UnsupportedConf
from ..http import HttpError, Response
from ..http.incoming import Credentials, Incoming, head_of, unpacked
from ..http.table import RouteTable
from ..http.target import target
from .authorization import authorized
from .collector import Collector
from .replies import INTERNAL_ERROR, INVALID_DATA, NOT_FOUND, HecError, Reply
from .routes import ROUTES
from .tokens import HecToken

_log = logging.getLogger(__name__)

_TABLE = RouteTable(ROUTES)
_STATUSES = {400: INVALID_DATA}
"""Faults of the transport for which HEC has a code of its own: a body that is not valid gzip."""


@dataclass(frozen=True)
class HecPort:
    collector: Collector

    def recognize(self, head: Incoming) -> Credentials[HecToken]:
        """The token that a request comes with. Raises nothing."""
        try:
            return Credentials(authorized(head_of(head, target(head.target)), self.collector.tokens))
        except (HecError, MinisplunkError) as error:
            return Credentials(fault=error)

    def respond(self, incoming: Incoming, credentials: Credentials[HecToken] | None = None) -> Response:
        """The answer to a request. Raises nothing: an error of ours is logged and answered 500."""
        try:
            return self._answer(incoming, credentials or self.recognize(incoming))
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

    def _answer(self, incoming: Incoming, credentials: Credentials[HecToken]) -> Response:
        parsed = target(incoming.target)
        allowed = _TABLE.methods(parsed.path)
        if not allowed or not re.match("/+services/", incoming.target):
            return NOT_FOUND.response()
        request = head_of(incoming, parsed)
        match = _TABLE.find(request.method, parsed.path)
        if match is None:
            return Reply(405, "Method Not Allowed", 405).response(headers={"Allow": ", ".join(allowed)})
        if match.route.handler is None:
            return Reply(501, f"minisplunk does not serve {request.method} {parsed.path}.", 501).response()
        # without a valid token nothing is unpacked: the handler refuses it by its head
        body = incoming.body if credentials.holder is None else unpacked(incoming, credentials)
        return match.route.handler(self.collector, replace(request, args=match.args, body=body))
