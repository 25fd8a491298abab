"""The HEC port's door: a request as it came in, HEC's answer out; always JSON, whatever went wrong."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

from ...errors import MinisplunkError, UnsupportedConf
from ..http import HttpError, Request, Response
from ..incoming import Incoming, request_of
from ..target import target
from .collector import Collector, ack, event, health, raw
from .replies import INTERNAL_ERROR, INVALID_DATA, NOT_FOUND, Refused, Reply

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`path` below /services; no handler where minisplunk has none for what Splunk has."""

    method: str
    path: str
    handler: Callable[[Collector, Request], Response] | None


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "collector", event),
    Endpoint("POST", "collector/event", event),
    Endpoint("POST", "collector/event/1.0", event),
    Endpoint("POST", "collector/raw", raw),
    Endpoint("POST", "collector/raw/1.0", raw),
    Endpoint("POST", "collector/ack", ack),
    Endpoint("GET", "collector/health", health),
    Endpoint("GET", "collector/health/1.0", health),
    Endpoint("POST", "collector/mint", None),
    Endpoint("POST", "collector/mint/1.0", None),
    Endpoint("POST", "collector/s2s", None),
    Endpoint("POST", "collector/validate_bearer", None),
)
_BY_PATH = {endpoint.path: endpoint for endpoint in ENDPOINTS}
_STATUSES = {400: INVALID_DATA}
"""What HEC has a code for, of the faults that the transport finds: gzip that is none."""


@dataclass(frozen=True)
class HecDoor:
    collector: Collector

    def respond(self, incoming: Incoming) -> Response:
        """The answer to a request. Raises nothing: an error of ours is logged and answered 500."""
        try:
            return self._answer(incoming)
        except Refused as refused:
            return refused.response()
        except HttpError as error:
            return self.refusal(error.status, error.message)
        except UnsupportedConf as error:
            return Reply(501, str(error), 501).response()
        except MinisplunkError as error:
            _log.error("HEC: %s", error)
            return INTERNAL_ERROR.response()
        except Exception:
            _log.exception("HEC: a request failed")
            return INTERNAL_ERROR.response()

    def refusal(self, status: int, text: str) -> Response:
        """The answer to what is no request."""
        return _STATUSES.get(status, Reply(status, text, status)).response()

    def _answer(self, incoming: Incoming) -> Response:
        asked = target(incoming.target)
        endpoint = _BY_PATH.get(asked.path or "")
        if endpoint is None or not re.match("/+services/", incoming.target):
            return NOT_FOUND.response()
        request = request_of(incoming, asked)
        if request.method != endpoint.method:
            return Reply(405, "Method Not Allowed", 405).response(headers={"Allow": endpoint.method})
        if endpoint.handler is None:
            return Reply(501, f"minisplunk does not serve {endpoint.method} {endpoint.path}.", 501).response()
        return endpoint.handler(self.collector, request)
