"""Entries of a collection and the feed that they are answered in, before they are Atom or JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...dataclass import dataclass
from ..http import Request, Response, Stream
from ..instance import Splunkd

Content = str | int | float | bool | None | Sequence["Content"] | Mapping[str, "Content"]
"""A value of an entry. Atom shows all as text, booleans as 1 and 0; JSON keeps numbers, booleans and null."""


@dataclass(frozen=True, slots=True)
class Acl:
    """`sharing`: user, app, global or system; `read` and `write`: roles, `*` is everyone."""

    app: str
    owner: str = "nobody"
    sharing: str = "app"
    read: tuple[str, ...] = ("*",)
    write: tuple[str, ...] = ("admin",)
    modifiable: bool = True
    removable: bool = False


SYSTEM_ACL = Acl(app="", owner="system", sharing="system", modifiable=False)
"""Of what is the server's own, and nobody's to change."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a collection. `links`: relations beside the usual ones, each a step below the entry (`dispatch`,
    `history`, `enable` ...). `updated`, `published`: epoch seconds, the latter of some things alone. `fields`: the
    eai:attributes of a single entry (required, optional, wildcard).

    `path`: its endpoint where that is not `<collection>/<name>`; beginning with a slash, its whole path. Percent signs
    in it stay, so that it may hold names that `links.quoted` has quoted.
    """

    name: str
    content: Mapping[str, Content]
    acl: Acl
    links: Sequence[str] = ()
    updated: float = 0
    published: float | None = None
    author: str = ""
    fields: Mapping[str, Sequence[str]] | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A collection, or one entry of it; rendered as Atom or JSON as the request asks. `total`: before paging.

    `messages` are (kind, text), None where there is no place for any. `single`: an entry alone, without the
    feed around it, as a search job is.
    """

    title: str
    entries: Sequence[Entry] = ()
    total: int | None = None
    offset: int = 0
    messages: Sequence[tuple[str, str]] | None = ()
    status: int = 200
    links: Sequence[str] = ()
    single: bool = False


Answer = Response | Stream | Feed
Handler = Callable[[Splunkd, Request], Answer]
"""What answers the requests of a route of the management port."""
