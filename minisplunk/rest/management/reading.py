"""What the rest command asks of splunkd's endpoints in; rows of their entries, out. It reads, as the search's user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...errors import DataError, MinisplunkError, UnsupportedSpl
from ...search import Request as SearchRequest
from ...search import RestReader
from ...values import Row
from ..eai import Feed, Handler
from ..eai.rows import rows
from ..http import Request, Route, Session
from ..http.faults import fault, forbidden
from ..http.target import SLASH, target
from ..instance import Splunkd
from .documented import missing
from .routes import table
from .twins import canonical

_OF_JOBS = ("search/jobs", "search/jobs/{sid}", "search/v2/jobs", "search/v2/jobs/{sid}")
_NOT_SERVED = 501


def reader(splunkd: Splunkd) -> RestReader:
    """What a search asks an endpoint with."""

    def read(asking: SearchRequest, path: str, arguments: Mapping[str, Sequence[str]]) -> Iterator[Row]:
        try:
            return _read(splunkd, Session(asking.user, asking.roles, ""), path, arguments)
        except UnsupportedSpl:
            raise
        except MinisplunkError as error:
            answer = fault(error)
            if answer.status == _NOT_SERVED:
                raise UnsupportedSpl(answer.message) from error
            raise DataError(f"{answer.message} (HTTP status {answer.status})") from error

    return read


def _read(splunkd: Splunkd, session: Session, path: str, arguments: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    parsed = canonical(target(path))
    served = table(splunkd.info.version)
    match = served.find("GET", parsed.path)
    if match is None:
        raise missing("GET", parsed.path, served, splunkd.info.version)
    needed = match.route.capability
    if needed and needed not in splunkd.capabilities(session.roles):
        raise forbidden(session.user, needed)
    endpoint = parsed.path.replace(SLASH, "/")
    if not _only_reads(match.route):
        raise UnsupportedSpl(f"The endpoint {endpoint} does more than to list what there is.")
    params = {**parsed.params, **arguments}
    request = Request("GET", endpoint, parsed.namespace, params, match.args, session=session)
    answer = match.route.handler(splunkd, request)
    if not isinstance(answer, Feed):
        raise UnsupportedSpl(f"The endpoint {endpoint} gives no entries.")
    return rows(answer, request, splunkd.info)


def _only_reads(route: Route[Handler]) -> bool:
    """Other endpoints of search/ run searches, and a reload reads conf files anew."""
    if route.path.endswith("/_reload"):
        return False
    return not route.path.startswith("search/") or route.path in _OF_JOBS
