"""The management port: a request as it came in, splunkd's answer out."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from ...dataclass import dataclass
from ...errors import MinisplunkError
from ..eai import Feed, Handler, envelope
from ..http import HttpError, Request, Response, Route, Session, Stream
from ..http.faults import fault, forbidden
from ..http.incoming import Credentials, Incoming, form_of, head_of, unpacked
from ..http.table import RouteMatch, RouteTable
from ..http.target import target
from ..instance import Splunkd
from ..instance.credentials import session_of, set_cookie
from .documented import missing
from .routes import table
from .twins import canonical

A = TypeVar("A", Response, Stream, Response | Stream)
_log = logging.getLogger(__name__)


@dataclass
class ManagementPort:
    splunkd: Splunkd

    @cached_property
    def table(self) -> RouteTable[Handler]:
        return table(self.splunkd.info.version)

    def recognize(self, head: Incoming) -> Credentials[Session]:
        """The session that a request comes with, or is given. Raises nothing."""
        splunkd = self.splunkd
        try:
            request = head_of(head, target(head.target))
            port = splunkd.info.management_port
            return Credentials(
                session_of(request, splunkd.users, splunkd.sessions, splunkd.sign_in, splunkd.by_token, port)
            )
        except MinisplunkError as error:
            return Credentials(fault=error)

    def respond(self, incoming: Incoming, credentials: Credentials[Session] | None = None) -> Response | Stream:
        """The answer to a request. Raises nothing: an error of ours is logged and answered 500."""
        request = Request(incoming.method, "")
        route: Route[Handler] | None = None
        try:
            parsed = canonical(target(incoming.target))
            request = head_of(incoming, parsed)
            match = self.table.find(request.method, parsed.path)
            route = match.route if match else None
            credentials = credentials or self.recognize(incoming)
            request = replace(request, session=credentials.holder)
            request = replace(request, body=unpacked(incoming, credentials))
            if route is None or not route.raw:
                request = replace(request, params=form_of(request))
            self._authorize(request, route, credentials)
            return self._with_cookie(self._answer(request, match, parsed.path), request)
        except MinisplunkError as error:
            return self._error(request, fault(error))
        except Exception:  # the path may hold a session key, the route's never does
            _log.exception("%s %s failed", request.method, route.path if route else "")
            return self._error(request, HttpError(500, "Internal Server Error"))

    def turned_away(self, head: Incoming, credentials: Credentials[Session]) -> Response:
        """The answer to nobody, who would send more than the form to sign in needs."""
        try:
            parsed = canonical(target(head.target))
            match = self.table.find(head.method, parsed.path)
            if match is not None and match.route.open:
                return self.refusal(413, "Request Entity Too Large")
            assert isinstance(credentials.fault, MinisplunkError)
            return self._error(head_of(head, parsed), fault(credentials.fault))
        except HttpError as error:
            return self.refusal(error.status, error.message)

    def refusal(self, status: int, text: str) -> Response:
        """The answer to bytes that are not a valid request."""
        return envelope.messages([("ERROR", text)], Request("GET", ""), status)

    def _authorize(self, request: Request, route: Route[Handler] | None, credentials: Credentials[Session]) -> None:
        """What is wrong with the credentials, unless the route needs none. HttpError 403 for a session without the
        capability that it needs."""
        if credentials.fault is not None and not (route is not None and route.open):
            raise credentials.fault
        needed = route.capability if route else ""
        if needed and needed not in self.splunkd.capabilities(request.who.roles):
            raise forbidden(request.who.user, needed)

    def _answer(self, request: Request, match: RouteMatch[Handler] | None, path: str) -> Response | Stream:
        if match is None:
            raise missing(request.method, path, self.table, self.splunkd.info.version)
        request = replace(request, args=match.args)
        answer = match.route.handler(self.splunkd, request)
        if isinstance(answer, Feed):
            return envelope.render(answer, request, self.splunkd.info, self.splunkd.splunk.clock.now())
        return answer

    def _error(self, request: Request, error: HttpError) -> Response:
        shown = self.splunkd.splunk.shown
        messages = [(error.kind, shown(error.message)), *(("INFO", shown(place)) for place in error.places)]
        return self._with_cookie(envelope.messages(messages, request, error.status, error.headers), request)

    def _with_cookie(self, answer: A, request: Request) -> A:
        """Who came with a cookie gets it again, as splunk-sdk's tests have it. Who came with a header gets none, since
        cookies are for clients that asked for one when they logged in (server.conf.spec, allowCookieAuth)."""
        if request.session is None or not request.session.by_cookie:
            return answer
        cookie = set_cookie(request.session.key, self.splunkd.info.management_port)
        return replace(answer, headers={"Set-Cookie": cookie, **answer.headers})
