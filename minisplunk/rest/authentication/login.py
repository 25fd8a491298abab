"""auth/login, authentication/current-context and authentication/httpauth-tokens."""

from __future__ import annotations

import time
from collections.abc import Iterator

import orjson

from ..eai import SYSTEM_ACL, Acl, Answer, Content, Entry, Feed
from ..eai.envelope import JSON, XML
from ..eai.markup import PROLOGUE, escaped
from ..eai.paging import paged
from ..http import HttpError, Request, Response, Route
from ..http.faults import missing_argument
from ..instance import Splunkd
from ..instance.credentials import set_cookie
from ..instance.users import User
from .users import about

_SESSION_ACL = Acl(app="", owner="system", sharing="system", read=("admin",), modifiable=False, removable=True)


def login(splunkd: Splunkd, request: Request) -> Answer:
    """`username` and `password` -> a session key; with `cookie=1` it comes as a cookie too.

    [unverified]: that who is locked out is answered as who gives a wrong password.
    """
    for name in ("username", "password"):
        if name not in request.params:
            raise missing_argument(name)
    user = splunkd.sign_in(request.get("username"), request.get("password"))
    if user is None:
        raise HttpError(401, "Login failed", "WARN")
    key = splunkd.sessions.begin(user.name)
    headers = (
        {"Set-Cookie": set_cookie(key, splunkd.info.management_port)} if request.get("cookie") in ("1", "true") else {}
    )
    if request.output_mode == "json":
        return Response(orjson.dumps({"sessionKey": key, "message": "", "code": ""}), 200, JSON, headers)
    inside = f'  <sessionKey>{escaped(key)}</sessionKey>\n  <messages>\n    <msg code=""></msg>\n  </messages>\n'
    return Response(f"{PROLOGUE}<response>\n{inside}</response>\n".encode(), 200, XML, headers)


def current_context(splunkd: Splunkd, request: Request) -> Answer:
    if request.args.get("name", "context") != "context":
        raise HttpError(404, f"Could not find object id={request.args['name']}")
    user = splunkd.users.find(request.who.user) or User(request.who.user, request.who.roles, "")
    content: dict[str, Content] = {**about(splunkd, user), "username": user.name}
    path = "/services/authentication/current-context/context"
    return paged(request, "current-context", [Entry("context", content, SYSTEM_ACL, path=path)])


def sessions(splunkd: Splunkd, request: Request) -> Answer:
    return paged(request, "httpauth-tokens", _sessions(splunkd))


def session(splunkd: Splunkd, request: Request) -> Answer:
    return Feed("httpauth-tokens", [_session(splunkd, request.args["name"])])


def end_session(splunkd: Splunkd, request: Request) -> Answer:
    """Everybody may end the session that the request came with; others need the capability edit_httpauths."""
    key = request.args["name"]
    if key != request.who.key and "edit_httpauths" not in splunkd.capabilities(request.who.roles):
        raise HttpError(404, "Could not find the session.")
    if not splunkd.sessions.end(key):
        raise HttpError(404, "Could not find the session.")
    return Feed("httpauth-tokens")


def _session(splunkd: Splunkd, key: str) -> Entry:
    for entry in _sessions(splunkd):
        if entry.name == key:
            return entry
    raise HttpError(404, "Could not find the session.")


def _sessions(splunkd: Splunkd) -> Iterator[Entry]:
    now = time.time()
    for key, session in splunkd.sessions.items():
        used = time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(now - session.idle))
        content: dict[str, Content] = {
            "authString": key,
            "searchId": "",
            "timeAccessed": used,
            "userName": session.user,
        }
        yield Entry(key, content, _SESSION_ACL)


ROUTES = (
    Route("POST", "auth/login", login, open=True),
    Route("GET", "authentication/current-context", current_context),
    Route("GET", "authentication/current-context/{name}", current_context),
    Route("GET", "authentication/httpauth-tokens", sessions, capability="list_httpauths"),
    Route("GET", "authentication/httpauth-tokens/{name}", session, capability="list_httpauths"),
    Route("DELETE", "authentication/httpauth-tokens/{name}", end_session),
)
