"""Requests to splunkd's REST API in, its answers out: one connection, a session key, a bounded number of tries.

Splunkd's own certificate names no host and is signed by Splunk's own authority, so on the loopback interface, which no
one else can sit on, it is not verified; anywhere else it is, and nothing is sent unencrypted. No proxy is used, as
splunkd is never behind one.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import re
import ssl
import time
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlencode, urlsplit

from fault import ActionFault
from splunkd_log import Log

TIMEOUT = 60.0
"""Seconds that splunkd may take over one answer: it blocks while its queues are full."""
PAUSES = (0.5, 1.0, 2.0)
"""Seconds between the tries of a request that met a passing fault."""
DEADLINE = 480.0
"""Seconds after which nothing more is asked: with TIMEOUT well below maxtime (alert_actions.conf), when splunkd kills
the script, and nobody would hear what was written."""
PASSING = frozenset({429, 500, 502, 503, 504})
PORT = 8089
LONGEST = 500

MESSAGE = re.compile(r"<msg\b[^>]*>(.*?)</msg>", re.DOTALL)


class SplunkdFault(ActionFault):
    """A request that failed. `status`: HTTP's, 0 without an answer; `uncertain`: splunkd may have acted on it."""

    def __init__(self, text: str, status: int = 0, *, uncertain: bool = False) -> None:
        super().__init__(text)
        self.status, self.uncertain = status, uncertain


class Splunkd:
    """`uri`: where splunkd's REST API is, as `https://127.0.0.1:8089`."""

    def __init__(
        self, uri: str, session_key: str, log: Log, *, timeout: float = TIMEOUT, pauses: Sequence[float] = PAUSES
    ) -> None:
        self.uri, self._log, self._pauses = uri, log, pauses
        self._end = time.monotonic() + DEADLINE
        self._headers = {"Authorization": f"Splunk {session_key}", "Content-Type": "text/plain; charset=utf-8"}
        self._connection = _connection(uri, timeout)

    def __enter__(self) -> Splunkd:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def entries(self, path: str, query: Mapping[str, str] | None = None) -> list[Mapping[str, Any]]:
        """The entries of a collection, or the one of an entity, each with its `name` and `content`."""
        answer = self._ask("GET", path, {**(query or {}), "output_mode": "json"})
        try:
            entries = json.loads(answer)["entry"]
            return [{**entry, "content": {**(entry.get("content") or {})}} for entry in entries]
        except (ValueError, TypeError, KeyError, AttributeError):
            raise SplunkdFault(f"splunkd at {self.uri} answered {path} with something else than entries") from None

    def post(self, path: str, query: Mapping[str, str], body: bytes) -> None:
        self._ask("POST", path, query, body)

    def _ask(self, method: str, path: str, query: Mapping[str, str], body: bytes | None = None) -> bytes:
        """The body of the answer to a request that splunkd accepts; SplunkdFault otherwise."""
        target = f"{path}?{urlencode(query)}"
        if time.monotonic() > self._end:
            raise SplunkdFault(f"splunkd at {self.uri} is too slow: {DEADLINE:g} seconds were not enough")
        for pause in (*self._pauses, None):
            try:
                status, answer = self._once(method, target, body)
            except ssl.SSLCertVerificationError as error:
                raise SplunkdFault(_untrusted(self.uri, error)) from error
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                sent = method == "POST" and not isinstance(error, ConnectionRefusedError)
                reason = f"{type(error).__name__}: {error}"
                fault = SplunkdFault(f"splunkd at {self.uri} cannot be reached ({reason})", uncertain=sent)
            else:
                if 200 <= status < 300:
                    return answer
                text = f"splunkd answered {method} {path} with HTTP {status}: {_message(answer)}"
                fault = SplunkdFault(text, status, uncertain=method == "POST" and status >= 500)
                if status not in PASSING:
                    raise fault
            if pause is None or time.monotonic() + pause > self._end:
                raise fault
            self._log.write("WARN", f"{fault}. Trying again in {pause:g} seconds")
            time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _once(self, method: str, target: str, body: bytes | None) -> tuple[int, bytes]:
        self._connection.request(method, target, body, self._headers)
        response = self._connection.getresponse()
        return response.status, response.read()


def _connection(uri: str, timeout: float) -> http.client.HTTPConnection:
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname or "", parts.port or PORT
    except ValueError as error:
        raise SplunkdFault(f"server_uri in the alert's payload is no address: {error}") from None
    if parts.scheme == "https" and host:
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=_context(host))
    if parts.scheme == "http" and is_loopback(host):
        return http.client.HTTPConnection(host, port, timeout=timeout)
    raise SplunkdFault(f"{uri} is not asked: only on the loopback interface is a session key sent without TLS")


def _context(host: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if is_loopback(host):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    context.load_default_certs()
    authority = splunk_authority()
    if authority.is_file():
        try:
            context.load_verify_locations(authority)
        except OSError as error:
            raise SplunkdFault(f"the certificates in {authority} cannot be read: {error}") from error
    return context


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def splunk_authority() -> Path:
    """The authority that signs the certificates splunkd makes for itself."""
    return Path(os.environ.get("SPLUNK_HOME") or "/opt/splunk") / "etc" / "auth" / "cacert.pem"


def _untrusted(uri: str, error: ssl.SSLCertVerificationError) -> str:
    return (
        f"splunkd at {uri} was not trusted with the session key, as its certificate cannot be verified: "
        f"{error.verify_message.rstrip('.')}. Give splunkd a certificate for that name (sslConfig in server.conf) "
        f"whose authority is in {splunk_authority()} or the system's, or let it listen on 127.0.0.1 (mgmtHostPort in "
        "web.conf)"
    )


def _message(answer: bytes) -> str:
    """What splunkd says in an answer, which is XML or JSON: `messages` of a `type` and a text."""
    text = answer.decode("utf-8", "replace")
    try:
        found = [str(message["text"]) for message in json.loads(text)["messages"]]
    except (ValueError, TypeError, KeyError):
        found = [unescape(message) for message in MESSAGE.findall(text)]
    return (" ".join("; ".join(found or [text]).split()) or "no message")[:LONGEST]
