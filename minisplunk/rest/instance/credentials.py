"""Who a request comes from: its Authorization or Cookie header in, a session out."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace

from ...conf.roles import SYSTEM_ROLES
from ..http import Request, Session
from ..http.faults import not_authenticated, unauthorized
from .sessions import TIMEOUT, Sessions
from .users import User, Users

COOKIE = "splunkd_"
"""Part of the name of every session cookie; the management port follows."""

SYSTEM_USER = "splunk-system-user"
"""The user as whom splunkd runs what nobody owns. It is in no list of users, and has no password."""

SignIn = Callable[[str, str], User | None]
"""Name and password -> the user who has signed in with them; None for who may not."""
ByToken = Callable[[str, str], User | None]
"""An authentication token and the address that it comes from -> its user; None for what is none."""


def session_of(
    request: Request, users: Users, sessions: Sessions, sign_in: SignIn, by_token: ByToken, port: int
) -> Session:
    """The session of a request; for a name and password, and for a token, one that was made for them. Raises HttpError
    401.

    Forms of the header: `Splunk <key>` and `Bearer <key>` (REST API User Manual, "Authentication and authorization"),
    `Basic <name and password>`; without one, a cookie, best the one of this `port`: a browser sends those of all.
    """
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "splunk" | "bearer":
            if credentials.count(".") == 2 and (user := by_token(credentials.strip(), request.client)):
                return Session(user.name, user.roles, sessions.shared(user.name))
            return _by_key(credentials.strip(), users, sessions)
        case "basic":
            return _by_password(credentials.strip(), sign_in, sessions)
    key = _cookie(request.headers.get("cookie", ""), port)
    if key is None:
        raise unauthorized()
    return replace(_by_key(key, users, sessions), by_cookie=True)


def set_cookie(key: str, port: int) -> str:
    """A Set-Cookie header that makes a client come back with the same session key."""
    return f"{COOKIE}{port}={key}; Path=/; Secure; HttpOnly; Max-Age={TIMEOUT:.0f}"


def _by_key(key: str, users: Users, sessions: Sessions) -> Session:
    name = sessions.use(key) or ""
    if name == SYSTEM_USER:
        return Session(name, SYSTEM_ROLES, key)
    user = users.find(name)
    if user is None:
        raise not_authenticated()
    return Session(user.name, user.roles, key)


def _by_password(credentials: str, sign_in: SignIn, sessions: Sessions) -> Session:
    try:
        name, colon, password = base64.b64decode(credentials, validate=True).decode("utf-8", "replace").partition(":")
    except ValueError as error:  # no base64, or not even ASCII
        raise unauthorized() from error
    user = sign_in(name, password) if colon else None
    if user is None:
        raise unauthorized()
    return Session(user.name, user.roles, sessions.shared(user.name))


def _cookie(header: str, port: int) -> str | None:
    pairs = [(name, value) for pair in header.split(";") for name, _, value in (pair.strip().partition("="),)]
    cookies = {name: value for name, value in reversed(pairs) if COOKIE in name}
    value = cookies.get(f"{COOKIE}{port}") or next(reversed(cookies.values()), None)
    return None if value is None else value.strip('"')
