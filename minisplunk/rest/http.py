"""A request as handlers see it, whatever carried it, and the answers that they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import MinisplunkError


@dataclass(frozen=True, slots=True)
class Session:
    """Who asks. `key` is the session key that authenticated the request, or was made for it."""

    user: str
    roles: tuple[str, ...]
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Namespace:
    """`/servicesNS/<owner>/<app>`; both None for `/services`. `-` is any owner or app."""

    owner: str | None = None
    app: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """`endpoint`: the path below the namespace without slashes at its ends, decoded: `saved/searches/a b`.

    `params`: query and form together, every value of a repeated key in order; `args`: what the route's placeholders
    matched; `body`: the bytes as sent (gzip undone); `headers`: names in lower case;
    `client`: the address that it comes from.
    """

    method: str
    endpoint: str
    namespace: Namespace = Namespace()
    params: Mapping[str, Sequence[str]] = field(default_factory=dict)
    args: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    session: Session | None = None
    client: str = ""

    def get(self, name: str, default: str = "") -> str:
        """The last value of a parameter."""
        values = self.params.get(name)
        return values[-1] if values else default

    @property
    def who(self) -> Session:
        """The session of a request to a route that needs one."""
        assert self.session is not None  # the door lets no other in
        return self.session

    @property
    def app(self) -> str:
        """The app context: the namespace's, `search` where it names none."""
        return self.namespace.app if self.namespace.app not in (None, "-") else "search"

    @property
    def output_mode(self) -> str:
        """`xml` (Atom) unless the request says json, or for results csv, raw, json_rows, json_cols, xml."""
        return self.get("output_mode", "xml")


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that is rendered already."""

    body: bytes
    status: int = 200
    media_type: str = "text/xml; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that is sent as it is made. `chunks` is closed when the client goes away before its end."""

    chunks: Iterator[bytes]
    status: int = 200
    media_type: str = "text/xml; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class HttpError(MinisplunkError):
    """An answer with a message instead of a result; `kind` is splunkd's: ERROR, FATAL, WARN.

    `places`: where in macros the fault lies, as further messages of kind INFO; splunkd itself does not say it.
    """

    def __init__(
        self,
        status: int,
        text: str,
        kind: str = "ERROR",
        headers: Mapping[str, str] | None = None,
        places: Sequence[str] = (),
    ) -> None:
        super().__init__(text)
        self.status, self.kind, self.headers, self.places = status, kind, headers or {}, places


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
