"""The management port's door: a request as it came in, splunkd's answer out. Handlers get the Door that they serve."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import cached_property

from ..conf import roles
from ..conf.objects import NOBODY
from ..engine import Splunk
from ..errors import MinisplunkError
from ..scheduler import Scheduler
from . import envelope
from .credentials import COOKIE, SYSTEM_USER, session_of
from .endpoints import missing
from .faults import fault, forbidden
from .http import Feed, HttpError, Request, Response, Stream
from .incoming import Incoming, form_of, request_of
from .messages import Messages
from .routes import Route, routes
from .sessions import TIMEOUT, Sessions
from .settings import Settings
from .table import Match, Table
from .target import target
from .users import Users

_log = logging.getLogger(__name__)


@dataclass
class Door:
    """What handlers act on. `splunk`: the engine; `users` and `sessions`: who may come in; `settings`: who we are;
    `messages`: the bulletin board."""

    splunk: Splunk
    users: Users
    sessions: Sessions = field(default_factory=Sessions)
    settings: Settings = field(default_factory=Settings)
    messages: Messages = field(default_factory=Messages)

    @cached_property
    def table(self) -> Table:
        return Table(routes())

    @cached_property
    def scheduler(self) -> Scheduler:
        return Scheduler(self.splunk, self.roles_of, self.zone_of)

    def roles_of(self, owner: str) -> tuple[str, ...]:
        """The roles that what somebody owns is run with; none for a user who is not there any more."""
        if owner in (NOBODY, SYSTEM_USER):
            return roles.SYSTEM_ROLES
        user = self.users.find(owner)
        return () if user is None else user.roles

    def zone_of(self, user: str) -> tzinfo:
        """The time zone of what a user searches and is shown; the server's for a user who has none."""
        return self.users.zone(user, self.splunk.zone)

    def respond(self, incoming: Incoming) -> Response | Stream:
        """The answer to a request. Raises nothing: an error of ours is logged and answered 500."""
        request = Request(incoming.method, "")
        route: Route | None = None
        try:
            asked = target(incoming.target)
            request = request_of(incoming, asked)
            match = self.table.find(request.method, asked.path)
            route = match.route if match else None
            if route is None or not route.raw:
                request = replace(request, params=form_of(request))
            request = self._admitted(request, route)
            self._check(request, route)
            return self._with_cookie(self._answer(request, match, asked.path), request)
        except MinisplunkError as error:
            return self._said(request, fault(error))
        except Exception:  # the path may hold a session key, the route's never does
            _log.exception("%s %s failed", request.method, route.path if route else "")
            return self._said(request, HttpError(500, "Internal Server Error"))

    def refusal(self, status: int, text: str) -> Response:
        """The answer to what is no request."""
        return envelope.messages([("ERROR", text)], Request("GET", ""), status)

    def capabilities(self, held: tuple[str, ...]) -> frozenset[str]:
        """What roles may do."""
        return roles.capabilities(self.splunk.contexts.everywhere, held)

    def cookie(self, key: str) -> str:
        """A Set-Cookie header that makes a client come back with the same session key."""
        name = f"{COOKIE}{self.settings.management_port}"
        return f"{name}={key}; Path=/; Secure; HttpOnly; Max-Age={TIMEOUT:.0f}"

    def _admitted(self, request: Request, route: Route | None) -> Request:
        """The request with its session; without one, if it needs none. Raises HttpError 401."""
        try:
            port = self.settings.management_port
            return replace(request, session=session_of(request, self.users, self.sessions, port))
        except HttpError:
            if route is not None and route.open:
                return request
            raise

    def _check(self, request: Request, route: Route | None) -> None:
        """HttpError 403 for a session without the capability that the route needs."""
        needed = route.capability if route else ""
        if needed and needed not in self.capabilities(request.who.roles):
            raise forbidden(request.who.user, needed)

    def _answer(self, request: Request, match: Match | None, path: str) -> Response | Stream:
        if match is None:
            raise missing(request.method, path, self.table)
        request = replace(request, args=match.args)
        answer = match.route.handler(self, request)
        if isinstance(answer, Feed):
            return envelope.render(answer, request, self.settings, self.splunk.clock.now())
        return answer

    def _said(self, request: Request, said: HttpError) -> Response | Stream:
        told = [(said.kind, said.message), *(("INFO", place) for place in said.places)]
        return self._with_cookie(envelope.messages(told, request, said.status, said.headers), request)

    def _with_cookie(self, answer: Response | Stream, request: Request) -> Response | Stream:
        """The answer to a session's request sends its cookie again; clients come back with the newest."""
        if request.session is None:
            return answer
        return replace(answer, headers={"Set-Cookie": self.cookie(request.session.key), **answer.headers})
