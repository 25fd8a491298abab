"""The page's port: a request as it came in, the page, its data, or the management port's answer out.

Addresses are Splunk Web's: `/en-US/account/login`, `/en-US/static/@<version>/...`, and `/en-US/splunkd/__raw/...` for
what the management port is asked, with the session of the cookie.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import field, replace
from html import escape

from ..dataclass import dataclass
from ..errors import MinisplunkError
from ..rest.http import HttpError, Response, Route, Session, Stream
from ..rest.http.faults import fault, forbidden, unauthorized
from ..rest.http.incoming import Credentials, Incoming, form_of, head_of, unpacked
from ..rest.http.origin import Origin
from ..rest.http.table import RouteTable
from ..rest.http.target import target
from ..rest.management.port import ManagementPort
from ..rest.server import Beside
from . import account, comparing, explaining, reading
from .cookies import FORM_KEY, Cookies
from .documents import document
from .guard import check_host, check_own
from .headers import guarded, passed_on
from .site import Handler, Site
from .static_files import static_files

_log = logging.getLogger(__name__)
_HOME = "/en-US/"
_LOCALE = r"/[a-z]{2}-[A-Z]{2}"
_PAGE = re.compile(rf"{_LOCALE}/(?:\?.*)?")
_TO_PAGE = re.compile(rf"(?P<locale>{_LOCALE})?/?")
_STATIC = re.compile(rf"{_LOCALE}/static/@(?P<version>[0-9a-f]+)/(?P<name>[\w./-]+)", re.ASCII)
_RAW = re.compile(rf"{_LOCALE}/splunkd/__raw(?P<target>/.*)", re.DOTALL)
_OWN = re.compile(rf"{_LOCALE}/(?P<target>(?:account|minisplunk)/.*)", re.DOTALL)
_READING = frozenset({"GET", "HEAD"})
_KEYS = re.compile("auth/login|authentication/httpauth-tokens(?:/.*)?", re.DOTALL)
"""Endpoints that hand out session keys, which no script in a browser is to have."""
_RUNS = "search/jobs/export"
"""What runs a search even when it is only read."""
_TABLE: RouteTable[Handler] = RouteTable(
    route for area in (account, comparing, explaining, reading) for route in area.ROUTES
)


def beside(number: int) -> Beside:
    """The page as one more port of a server; number 0 is any free one."""
    return Beside(number, WebPort)


@dataclass
class WebPort:
    management: ManagementPort
    origin: Origin
    site: Site = field(init=False)

    def __post_init__(self) -> None:
        self.site = Site(self.management.splunkd, self.origin, Cookies(self.origin))

    def recognize(self, head: Incoming) -> Credentials[Session]:
        """The session of the cookie. Raises nothing."""
        key = self.site.cookies.key(head.headers.get("cookie", ""))
        if key is None:
            return Credentials(fault=unauthorized())
        return self.management.recognize(replace(head, target="/services", headers=_as_splunkd(head, key)))

    def respond(self, incoming: Incoming, credentials: Credentials[Session] | None = None) -> Response | Stream:
        """The answer to a request. Raises nothing: an error of ours is logged and answered 500."""
        try:
            check_host(incoming, self.origin)
            if (answer := self._page(incoming)) is not None:
                return guarded(answer)
            check_own(incoming, self.origin)
            credentials = credentials or self.recognize(incoming)
            if raw := _RAW.fullmatch(incoming.target):
                return self._passed(replace(incoming, target=raw["target"]), credentials)
            return guarded(self._own(incoming, credentials))
        except MinisplunkError as error:
            return self._error(incoming, fault(error))
        except Exception:
            _log.exception("%s failed", incoming.method)
            return self._error(incoming, HttpError(500, "Internal Server Error"))

    def turned_away(self, head: Incoming, credentials: Credentials[Session]) -> Response:
        """The answer to nobody, who would send more than the form to sign in needs."""
        return self._error(head, HttpError(413, "Request Entity Too Large"))

    def refusal(self, status: int, text: str) -> Response:
        """The answer to bytes that are not a valid request."""
        return guarded(document({"messages": [{"type": "ERROR", "text": text}]}, status))

    def _page(self, incoming: Incoming) -> Response | None:
        """The page, and what it is made of: for everybody, wherever they come from. None for other addresses."""
        if _PAGE.fullmatch(incoming.target):
            answer = static_files().page()
        elif found := _TO_PAGE.fullmatch(incoming.target):
            answer = Response(b"", 302, headers={"Location": f"{found['locale'] or '/en-US'}/"})
        elif found := _STATIC.fullmatch(incoming.target):
            file = static_files().get(found["version"], found["name"])
            if file is None:
                raise HttpError(404, "Not Found")
            seen = incoming.headers.get("if-none-match", "") == file.headers["ETag"]
            answer = replace(file, body=b"", status=304) if seen else file
        else:
            return None
        if incoming.method not in _READING:
            raise HttpError(405, "Method Not Allowed", headers={"Allow": "GET, HEAD"})
        return answer

    # What needs a session

    def _own(self, incoming: Incoming, credentials: Credentials[Session]) -> Response:
        own = _OWN.fullmatch(incoming.target)
        if own is None:
            raise HttpError(404, "Not Found")
        parsed = target(f"/services/{own['target']}")
        request = head_of(incoming, parsed)
        match = _TABLE.find(request.method, parsed.path)
        if match is None:
            allowed = _TABLE.methods(parsed.path)
            if allowed:
                raise HttpError(405, "Method Not Allowed", headers={"Allow": ", ".join(allowed)})
            raise HttpError(404, "Not Found")
        self._authorize(incoming, match.route, credentials)
        request = replace(request, session=credentials.holder, args=match.args)
        request = replace(request, body=unpacked(incoming, credentials))
        return match.route.handler(self.site, replace(request, params=form_of(request)))

    def _authorize(self, incoming: Incoming, route: Route[Handler], credentials: Credentials[Session]) -> None:
        if route.open:
            return
        session = _holder(credentials)
        if route.method not in _READING:
            self._check_form_key(incoming, session)
        if route.capability and route.capability not in self.site.splunkd.capabilities(session.roles):
            raise forbidden(session.user, route.capability)

    def _passed(self, incoming: Incoming, credentials: Credentials[Session]) -> Response | Stream:
        """The management port's answer. What it makes of the address is what counts here, too."""
        session = _holder(credentials)
        endpoint = head_of(incoming, target(incoming.target)).endpoint
        if _KEYS.fullmatch(endpoint):
            raise HttpError(404, f"The page does not ask for {endpoint.partition('/')[0]}.")
        if incoming.method not in _READING or endpoint.replace("/v2/", "/") == _RUNS:
            self._check_form_key(incoming, session)
        asked = replace(incoming, headers=_as_splunkd(incoming, session.key))
        return passed_on(self.management.respond(asked, credentials))

    def _check_form_key(self, incoming: Incoming, session: Session) -> None:
        if not self.site.cookies.is_form_key(incoming.headers.get(FORM_KEY, ""), session.key):
            raise HttpError(403, "The header X-Splunk-Form-Key is missing, or is not that of the session.")

    def _error(self, incoming: Incoming, error: HttpError) -> Response:
        """For a person a page, for a program JSON."""
        text = self.site.splunkd.splunk.shown(error.message)
        if "text/html" in incoming.headers.get("accept", "") and incoming.method in _READING:
            body = _ERROR_PAGE.format(status=error.status, text=escape(text), home=_HOME)
            answer = Response(body.encode(), error.status, "text/html; charset=UTF-8")
        else:
            messages = [(error.kind, text), *(("INFO", place) for place in error.places)]
            content = {"messages": [{"type": kind, "text": told} for kind, told in messages]}
            answer = document(content, error.status)
        kept = {name: value for name, value in error.headers.items() if name == "Allow"}
        return guarded(replace(answer, headers=kept))


_ERROR_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{status}</title></head>
<body><main><h1>{status}</h1><p>{text}</p><p><a href="{home}">minisplunk</a></p></main></body></html>
"""


def _holder(credentials: Credentials[Session]) -> Session:
    if credentials.holder is None:
        raise credentials.fault or unauthorized()
    return credentials.holder


def _as_splunkd(incoming: Incoming, key: str) -> Mapping[str, str]:
    """The headers for the management port: the session's key in place of the browser's cookies and credentials."""
    kept = {name: value for name, value in incoming.headers.items() if name not in ("cookie", "authorization")}
    return {**kept, "authorization": f"Splunk {key}"}
