"""The list of services: the groups of endpoints that are served."""

from __future__ import annotations

from ..eai import SYSTEM_ACL, Answer, Entry
from ..eai.paging import paged
from ..http import Request, Route
from ..instance import Splunkd
from .routes import routes


def services(splunkd: Splunkd, request: Request) -> Answer:
    names = sorted({route.path.partition("/")[0] for route in routes()} - {""})
    return paged(request, "services", [Entry(name, {}, SYSTEM_ACL, path=f"/services/{name}") for name in names])


ROUTES = (Route("GET", "", services),)
