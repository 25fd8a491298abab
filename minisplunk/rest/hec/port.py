"""The HEC port: a request as it came in, HEC's answer out; always JSON, whatever went wrong."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace

from ...errors import MinisplunkError, UnsupportedConf
from ..http import HttpError, Response
from ..http.incoming import Incoming, request_of
from ..http.table import RouteTable
from ..http.target import target
from .collector import Collector
from .replies import INTERNAL_ERROR, INVALID_DATA, NOT_FOUND, HecError, Reply
from .routes import ROUTES

_log = logging.getLogger(__name__)

_TABLE = RouteTable(ROUTES)
_STATUSES = {400: INVALID_DATA}
"""Faults of the transport for which HEC has a code of its own: a body that is not valid gzip."""


@dataclass(frozen=True)
class HecPort:
    collector: Collector

    def respond(self, incoming: Incoming) -> Response:
        """The answer to a request. Raises nothing: an error of ours is logged and answered 500."""
        try:
            return self._answer(incoming)
        except HecError as refused:
            return refused.response()
        except HttpError as error:
            return self.refusal(error.status, error.message)
        except UnsupportedConf as error:
            return Reply(501, self.collector.splunk.shown(str(error)), 501).response()
        except MinisplunkError as error:
            _log.error("HEC: %s", error)
            return INTERNAL_ERROR.response()
        except Exception:
            _log.exception("HEC: a request failed")
            return INTERNAL_ERROR.response()

    def refusal(self, status: int, text: str) -> Response:
        """The answer to bytes that are not a valid request."""
        return _STATUSES.get(status, Reply(status, text, status)).response()

    def _answer(self, incoming: Incoming) -> Response:
        parsed = target(incoming.target)
        allowed = _TABLE.methods(parsed.path)
        if not allowed or not re.match("/+services/", incoming.target):
            return NOT_FOUND.response()
        request = request_of(incoming, parsed)
        match = _TABLE.find(request.method, parsed.path)
        if match is None:
            return Reply(405, "Method Not Allowed", 405).response(headers={"Allow": ", ".join(allowed)})
        if match.route.handler is None:
            return Reply(501, f"minisplunk does not serve {request.method} {parsed.path}.", 501).response()
        return match.route.handler(self.collector, replace(request, args=match.args))
