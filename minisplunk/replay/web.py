"""A URL -> the answer of its server, from a place that a download may come from.

What a person names himself may lie anywhere. What content names, which others have written, has to be on the public
internet: else a file of tests could read what only this machine reaches. A name is looked up once, and what is
connected to is one of the addresses that were found fit, whatever the name leads to a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from ..dataclass import dataclass
from ..errors import DataError, MinisplunkError
from .remote import Remote

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

TIMEOUT = (10.0, 60.0)
"""Seconds for a connection, and between two pieces of an answer."""
MAX_REDIRECTS = 5
MAX_ADDRESSES = 3
"""Of one host, that are tried one after the other."""
MAX_DOWNLOAD = "MINISPLUNK_MAX_DOWNLOAD"
"""The environment variable that says how many megabytes a file may have that content names."""
_MEGABYTE = 1 << 20
_GITHUB = (".github.com", ".githubusercontent.com")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_HEADERS = {"Accept-Encoding": "identity"}  # a .gz is stored as it is, not unpacked

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class FetchError(MinisplunkError):
    """A file cannot be downloaded, or is not what was to come."""


@dataclass(frozen=True, slots=True)
class Web:
    """`public`: only over https and from public addresses, redirects too, and whole within `seconds`; `most`: bytes of
    a file, None for any number. Without `public` a server may only not be silent for longer than TIMEOUT.

    `also`: networks that count as public; a test's own server is in one.
    """

    public: bool = False
    most: int | None = None
    seconds: float = 900.0
    also: tuple[Network, ...] = ()

    @contextmanager
    def answer(self, remote: Remote) -> Iterator[Response]:
        """The answer of the server that the URL leads to in the end. Raises FetchError, and what `requests` raises."""
        import requests  # noqa: PLC0415  it takes longer to load than all that replays a file

        url, end = remote.url, time.monotonic() + self.seconds
        for _ in range(MAX_REDIRECTS + 1):
            self._check(remote, url)
            with requests.Session() as session, self._asked(session, remote, url, end) as answer:
                if not answer.is_redirect:
                    yield answer
                    return
                url = urljoin(url, answer.headers["Location"])
        raise FetchError(f"{remote.url} leads on and on, more than {MAX_REDIRECTS} times")

    def _check(self, remote: Remote, url: str) -> None:
        """Before a URL is asked for, the first or one that it leads to."""
        leads = "" if url == remote.url else f" leads to {url}"
        parts = urlsplit(url)
        if self.public and parts.scheme.lower() != "https":
            raise FetchError(f"{remote.url}{leads}: what content names is fetched over https:// alone")
        if self.public and ("@" in parts.netloc or "\\" in url):  # programs differ over which host that is
            raise FetchError(f"{remote.url}{leads}: a URL that content names has a host, and no user before it")
        if remote.sha256 is None and not Remote.trusted(url):
            raise FetchError(f"{remote.url}{leads}, where anybody on the way may change the data; say its sha256")

    def _asked(self, session: Session, remote: Remote, url: str, end: float) -> Response:
        import requests  # noqa: PLC0415

        settings: dict[str, Any] = {"stream": True, "timeout": TIMEOUT, "allow_redirects": False, "headers": _HEADERS}
        if not self.public:
            return session.get(url, **settings)
        from .pinned import Pinned  # noqa: PLC0415

        session.auth = _anonymous
        session.headers["Host"] = urlsplit(url).netloc
        addresses = self._addresses(remote, url)
        for address in addresses:
            session.get_adapter(url).close()
            session.mount("https://", Pinned(address, end))
            try:
                return session.get(url, **settings)
            except requests.exceptions.SSLError:
                raise
            except requests.ConnectionError:
                if address == addresses[-1]:
                    raise
        raise AssertionError(addresses)

    def _addresses(self, remote: Remote, url: str) -> list[str]:
        """Those of the host, all of them public; an empty one stands for what a proxy finds.

        A proxy looks names up itself, so nobody here sees the address: through one, only GitHub is asked.
        """
        from requests.utils import get_environ_proxies, select_proxy  # noqa: PLC0415

        parts = urlsplit(url)
        host = parts.hostname or ""
        if select_proxy(url, get_environ_proxies(url)):
            if not f".{host}".endswith(_GITHUB):
                raise FetchError(
                    f"{remote.url}: through a proxy only GitHub is asked, since nobody sees where {host} is"
                )
            return [""]
        try:
            host.encode("idna")  # else the certificate cannot be asked for
            found = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError, ValueError) as error:
            raise FetchError(f"{remote.url}: {host} is no host that is known here: is there a network?") from error
        addresses = list(dict.fromkeys(str(place[4][0]) for place in found))
        for address in addresses:
            if not self._is_public(address):
                raise FetchError(f"{remote.url}: {host} is at {address}, which is no address of the public internet")
        return addresses[:MAX_ADDRESSES]

    def _is_public(self, written: str) -> bool:
        address = ipaddress.ip_address(written.partition("%")[0])
        return any(address in network for network in self.also) or all(map(_is_global, _meant(address)))


ANYWHERE = Web()
"""For what a person names himself."""
PUBLIC = Web(public=True, most=256 * _MEGABYTE)
"""For what content names."""


def public(environment: Mapping[str, str]) -> Web:
    """PUBLIC, with as many megabytes as the environment says. Raises DataError."""
    written = environment.get(MAX_DOWNLOAD)
    if not written:
        return PUBLIC
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise DataError(f"${MAX_DOWNLOAD} is {written!r}: a number of megabytes is wanted")
    return Web(public=True, most=int(written) * _MEGABYTE)


def _meant(address: Address) -> list[Address]:
    """An address, or those of IPv4 that are written in one of IPv6, each of which leads there too."""
    if address.version == 4:
        return [address]
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in inner if one is not None] or [address]


def _is_global(address: Address) -> bool:
    return address.is_global and not address.is_multicast


def _anonymous(request: PreparedRequest) -> PreparedRequest:
    """In place of what a .netrc says: content is no reason to send a password."""
    return request
