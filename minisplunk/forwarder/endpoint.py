"""Where events are sent: an HTTP Event Collector, and its token."""

from __future__ import annotations

from dataclasses import field
from urllib.parse import urlsplit

from ..dataclass import dataclass
from ..errors import MinisplunkError

_PATHS = ("", "/services/collector", "/services/collector/event")


class EndpointError(MinisplunkError):
    """The text is not the address of a HEC, or not a token."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`url` such as https://host:8088, without a path; a slash at its end, or the path of the collector, is dropped.

    `verify`: whether the certificate is checked, or the path of a file with the authorities to check it against.
    Raises EndpointError.
    """

    url: str
    token: str = field(repr=False)
    verify: bool | str = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _origin(self.url))
        object.__setattr__(self, "token", _token(self.token))


def _origin(written: str) -> str:
    try:
        parts = urlsplit(written.strip())
        port = parts.port
    except ValueError as error:
        raise EndpointError(f"HEC's address {written!r} is no URL: {error}") from error
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise EndpointError(f"HEC's address {written!r} is no URL: it has to be like https://host:8088")
    if parts.username is not None or parts.password is not None:
        raise EndpointError("HEC's address must hold no user name or password: the token is what lets events in")
    if parts.query or parts.fragment or parts.path.rstrip("/") not in _PATHS:
        raise EndpointError(f"HEC's address {written!r} must have no path: it has to be like https://host:8088")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")


def _token(written: str) -> str:
    token = written.strip()
    if not token or not token.isascii() or not token.isprintable() or token.lower().startswith("splunk "):
        raise EndpointError("HEC's token is empty, or holds what no token can: give it as it stands, without 'Splunk '")
    return token
