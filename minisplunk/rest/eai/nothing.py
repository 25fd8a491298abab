"""Collections of which minisplunk has no entry: listed as empty, as a Splunk's is that has none; more is 501."""

from __future__ import annotations

from functools import partial

from ..http import Request, Route
from ..instance import Splunkd
from .entry import Answer, Handler
from .namespaces import missing, scope
from .paging import paged


def empty_routes(path: str, title: str, capability: str = "") -> tuple[Route[Handler], ...]:
    """The list, and the entries, none of which is there. `capability`: what it takes to see them."""
    return (
        Route("GET", path, partial(_list, title), capability=capability),
        Route("GET", f"{path}/{{name}}", _get, capability=capability),
    )


def _list(title: str, splunkd: Splunkd, request: Request) -> Answer:
    scope(splunkd, request)
    return paged(request, title, ())


def _get(splunkd: Splunkd, request: Request) -> Answer:
    scope(splunkd, request)
    raise missing(request.args["name"])
