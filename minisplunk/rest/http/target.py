"""The target of a request line in; endpoint, namespace and parameters out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

from ...dataclass import dataclass
from .request import Namespace
from .response import HttpError

SLASH = "\0"
"""Stands for a slash inside a name while a path is taken apart; a path that holds this character itself is refused."""
_ENCODED_SLASH = re.compile("%(?:25)*2f", re.IGNORECASE)
_MOST_FIELDS = 10_000


@dataclass(frozen=True, slots=True)
class RequestTarget:
    """`path`: the endpoint below the namespace, decoded, with SLASH for slashes inside names."""

    path: str
    namespace: Namespace
    params: Mapping[str, list[str]]


def target(text: str) -> RequestTarget:
    """Read a request's target. Raises HttpError 400 for one that no endpoint can have."""
    path, _, query = text.partition("?")
    segments = [decoded(segment) for segment in path.split("/") if segment]
    match segments:
        case ["services", *rest]:
            return RequestTarget("/".join(rest), Namespace(), form(query))
        case ["servicesNS", owner, app, *rest]:
            return RequestTarget("/".join(rest), Namespace(owner, app), form(query))
    return RequestTarget(f"{SLASH}{path}", Namespace(), form(query))  # no route begins with SLASH, so nothing matches


def decoded(segment: str) -> str:
    """A path's segment as the name it stands for. A plus is a blank; a slash may be encoded twice, as links have it.

    So what remains encoded in the text of a name has one layer more than it needs, as links write it, too [unverified].
    """
    name = unquote(segment.replace("+", " "), errors="replace")
    if SLASH in name:
        raise HttpError(400, "Bad Request")
    return _ENCODED_SLASH.sub(_decoded_once, name).replace("/", SLASH)


def _decoded_once(encoded: re.Match[str]) -> str:
    return SLASH if len(encoded[0]) == 3 else f"%{encoded[0][3:]}"


def form(text: str) -> dict[str, list[str]]:
    """`k=v&k=v` as values by key, in order. Raises HttpError 400 for more fields than a request may have."""
    params: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise HttpError(400, "Bad Request") from error
    for key, value in pairs:
        params.setdefault(key, []).append(value)
    return params
