"""AREAS: the files whose ROUTES are served, each an endpoint and its handler. All else of splunkd's is answered 501."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from .http import Answer, Request

if TYPE_CHECKING:
    from .door import Door

Handler = Callable[["Door", Request], Answer]

AREAS = (
    "alert_actions",
    "apps",
    "auth",
    "authentication",
    "authorization",
    "confs",
    "export",
    "fired_alerts",
    "indexes",
    "inputs",
    "macros",
    "messages",
    "parser",
    "properties",
    "receivers",
    "results",
    "saved_runs",
    "saved_searches",
    "search_jobs",
    "system",
)
"""Files of this folder. Each has its ROUTES at its end; add a line here for a new one."""


@dataclass(frozen=True)
class Route:
    """`path` is below the namespace; `{name}` matches one segment, `{name...}` the rest. `open`: needs no session.

    `capability`: what the session's roles must have, 403 otherwise. `raw`: the body is data, never read as a form.
    """

    method: str
    path: str
    handler: Handler
    open: bool = False
    capability: str = ""
    raw: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        parts = re.split(r"(\{\w+(?:\.\.\.)?\})", self.path)
        return re.compile("".join(_part(part) for part in parts), re.DOTALL)


def _part(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    name = part[1:-1]
    return f"(?P<{name[:-3]}>.+)" if name.endswith("...") else f"(?P<{name}>[^/]+)"


@cache
def routes() -> tuple[Route, ...]:
    """ROUTES of all areas. The files are read when a server starts, since each imports what it needs of the house."""
    return tuple(route for area in AREAS for route in import_module(f".{area}", __package__).ROUTES)
