"""Where entries and collections live: an answer's entries in, the paths of their links out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from ..http import Namespace, Request
from .entry import Acl, Entry

_ENCODED_SLASH = re.compile("%(?:25)*2f", re.IGNORECASE)
_ACTIONS = {"create": "_new"}
"""Relations whose path is not their name."""


def of_feed(request: Request) -> str:
    """The path of the collection that was asked for."""
    return _below(request.namespace, request.endpoint)


def of_entry(request: Request, entry: Entry) -> str:
    """The path of an entry: what its `path` says, as it stands when it begins with a slash; or collection and name.

    Percent signs of `path` stay, so that `quoted` names can be part of it.
    """
    if entry.path.startswith("/"):
        return quote(entry.path, safe="/%")
    namespace = _home(entry.acl)
    if entry.path:
        return f"{_below(namespace, '')}/{quote(entry.path, safe='/%')}"
    return f"{_below(namespace, _collection(request, entry))}/{quoted(entry.name)}"


def quoted(name: str) -> str:
    """A name as a segment of a link. Slashes are encoded twice, as splunkd has them, for clients decode a link once.

    So a name that holds %2F needs one layer more, or its link would lead to a slash [unverified].
    """
    return _ENCODED_SLASH.sub(lambda encoded: f"%25{encoded[0][1:]}", quote(name, safe=""))


def relations(entry: Entry, path: str) -> dict[str, str]:
    """The links of an entry by relation, beside `alternate`."""
    links = {"list": path}
    if entry.acl.modifiable:
        links["edit"] = path
    if entry.acl.removable:
        links["remove"] = path
    return {**links, **below(path, entry.links)}


def below(path: str, names: Sequence[str]) -> dict[str, str]:
    """Links from relation to path, one step below `path` each."""
    return {name: f"{path}/{_ACTIONS.get(name, name)}" for name in names}


def _collection(request: Request, entry: Entry) -> str:
    """A request for one entry names it last, or last but one before an action: `saved/searches/x/enable`."""
    for path in (request.endpoint, request.endpoint.rpartition("/")[0]):
        if path.endswith(f"/{entry.name}"):
            return path[: -len(entry.name) - 1]
    return request.endpoint


def _home(acl: Acl) -> Namespace:
    """The namespace that an object is in; what belongs to no app is in none."""
    return Namespace(acl.owner if acl.sharing == "user" else "nobody", acl.app) if acl.app else Namespace()


def _below(namespace: Namespace, endpoint: str) -> str:
    if namespace.app is None:
        return quote(f"/services/{endpoint}".rstrip("/"))
    return quote(f"/servicesNS/{namespace.owner}/{namespace.app}/{endpoint}".rstrip("/"))
