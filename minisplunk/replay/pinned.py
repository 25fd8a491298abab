"""An address and a time -> an adapter of `requests` that connects to that address alone, and reads until then."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter

if TYPE_CHECKING:
    from requests import PreparedRequest


class Pinned(HTTPAdapter):
    """For one URL. `address`: where its host is, empty for whoever a proxy finds; `end`: on the clock `monotonic`.

    The certificate is still that of the host's name. Each read waits for what is left of the time, so that a server
    that sends a byte a minute gains nothing.
    """

    def __init__(self, address: str, end: float) -> None:
        self._address = address
        self._context = _until(end)
        super().__init__()

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:
        super().init_poolmanager(*args, **settings, ssl_context=self._context)

    def proxy_manager_for(self, proxy: str, **settings: Any) -> Any:
        return super().proxy_manager_for(proxy, **settings, ssl_context=self._context)

    def build_connection_pool_key_attributes(self, request: PreparedRequest, verify: Any, cert: Any = None) -> Any:
        """Documented by `requests` for subclasses: where to connect to, and how."""
        where, how = super().build_connection_pool_key_attributes(request, verify, cert)
        if not self._address:
            return where, how
        name = where["host"]
        return {**where, "host": self._address}, {**how, "server_hostname": name, "assert_hostname": name}


def _until(end: float) -> ssl.SSLContext:
    class Ending(ssl.SSLSocket):
        def recv_into(self, *args: Any, **keywords: Any) -> int:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.settimeout(min(left, self.gettimeout() or left))
            return super().recv_into(*args, **keywords)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # `requests` adds the authorities
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = Ending
    return context
