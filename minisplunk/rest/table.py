"""Routes in, looked up by method and path: the most literal route that matches counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .routes import Route
from .target import SLASH


@dataclass(frozen=True, slots=True)
class Match:
    """`args`: what the route's placeholders stand for in the path."""

    route: Route
    args: Mapping[str, str]


class Table:
    """Paths are as `target.Target.path` has them; the first segment of a route is literal."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = sorted(routes, key=_placeholders)
        self._by_start: dict[str, list[Route]] = {}
        for route in self.routes:
            self._by_start.setdefault(route.path.partition("/")[0], []).append(route)

    def find(self, method: str, path: str) -> Match | None:
        for route, args in self._matching(path):
            if route.method == method:
                return Match(route, args)
        return None

    def methods(self, path: str) -> list[str]:
        """The methods that a path is served for."""
        return sorted({route.method for route, _ in self._matching(path)})

    def _matching(self, path: str) -> Iterable[tuple[Route, Mapping[str, str]]]:
        for route in self._by_start.get(path.partition("/")[0], ()):
            matched = route.pattern.fullmatch(path)
            if matched:
                yield route, {name: value.replace(SLASH, "/") for name, value in matched.groupdict().items()}


def _placeholders(route: Route) -> tuple[bool, int]:
    return route.path.endswith("...}"), route.path.count("{")
