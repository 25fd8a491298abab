"""Signing in to the page and out of it, with splunkd's own users, sessions and lockout; and who has signed in."""

from __future__ import annotations

from ..rest.http import HttpError, Request, Response, Route
from ..rest.http.faults import missing_argument
from .documents import document
from .site import Handler, Site


def login(site: Site, request: Request) -> Response:
    """`username` and `password` -> a session, in cookies; one that the browser had ends."""
    for name in ("username", "password"):
        if name not in request.params:
            raise missing_argument(name)
    splunkd = site.splunkd
    user = splunkd.sign_in(request.get("username"), request.get("password"))
    if user is None:
        raise HttpError(401, "Login failed", "WARN")
    before = site.cookies.key(request.headers.get("cookie", ""))
    if before is not None:
        splunkd.sessions.end(before)
    return document({"status": 0}, cookies=site.cookies.begun(splunkd.sessions.begin(user.name)))


def logout(site: Site, request: Request) -> Response:
    site.splunkd.sessions.end(request.who.key)
    return document({"status": 0}, cookies=site.cookies.ended())


def session(site: Site, request: Request) -> Response:
    """Who has signed in, "" for nobody, and what they may do."""
    if request.session is None:
        return document({"user": ""})
    who, splunkd = request.session, site.splunkd
    user = splunkd.users.find(who.user)
    return document(
        {
            "user": who.user,
            "name": (user.real_name if user else "") or who.user,
            "app": (user.default_app if user else "") or "search",
            "capabilities": sorted(splunkd.capabilities(who.roles)),
        }
    )


ROUTES: tuple[Route[Handler], ...] = (
    Route("POST", "account/login", login, open=True),
    Route("POST", "account/logout", logout),
    Route("GET", "minisplunk/session", session, open=True),
)
