"""A method and a path in, the handler that answers such requests out."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Generic, TypeVar

from ...dataclass import dataclass

H_co = TypeVar("H_co", covariant=True)
"""What handles a request: each port has handlers of its own, and None is for what is known but not served."""


@dataclass(frozen=True)
class Route(Generic[H_co]):
    """`path` is below the namespace; `{name}` matches one segment, `{name...}` the rest. `open`: needs no session.

    `capability`: what the session's roles must have, 403 otherwise. `raw`: the body is data, never read as a form.
    `lacks`: the part of the endpoint that is answered 501, for whoever reads what is supported.
    """

    method: str
    path: str
    handler: H_co
    open: bool = False
    capability: str = ""
    raw: bool = False
    lacks: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What matches the paths; made when a path is first compared."""
        parts = re.split(r"(\{\w+(?:\.\.\.)?\})", self.path)
        return re.compile("".join(_part(part) for part in parts), re.DOTALL)


def _part(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    name = part[1:-1]
    return f"(?P<{name[:-3]}>.+)" if name.endswith("...") else f"(?P<{name}>[^/]+)"
