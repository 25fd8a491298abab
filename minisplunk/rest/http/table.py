"""Routes in, looked up by method and path: the most literal route that matches counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic

from ...dataclass import dataclass
from .route import H_co, Route
from .target import SLASH


@dataclass(frozen=True, slots=True)
class RouteMatch(Generic[H_co]):
    """`args`: what the route's placeholders stand for in the path."""

    route: Route[H_co]
    args: Mapping[str, str]


class RouteTable(Generic[H_co]):
    """Paths are as `target.Target.path` has them; the first segment of a route is literal."""

    def __init__(self, routes: Iterable[Route[H_co]]) -> None:
        self.routes = tuple(sorted(routes, key=_placeholders))
        self._by_start: dict[str, list[Route[H_co]]] = {}
        for route in self.routes:
            self._by_start.setdefault(route.path.partition("/")[0], []).append(route)

    def find(self, method: str, path: str) -> RouteMatch[H_co] | None:
        for match in self._matching(path):
            if match.route.method == method:
                return match
        return None

    def methods(self, path: str) -> list[str]:
        """The methods that a path is served for."""
        return sorted({match.route.method for match in self._matching(path)})

    def _matching(self, path: str) -> Iterable[RouteMatch[H_co]]:
        for route in self._by_start.get(path.partition("/")[0], ()):
            if matched := route.pattern.fullmatch(path):
                yield RouteMatch(
                    route, {name: value.replace(SLASH, "/") for name, value in matched.groupdict().items()}
                )


def _placeholders(route: Route[object]) -> tuple[bool, int]:
    return route.path.endswith("...}"), route.path.count("{")
