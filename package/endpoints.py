"""Endpoints of Splunk's REST API Reference and minisplunk's routes in; which are served, in part, or not, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from minisplunk.rest.eai import Handler
from minisplunk.rest.http import Route
from minisplunk.rest.management.documented import FRAMEWORK as FRAMEWORK_ROUTES
from minisplunk.rest.management.documented import documented
from minisplunk.rest.management.routes import routes

_PLACEHOLDER = re.compile(r"\{\w+(?:\.\.\.)?\}")
FRAMEWORK = tuple(below for _, below in FRAMEWORK_ROUTES)
"""How paths end that each collection has, and the reference does not list."""
_ADMIN = "admin/"
OUT = {
    "cluster/{rest...}": "there is one server",
    "data/federated/index": "there is one server",
    "data/federated/provider": "there is one server",
    "deployment/{rest...}": "there is no deployment server",
    "indexing/preview": "a replayed file says how it is read",
    "licenser/licenses": "the one that there is has no end",
    "licenser/pools": "the one that there is has no end",
    "shcluster/{rest...}": "there is one server",
    "workloads/{rest...}": "there are no workload pools",
}
"""What stays out, and why."""


@dataclass(frozen=True)
class Endpoint:
    """A path, with placeholders, and its methods: those of splunkd, those of minisplunk. `lacks`: what is not done of
    those that are served."""

    path: str
    methods: tuple[str, ...]
    served: tuple[str, ...]
    lacks: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return set(self.methods) <= set(self.served) and not self.lacks

    @property
    def none(self) -> bool:
        return not self.served


def endpoints() -> list[Endpoint]:
    """Those that the reference lists, by their paths. What is below admin/ is each of these under another name."""
    ours: dict[str, list[Route[Handler]]] = {}
    for route in routes():
        match = documented().find(route.method, _PLACEHOLDER.sub("x", route.path))
        if match is not None:
            ours.setdefault(match.route.path, []).append(route)
    theirs: dict[str, set[str]] = {}
    for known in documented().routes:
        if known.path and not known.path.startswith(_ADMIN) and not known.path.endswith(FRAMEWORK):
            theirs.setdefault(known.path, set()).add(known.method)
    return [_endpoint(path, theirs[path], ours.get(path, ())) for path in sorted(theirs)]


def _endpoint(path: str, methods: Iterable[str], ours: Iterable[Route[Handler]]) -> Endpoint:
    return Endpoint(
        path,
        tuple(sorted(methods)),
        tuple(sorted({route.method for route in ours})),
        tuple(dict.fromkeys(route.lacks for route in ours if route.lacks)),
    )


def table() -> Iterator[str]:
    """A row for each group, the first part of the paths, and one for all."""
    every = endpoints()
    yield "| Group | Served | In part | 501 |"
    yield "| --- | --- | --- | --- |"
    for group, those in groupby(every, key=lambda endpoint: endpoint.path.partition("/")[0]):
        yield _row(f"`{group}`", list(those))
    yield _row("**all**", every)


def not_served() -> Iterator[str]:
    """A line for each endpoint that is not served, or not with all its methods."""
    for endpoint in endpoints():
        lacking = [method for method in endpoint.methods if method not in endpoint.served]
        if lacking:
            why = f": {OUT[endpoint.path]}" if endpoint.path in OUT else ""
            rest = " (what is not listed above)" if endpoint.path.endswith("{rest...}") else ""
            yield f"- `{endpoint.path}`{rest}: {', '.join(lacking)}{why}"


def _row(name: str, those: list[Endpoint]) -> str:
    whole = sum(endpoint.whole for endpoint in those)
    none = sum(endpoint.none for endpoint in those)
    return f"| {name} | {whole} | {len(those) - whole - none} | {none} |"
