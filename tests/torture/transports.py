"""Who speaks below HTTP's level, or about hosts: old versions of TLS, none at all, half a handshake, and any Host."""

from __future__ import annotations

import os
import re
import socket
import ssl
import struct
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

from .attack import Finding, Options
from .served import Served, basic, served, unverified
from .wire import connected

_AT_ONCE = 1.0
"""Seconds in which is closed what is no TLS."""
_HANDSHAKE = 15.0
"""Seconds in which a handshake has ended one way or the other."""
_HALVES = 40
_GREETING = b"\x16"
"""How a server's greeting begins; an alert, which refuses, begins with another byte (RFC 5246, 6.2.1)."""
_OLD = {"SSL 3.0": 0x0300, "TLS 1.0": 0x0301, "TLS 1.1": 0x0302}
_NEWER = 0x0303
_SERVED = "answered"
_NEW = {"TLS 1.2": ssl.TLSVersion.TLSv1_2, "TLS 1.3": ssl.TLSVersion.TLSv1_3}
_INFO = "/services/server/info?output_mode=json"
_HEALTH = "/services/collector/health"
_PAGE = "<script>alert(1)</script>"


def transports(options: Options) -> Iterator[Finding]:
    with served("--data-dir", str(options.folder)) as server, ExitStack() as opened:
        begun = time.monotonic()
        halves = [opened.enter_context(_half(port)) for port in _ports(server) for _ in range(_HALVES // 2)]
        yield _versions(server)
        yield _refused(server)
        yield _plain(server, options)
        yield _junk(server, options)
        yield from _hosts(server)
        answer = server.ask("GET", "/services/server/info")
        found = f"meanwhile who signs in is answered {answer.status} within {answer.seconds * 1000:.0f} ms"
        with ThreadPoolExecutor(_HALVES) as watching:
            ends = list(watching.map(lambda half: _closed_after(half, options.within(_HANDSHAKE)), halves))
        longest = time.monotonic() - begun
        good = all(end is not None for end in ends) and answer.status == 200
        yield Finding(f"{_HALVES} halves of handshakes", f"all ended after {longest:.0f} s; {found}", good)
        tracebacks = Counter(server.tracebacks())
        yield Finding("tracebacks in its log", ", ".join(tracebacks) or "none", not tracebacks)


def _ports(server: Served) -> tuple[int, int]:
    return server.port, server.hec_port


def _versions(server: Served) -> Finding:
    found: dict[str, str] = {}
    for name, version in _NEW.items():
        context = unverified()
        context.minimum_version = context.maximum_version = version
        for port in _ports(server):
            with socket.create_connection(("127.0.0.1", port), 60) as plain, context.wrap_socket(plain) as connection:
                found[name] = str(connection.version())
                connection.sendall(b"GET /services/collector/health HTTP/1.0\r\n\r\n")
                found[name] += "" if connection.recv(12).startswith(b"HTTP/1.1 ") else ", and no answer"
    good = found == {"TLS 1.2": "TLSv1.2", "TLS 1.3": "TLSv1.3"}
    return Finding("TLS 1.2 and 1.3", f"served as {' and '.join(found.values())}", good)


def _refused(server: Served) -> Finding:
    """The greeting of an old client is written by hand: today's OpenSSL does not send one."""
    answers = {name: {_greeted(port, version) for port in _ports(server)} for name, version in _OLD.items()}
    bad = [f"{name} is {', '.join(sorted(found))}" for name, found in answers.items() if _SERVED in found]
    control = {_greeted(port, _NEWER) for port in _ports(server)}
    found = ", ".join(bad) or f"refused; the same greeting for TLS 1.2 is {' and '.join(control)}"
    return Finding(", ".join(_OLD), found, not bad and control == {_SERVED})


def _greeted(port: int, version: int) -> str:
    suites = struct.pack("!6H", 0xC02B, 0xC02F, 0xC009, 0xC013, 0x002F, 0x0035)  # ECDHE and RSA with AES
    groups = struct.pack("!HHHHH", 10, 6, 4, 23, 24) + struct.pack("!HHBB", 11, 2, 1, 0)
    groups += struct.pack("!HHHHH", 13, 6, 4, 0x0403, 0x0401)  # signatures with SHA-256
    body = struct.pack("!H", version) + os.urandom(32) + b"\0" + struct.pack("!H", len(suites)) + suites + b"\1\0"
    body += struct.pack("!H", len(groups)) + groups
    hello = b"\x01" + len(body).to_bytes(3, "big") + body
    with socket.create_connection(("127.0.0.1", port), 60) as plain:
        plain.sendall(struct.pack("!BHH", 22, version, len(hello)) + hello)
        received = plain.recv(100)
    return _SERVED if received[:1] == _GREETING else "closed"


def _plain(server: Served, options: Options) -> Finding:
    """HTTP without TLS, as who forgets the s of https sends it."""
    requests = (
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /services/collector HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n",
    )
    ends = [_ended(port, request, options) for port in _ports(server) for request in requests]
    good = all(end is not None and end < options.within(_AT_ONCE) for end in ends)
    return Finding("HTTP without TLS", f"closed after {_longest(ends)}", good)


def _junk(server: Served, options: Options) -> Finding:
    chance = options.chance
    pieces = [
        *(chance.randbytes(chance.randint(1, 2_000)) for _ in range(40)),
        *(b"\x16\x03\x01" + chance.randbytes(300) for _ in range(20)),  # a handshake, it says
        *(b"\x80\x2e\x01\x00\x02" + chance.randbytes(50) for _ in range(5)),  # SSL 2
        *(b"\x17\x03\x03\x00\x10" + chance.randbytes(16) for _ in range(5)),  # data before any handshake
        *(b"\n\n\n\n\n", b"SSH-2.0-a\r\n", b"\0" * 70_000, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ]
    with ThreadPoolExecutor(16) as clients:
        ends = list(clients.map(lambda junk: _ended(server.port, junk, options), pieces))
    slow = sum(end is None for end in ends)
    status = server.ask("GET", "/services/server/info").status
    found = f"all but {slow} closed, and who signs in is answered {status}"
    return Finding(f"{len(pieces)} pieces of junk", found, status == 200)


def _ended(port: int, data: bytes, options: Options) -> float | None:
    """The seconds until a connection is closed on which this is said; None where more is waited for."""
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), 60) as plain:
        with suppress(OSError):
            plain.sendall(data)
        return None if _closed_after(plain, options.within(_AT_ONCE)) is None else time.monotonic() - started


def _closed_after(connection: socket.socket, seconds: float) -> float | None:
    started = time.monotonic()
    connection.settimeout(seconds)
    try:
        while connection.recv(65_536):
            if time.monotonic() - started > seconds:
                return None
    except TimeoutError:
        return None
    except OSError:
        pass
    return time.monotonic() - started


def _half(port: int) -> socket.socket:
    """The beginning of a handshake, and no more."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        unverified().wrap_bio(incoming, outgoing).do_handshake()
    plain = socket.create_connection(("127.0.0.1", port), 60)
    hello = outgoing.read()
    plain.sendall(hello[: len(hello) // 2])
    return plain


def _longest(ends: list[float | None]) -> str:
    return "no time" if None in ends else f"{max(end for end in ends if end is not None) * 1000:.0f} ms"


# Hosts

_HOSTS: Mapping[str, tuple[str, set[int]]] = {
    "none": ("", {400}),
    "none, and HTTP/1.0": ("HTTP/1.0", {200}),
    "its own": ("Host: localhost:{port}", {200}),
    "an address": ("Host: 127.0.0.1", {200}),
    "IPv6": ("Host: [::1]:{port}", {200}),
    "another": ("Host: splunk.example.com:8089", {200}),
    "two": ("Host: a\r\nHost: b", {400}),
    "empty": ("Host:", {200}),
    "very long": ("Host: " + "h" * 60_000, {200, 400, 431}),
    "too long": ("Host: " + "h" * 200_000, {400, 431}),
    "a page": (f"Host: {_PAGE}", {200, 400}),
    "no name": ("Host: a b:x/../c@d", {200, 400}),
    "bytes": ("Host: \x80\xff", {200, 400}),
    "a port that is none": ("Host: localhost:99999999", {200}),
}
"""What is said of the host, and what may come of it: splunkd does not look at it."""
_TARGETS: Mapping[str, tuple[str, set[int]]] = {
    "https://localhost:{port}{path}": ("GET", {200}),
    "https://splunk.example.com{path}": ("GET", {200}),
    "HTTPS://[::1]:{port}{path}": ("GET", {200}),
    "http://user:password@a{path}": ("GET", {200, 400}),
    "https://": ("GET", {400, 404}),
    "https:{path}": ("GET", {400, 404}),
    "//splunk.example.com{path}": ("GET", {404}),
    "{path}#fragment": ("GET", {200, 400, 404}),
    "*": ("OPTIONS", {200, 400, 401, 404, 405}),
    "localhost:{port}": ("CONNECT", {400, 401, 404, 405}),
    "services/server/info": ("GET", {200, 400, 404}),
    "{path}": ("GET", {200}),
}
"""Request targets in all their forms, and what may come of them. RFC 9112, 3.2: a server takes the absolute one too."""


def _hosts(server: Served) -> Iterator[Finding]:
    bad = []
    for port, path in zip(_ports(server), (_INFO, _HEALTH), strict=True):
        for what, (header, wanted) in _HOSTS.items():
            old = header == "HTTP/1.0"
            line = f"GET {path} HTTP/1.{'0' if old else '1'}"
            status, body = _asked(server, port, line, "" if old else header.format(port=port))
            if status not in wanted or _PAGE.encode() in body:
                bad.append(f"{what} is {status} on {path}")
    yield Finding("Host headers", ", ".join(bad) or f"{len(_HOSTS)} kinds on two ports, as it should be", not bad)
    bad = []
    for port, path in zip(_ports(server), (_INFO, _HEALTH), strict=True):
        for target, (method, wanted) in _TARGETS.items():
            line = f"{method} {target.format(port=port, path=path)} HTTP/1.1"
            status, _ = _asked(server, port, line, f"Host: localhost:{port}")
            if status not in wanted:
                bad.append(f"{line} is {status}")
    yield Finding("request targets", ", ".join(bad) or f"{len(_TARGETS)} forms on two ports, as it should be", not bad)


def _asked(server: Served, port: int, line: str, header: str) -> tuple[int, bytes]:
    """The status of an answer, and all of it; 0 without one."""
    signed_in = basic("admin") if port == server.port else f"Splunk {server.address['hec_token']}"
    head = "\r\n".join(filter(None, (line, header, f"Authorization: {signed_in}", "Connection: close")))
    received = b""
    with connected(port) as connection, suppress(OSError):
        connection.settimeout(60)
        connection.sendall(head.encode("latin-1") + b"\r\n\r\n")
        while piece := connection.recv(65_536):
            received += piece
    match = re.match(rb"HTTP/1\.1 (\d{3}) ", received)
    return (int(match[1]) if match else 0), received
