"""Requests that clients send, changed in every small way: no answer is a 500, and the server goes on."""

from __future__ import annotations

import json
import random
import re
import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from .attack import Finding, Options
from .served import PASSWORD, Served, served, unverified

_PATIENCE = 60.0
_AWAITED = 2.0
"""Seconds after which a request is thought to lack its end."""
_CLIENTS = 16
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")

_SEARCH = "search=search%20index%3D*%20%7C%20stats%20count%20by%20host&exec_mode=oneshot&output_mode=json"
MANAGEMENT = [
    ("POST", "/services/auth/login", f"username=admin&password={PASSWORD}"),
    ("GET", "/services/server/info?output_mode=json", ""),
    ("POST", "/services/search/jobs", _SEARCH),
    ("POST", "/services/search/v2/jobs/export", "search=%7C%20makeresults%20count%3D3&output_mode=csv"),
    ("POST", "/services/search/v2/parser", "q=search%20a%20%7C%20eval%20b%3D1&output_mode=json"),
    ("GET", "/services/search/jobs?count=2&offset=1&sort_key=sid&search=a&output_mode=json", ""),
    ("POST", "/servicesNS/admin/search/saved/searches", "name=s&search=search%20index%3Dmain&is_scheduled=0"),
    ("GET", "/servicesNS/-/-/saved/searches?count=1", ""),
    ("POST", "/servicesNS/nobody/search/saved/searches/s/acl", "owner=nobody&sharing=app&perms.read=*"),
    ("DELETE", "/servicesNS/admin/search/saved/searches/s", ""),
    ("POST", "/servicesNS/nobody/search/configs/conf-macros", "name=m(1)&args=x&definition=index%3D%24x%24"),
    ("GET", "/servicesNS/nobody/search/properties/macros/m(1)/definition", ""),
    ("POST", "/services/data/indexes", "name=i&datatype=event"),
    ("POST", "/services/receivers/simple?index=main&sourcetype=s&host=h", "an event\nand another"),
    ("POST", "/services/authentication/users", "name=u&password=changeme&roles=user"),
    ("POST", "/services/messages", "name=m&value=v&severity=warn"),
    ("GET", "/services/alerts/fired_alerts/-", ""),
    ("POST", "/services/data/inputs/http", "name=t&index=main&useACK=1"),
]
COLLECTOR = [
    (
        "POST",
        "/services/collector/event",
        json.dumps({"time": 1.5, "event": {"a": [1, None]}, "fields": {"b": "c"}}) * 2,
    ),
    ("POST", "/services/collector/raw?host=h&sourcetype=s", "one line\nanother"),
    ("POST", "/services/collector/ack?channel=11111111-1111-1111-1111-111111111111", '{"acks":[0,1]}'),
    ("GET", "/services/collector/health", ""),
]
_PIECES = [
    b"%00",
    b"%2F",
    b"..",
    b"%FF",
    b"\x00",
    b"\xff\xfe",
    b"\r\n",
    b"&",
    b"=",
    b"?",
    b"9" * 30,
    b"-1",
    b"[",
    b'"',
    b"{}",
    b"*",
]
_VALUES = [
    *(
        b"",
        b"-1",
        b"0",
        b"9" * 30,
        b"1e999",
        b"nan",
        b"true",
        b"*",
        b"%5B",
        b"%22",
        b"%60",
        b"%7C",
        b"%00",
        b"%FF",
        b"%0A",
    ),
    *(b"..%2F..%2Fetc%2Fpasswd", b"%2F", b"%ED%A0%80", b"a" * 10_000, b"default", b"nobody", b"-", b"%24x%24", b"%5C"),
    *(
        b"search%20%5B%7C%20makeresults%5D",
        b"%7C%20makeresults%20count%3D1%20%7C%20eval%20a%3D%22",
        b"csv",
        b"xml",
        b"raw",
    ),
]
_PAIR = re.compile(rb"[?&\w.]=([^&\s]*)")
_HEADERS = [
    b"Content-Length: 99999999999999999999",
    b"Content-Length: -1",
    b"Content-Length: 3",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip",
    b"Content-Encoding: gzip",
    b"Content-Encoding: x",
    b"Expect: 100-continue",
    b"Authorization: Splunk x",
    b"Authorization: Basic !!!!",
    b"Cookie: splunkd_8089=x; splunkd_1=y",
    b"Connection: upgrade",
    b"X-Splunk-Request-Channel: x",
    b"Content-Type: multipart/form-data; boundary=x",
    b"Host: " + b"h" * 5000,
]


def mutations(options: Options) -> Iterator[Finding]:
    with served("--data-dir", str(options.folder)) as server:
        drawn = [_drawn(server, options.chance) for _ in range(options.requests)]
        requests = [(port, _mutated(request, options.chance)) for port, request in drawn]
        with ThreadPoolExecutor(_CLIENTS) as clients:
            statuses = list(clients.map(lambda sent: _sent(*sent), requests))
        counts = Counter(f"{status[0]}xx" if status else "without an answer" for status in statuses)
        bad = [request for (_, request), status in zip(requests, statuses, strict=True) if status == "500"]
        alive = server.ask("GET", "/services/server/info").status == 200
        found = ", ".join(f"{counts[kind]:,} {kind}" for kind in sorted(counts))
        found += f"; a 500 for {bad[0]!r}" if bad else ""
        yield Finding(f"{options.requests:,} mutated requests", found, alive and not bad)
        tracebacks = Counter(server.tracebacks())
        yield Finding("tracebacks in its log", ", ".join(tracebacks) or "none", not tracebacks)


def _drawn(server: Served, chance: random.Random) -> tuple[int, bytes]:
    """A right request, and the port that it is for."""
    collector = chance.random() < 0.25
    method, path, body = chance.choice(COLLECTOR if collector else MANAGEMENT)
    signed_in = f"Splunk {server.address['hec_token']}" if collector else "Basic YWRtaW46Y2hhbmdlbWU="
    content = body.encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {signed_in}\r\nConnection: close\r\n"
    head += f"Content-Length: {len(content)}\r\n\r\n"
    return (server.hec_port if collector else server.port), head.encode() + content


def _mutated(request: bytes, chance: random.Random) -> bytes:
    """Changed in one to three places, mostly in its parameters and its body."""
    for _ in range(chance.randint(1, 3)):
        head, blank, body = request.partition(b"\r\n\r\n")
        line, _, headers = head.partition(b"\r\n")
        match chance.randrange(13):
            case 0:
                line = _changed(line, chance)
            case 1:
                method, _, rest = line.partition(b" ")
                path, _, version = rest.rpartition(b" ")
                line = b" ".join((method, _changed(path, chance), version))
            case 2 | 3 | 4 | 5 | 6 | 7:
                line, body = (_revalued(line, chance), body) if b"?" in line else (line, _revalued(body, chance))
                headers = re.sub(rb"(?m)^Content-Length: \d+", b"Content-Length: %d" % len(body), headers)
            case 8 | 9:
                body = _changed(body, chance)
                headers = re.sub(rb"(?m)^Content-Length: \d+", b"Content-Length: %d" % len(body), headers)
            case 10:
                headers = chance.choice(_HEADERS) + b"\r\n" + headers
            case 11:
                headers = _changed(headers, chance)
            case 12:
                line = re.sub(rb"^\w+", chance.choice([b"GET", b"POST", b"DELETE", b"PUT", b"HEAD", b"OPTIONS"]), line)
        request = line + b"\r\n" + headers + blank + body
    return request


def _revalued(text: bytes, chance: random.Random) -> bytes:
    """With another value for one of its parameters."""
    pairs = list(_PAIR.finditer(text))
    if not pairs:
        return text
    pair = chance.choice(pairs)
    return text[: pair.start(1)] + chance.choice(_VALUES) + text[pair.end(1) :]


def _changed(text: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(text))
    match chance.randrange(4):
        case 0:
            return text[:at] + chance.choice(_PIECES) + text[at:]
        case 1:
            return text[:at] + text[at + chance.randint(1, 8) :]
        case 2:
            return text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]
        case _:
            return text[:at] + text[: chance.randint(0, len(text))] + text[at:]


def _sent(port: int, request: bytes) -> str:
    """The status of the answer; empty when the connection is closed without one, or more of the request is awaited."""
    with socket.create_connection(("127.0.0.1", port), _PATIENCE) as plain:
        try:
            with _CONTEXT.wrap_socket(plain) as connection:
                connection.sendall(request)
                connection.settimeout(_AWAITED)
                received = connection.recv(200)
        except (TimeoutError, ConnectionError, ssl.SSLError):
            return ""
    match = _STATUS.match(received)
    return match[1].decode() if match else ""


_CONTEXT = unverified()
