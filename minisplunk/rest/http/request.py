"""A request as handlers see it, whatever carried it: who asks, in which namespace, for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from ...dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Session:
    """Who asks. `key` is the session key that authenticated the request, or was made for it; `by_cookie`: it came in a
    cookie."""

    user: str
    roles: tuple[str, ...]
    key: str = field(repr=False)
    by_cookie: bool = False


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
        assert self.session is not None  # the management port refuses others
        return self.session

    @property
    def app(self) -> str:
        """The app context: the namespace's, `search` where it names none."""
        return self.namespace.app if self.namespace.app not in (None, "-") else "search"

    @property
    def output_mode(self) -> str:
        """`xml` (Atom) unless the request says json, or for results csv, raw, json_rows, json_cols, xml."""
        return self.get("output_mode", "xml")
