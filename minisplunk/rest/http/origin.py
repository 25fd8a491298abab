"""Where a port is reached: scheme, host and port number."""

from __future__ import annotations

import ipaddress

from ...dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """`host`: a name or an address, which may be a wildcard; `secure`: over TLS."""

    host: str
    port: int
    secure: bool = True

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Whether only the machine itself reaches an address; False for a name that is not known."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
