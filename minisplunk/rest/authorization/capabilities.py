"""authorization/capabilities and authorization/grantable_capabilities: one entry each, with all that there are."""

from __future__ import annotations

from ...conf import roles
from ..eai import Acl, Answer, Entry
from ..eai.paging import paged
from ..http import Request, Route
from ..instance import Splunkd


def capabilities(splunkd: Splunkd, request: Request) -> Answer:
    return _answer(splunkd, request, "capabilities")


def grantable(splunkd: Splunkd, request: Request) -> Answer:
    """The capabilities that the user may give to a role: here all."""
    return _answer(splunkd, request, "system")


def _answer(splunkd: Splunkd, request: Request, name: str) -> Answer:
    known = sorted(roles.all_capabilities(splunkd.splunk.contexts.everywhere))
    entry = Entry(name, {"capabilities": known}, Acl("", "system", "system", write=("*",), modifiable=False))
    return paged(request, request.endpoint.rpartition("/")[2], [entry])


ROUTES = (
    Route("GET", "authorization/capabilities", capabilities),
    Route("GET", "authorization/capabilities/capabilities", capabilities),
    Route("GET", "authorization/grantable_capabilities", grantable),
    Route("GET", "authorization/grantable_capabilities/system", grantable),
)
