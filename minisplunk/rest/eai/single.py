"""Endpoints that have one entry, or a few whose names never change, each a sentence that the server says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from ...dataclass import dataclass
from ..http import Request, Route
from ..instance import Splunkd
from .entry import SYSTEM_ACL, Acl, Answer, Content, Entry, Handler
from .namespaces import missing
from .paging import paged

Say = Callable[[Splunkd], Mapping[str, Mapping[str, Content]]]
"""The contents of the entries, by their names."""


@dataclass(frozen=True, slots=True)
class Single:
    """`links`: relations of the entries; `open`: for who has no session, too."""

    path: str
    title: str
    say: Say
    capability: str = ""
    links: tuple[str, ...] = ()
    open: bool = False
    acl: Acl = SYSTEM_ACL


def routes_of(singles: Iterable[Single]) -> tuple[Route[Handler], ...]:
    return tuple(route for single in singles for route in _routes(single))


def _routes(single: Single) -> Iterator[Route[Handler]]:
    for below, handler in (("", listed), ("/{name}", _get)):
        yield Route(
            "GET", single.path + below, partial(handler, single), open=single.open, capability=single.capability
        )


def listed(single: Single, splunkd: Splunkd, request: Request) -> Answer:
    return paged(request, single.title, entries(single, splunkd))


def _get(single: Single, splunkd: Splunkd, request: Request) -> Answer:
    name = request.args["name"]
    found = [entry for entry in entries(single, splunkd) if entry.name == name]
    if not found:
        raise missing(name)
    return paged(request, single.title, found)


def entries(single: Single, splunkd: Splunkd) -> list[Entry]:
    path = f"/services/{single.path}"
    return [
        Entry(name, content, single.acl, single.links, path=f"{path}/{name}")
        for name, content in single.say(splunkd).items()
    ]
