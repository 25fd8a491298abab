"""The head of a request in; HttpError for one that another page, or another name of this machine, has made."""

from __future__ import annotations

import ipaddress
import socket

from ..rest.http import HttpError
from ..rest.http.incoming import Incoming
from ..rest.http.origin import Origin

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_OWN = frozenset({"same-origin", "none"})
"""Sec-Fetch-Site of what the page asks for, and of what the user does (W3C, Fetch Metadata Request Headers)."""


def check_host(head: Incoming, origin: Origin) -> None:
    """HttpError 421 for a host that is not ours: so a page of somebody's, whose name suddenly leads here (DNS
    rebinding), reads nothing."""
    if not _is_ours(head.headers.get("host", "").lower(), origin):
        raise HttpError(421, "This is not the host that was asked for.")


def check_own(head: Incoming, origin: Origin) -> None:
    """HttpError 403 for a request of another page. What is no browser sends neither header."""
    site = head.headers.get("sec-fetch-site", "none")
    given = head.headers.get("origin")
    scheme = "https" if origin.secure else "http"
    if site not in _OWN or (given is not None and given != f"{scheme}://{head.headers.get('host', '')}"):
        raise HttpError(403, "Only minisplunk's own page may ask for this.")


def _is_ours(given: str, origin: Origin) -> bool:
    host, colon, port = given.rpartition(":")
    if not colon or given.endswith("]"):  # the port that goes without saying
        host, port = given, "443" if origin.secure else "80"
    if port != str(origin.port):
        return False
    if host in _LOOPBACK or host.strip("[]") == origin.host.lower():
        return True
    return _everywhere(origin.host) and (_is_address(host.strip("[]")) or host == socket.gethostname().lower())


def _everywhere(host: str) -> bool:
    """Whether it listens on each address of the machine; an address in place of a name cannot be rebound."""
    return _is_address(host) and ipaddress.ip_address(host).is_unspecified


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
