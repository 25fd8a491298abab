"""What comes over the wire: requests in pieces, requests that are none, clients that are slow or gone."""

from __future__ import annotations

import gc
import gzip
import json
import re
import socket
import ssl
from asyncio.sslproto import SSLProtocol
from contextlib import contextmanager, suppress
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.rest.http import Response, Route, Stream
from minisplunk.rest.http.connection import ConnectionLimits
from minisplunk.rest.http.table import RouteTable
from minisplunk.rest.management import port
from minisplunk.rest.management.routes import routes
from minisplunk.rest.server import serve
from tests.waiting import PATIENCE, until

TLS = ssl._create_unverified_context()
STRICT = ConnectionLimits(head_bytes=4096, body_bytes=100_000, linger=PATIENCE)
GET = b"GET /services/server/info?output_mode=json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Spring:
    """Pieces without an end, and whether somebody closed it."""

    def __init__(self) -> None:
        self.made, self.closed = 0, False

    def __iter__(self):
        return self

    def __next__(self):
        self.made += 1
        return b"x" * 65_536

    def close(self):
        self.closed = True


@pytest.fixture(scope="module")
def strict():
    """A server that takes little, with a few routes of its own."""
    with served(STRICT) as address:
        yield address


@contextmanager
def served(limits, own=()):
    with pytest.MonkeyPatch.context() as patched, Splunk() as splunk:
        patched.setattr(port, "table", lambda version: RouteTable((*routes(), *OWN, *own)))
        with serve(splunk, limits=limits) as address:
            yield address


def half():
    yield b"one "
    raise ArithmeticError


def echo(_splunkd, request):
    shown = {"method": request.method, "name": request.args["name"], "params": request.params}
    return Response(json.dumps({**shown, "bytes": len(request.body)}).encode(), 200, "application/json")


SPRING = Spring()
OWN = (
    Route("GET", "test/stream", lambda splunkd, request: Stream(iter([b"one ", b"", b"two"])), open=True),
    Route("GET", "test/spring", lambda splunkd, request: Stream(SPRING), open=True),
    Route("GET", "test/half", lambda splunkd, request: Stream(half()), open=True),
    Route("GET", "test/large", lambda splunkd, request: Response(b"x" * 50_000_000), open=True),
    Route("GET", "test/broken", lambda splunkd, request: 1 / 0, open=True),
    Route("POST", "test/raw", lambda splunkd, request: Response(request.body), open=True, raw=True),
    *(Route(method, "test/echo/{name}", echo, open=True) for method in ("GET", "POST", "DELETE")),
)


@contextmanager
def connected(address):
    with (
        socket.create_connection((address.host, address.management_port), timeout=PATIENCE) as plain,
        TLS.wrap_socket(plain) as secured,
    ):
        yield secured


def told(address, *pieces):
    """All that comes back for some bytes."""
    with connected(address) as wire:
        for piece in pieces:
            wire.sendall(piece)
        return heard(wire)


def heard(wire):
    """All that comes until the server hangs up. Who is refused hangs up first: the server would wait for that."""
    answer = b""
    with suppress(OSError):
        while not refused(answer) and (piece := wire.recv(65_536)):
            answer += piece
    return answer


def refused(answer):
    """Whether this is the whole of an error."""
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"\r\nContent-Length: (\d+)", head)
    return length is not None and status(head) >= 400 and len(body) >= int(length[1])


def left(wire, data):
    """Whether the server takes nothing more."""
    try:
        wire.sendall(data)
    except OSError:
        return True
    return False


def answered(address):
    try:
        return status(told(address, GET)) == 200
    except (OSError, IndexError):  # nobody is let in
        return False


def status(answer):
    return int(answer.split(b" ", 2)[1])


def echoed(address, head, body=b""):
    answer = told(address, head + body)
    assert status(answer) == 200, answer
    return json.loads(answer.partition(b"\r\n\r\n")[2])


def post(target, body, *headers, length=True):
    lines = [f"POST {target} HTTP/1.1", "Host: x", "Connection: close", *headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode() + body


# Requests as clients send them


def test_an_answer_has_splunkds_headers(strict):
    head, _, body = told(strict, GET).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert first == "HTTP/1.1 200 OK"
    assert headers["Content-Type"] == "application/json; charset=UTF-8"
    assert headers["Server"] == "Splunkd"
    assert headers["Content-Length"] == str(len(body))
    assert headers["Connection"] == "close"
    assert headers["Cache-Control"] == "no-store, no-cache, must-revalidate, max-age=0"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_connection_carries_many_requests(strict):
    with connected(strict) as wire:
        for _ in range(3):
            wire.sendall(GET.replace(b"Connection: close\r\n", b""))
            head = b""
            while b"\r\n\r\n" not in head:
                head += wire.recv(65_536)
            assert b"connection: keep-alive" in head.lower()
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            body = head.partition(b"\r\n\r\n")[2]
            while len(body) < length:
                body += wire.recv(65_536)


def test_requests_may_come_together(strict):
    answers = told(strict, GET.replace(b"Connection: close\r\n", b"") + GET)
    assert answers.count(b"HTTP/1.1 200") == 2


def test_a_request_may_come_byte_by_byte(strict):
    assert status(told(strict, *(GET[at : at + 1] for at in range(len(GET))))) == 200


@pytest.mark.parametrize("length", [5, 11, 500])
def test_a_length_beside_chunks_ends_the_connection(strict, length):
    """What some see as the rest of a body, and others as a request that follows, is neither."""
    head = f"POST /services/test/echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n"
    body = b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    answer = told(strict, head.encode() + body + GET)
    assert (status(answer), answer.count(b"HTTP/1.1 ")) == (200, 1)
    assert b"\r\nConnection: Close\r\n" in answer


def test_http_1_0_is_answered_and_closed(strict):
    answer = told(strict, b"GET /services/server/info HTTP/1.0\r\n\r\n")
    assert status(answer) == 200
    assert b"connection: close" in answer.lower()


def test_head_has_no_body(strict):
    answer = told(strict, GET.replace(b"GET", b"HEAD", 1))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert (status(head), body) == (200, b"")
    assert b"Content-Length: 0" not in head


def test_a_form_needs_no_content_type(strict):
    shown = echoed(strict, post("/services/test/echo/x?a=1", b"b=2+3&a=%26&c"))
    assert shown["params"] == {"a": ["1", "&"], "b": ["2 3"], "c": [""]}


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "text/plain", "application/octet-stream", "application/json"]
)
def test_nor_the_right_one(strict, kind):
    assert echoed(strict, post("/services/test/echo/x", b"b=2", f"Content-Type: {kind}"))["params"] == {"b": ["2"]}


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "application/hal+json"])
def test_json_is_no_form(strict, kind):
    assert echoed(strict, post("/services/test/echo/x?a=1", b'{"b=2": 3}', f"Content-Type: {kind}"))["params"] == {
        "a": ["1"]
    }


def test_a_raw_body_is_no_form(strict):
    assert told(strict, post("/services/test/raw?index=a", b"index=b")).endswith(b"\r\n\r\nindex=b")


def test_a_body_in_chunks(strict):
    head = post("/services/test/echo/x", b"", "Transfer-Encoding: chunked", length=False)
    assert echoed(strict, head, b"3\r\na=1\r\n4\r\n&b=2\r\n0\r\n\r\n")["params"] == {"a": ["1"], "b": ["2"]}


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "deflate"])
def test_a_body_in_gzip(strict, encoding):
    body = gzip.compress(b"a=1")
    assert echoed(strict, post("/services/test/echo/x", body, f"Content-Encoding: {encoding}"))["params"] == {
        "a": ["1"]
    }


def test_a_client_that_waits_to_be_asked_for_its_body(strict):
    with connected(strict) as wire:
        head = post("/services/test/echo/x", b"a=1", "Expect: 100-continue").removesuffix(b"a=1")
        wire.sendall(head)
        assert wire.recv(65_536).startswith(b"HTTP/1.1 100")
        wire.sendall(b"a=1")
        assert status(heard(wire)) == 200


def test_names_of_all_kinds(strict):
    assert echoed(strict, b"GET /services/test/echo/a+b%252Fc%2Fd%2B/ HTTP/1.0\r\n\r\n")["name"] == "a b/c/d+"


def test_output_mode_in_the_form_decides_how_errors_look(strict):
    answer = told(strict, post("/services/nonsense", b"output_mode=json"))
    assert status(answer) == 401
    assert answer.endswith(b'{"messages":[{"type":"ERROR","text":"Unauthorized"}]}')


def test_an_answer_that_is_sent_as_it_is_made(strict):
    answer = told(strict, b"GET /services/test/stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"transfer-encoding: chunked" in answer.lower()
    assert answer.endswith(b"4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n")


def test_a_head_of_it_has_no_body(strict):
    answer = told(strict, b"HEAD /services/test/stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.endswith(b"\r\n\r\n")


def test_its_source_is_closed_when_the_client_goes_away(strict):
    with connected(strict) as wire:
        wire.sendall(b"GET /services/test/spring HTTP/1.1\r\nHost: x\r\n\r\n")
        assert wire.recv(65_536)
    until(lambda: SPRING.closed)


def test_an_answer_that_breaks_off_does_not_look_whole(strict, caplog):
    answer = told(strict, b"GET /services/test/half HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.endswith(b"4\r\none \r\n")
    assert [record.getMessage() for record in caplog.records] == ["an answer broke off"]


# Requests that are none


@pytest.mark.parametrize(
    "nonsense",
    [
        b"nonsense\r\n\r\n",
        b"GET /services/server/info\r\n\r\n",
        b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",  # without a host
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /services/a%00b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused(strict, nonsense):
    answer = told(strict, nonsense)
    assert status(answer) == 400
    assert b'<msg type="ERROR">Bad Request</msg>' in answer


def test_a_transfer_encoding_that_is_not_known(strict):
    answer = told(strict, b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n")
    assert status(answer) == 501


@pytest.mark.parametrize(
    "filler", [b"X: " + b"x" * 5_000, b"\r\n".join(b"X%d: %s" % (n, b"x" * 99) for n in range(99))]
)
def test_headers_have_a_limit(strict, filler):
    answer = told(strict, b"GET / HTTP/1.1\r\nHost: x\r\n" + filler)
    assert status(answer) == 431


def test_so_has_the_request_line(strict):
    assert status(told(strict, b"GET /" + b"x" * 5_000)) == 431


def test_a_body_has_a_limit(strict):
    answer = told(strict, post("/services/test/echo/x", b"x" * 100_001))
    assert status(answer) == 413
    assert b"Request Entity Too Large" in answer


def test_a_body_that_is_announced_too_large_is_not_read(strict):
    head = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100001\r\n\r\n"
    with connected(strict) as wire:
        wire.sendall(head)
        assert status(wire.recv(65_536)) == 413


def test_a_body_in_chunks_has_it_too(strict):
    head = post("/services/test/echo/x", b"", "Transfer-Encoding: chunked", length=False)
    assert status(told(strict, head, *[b"ffff\r\n" + b"x" * 65_535 + b"\r\n"] * 2)) == 413


def test_what_gzip_unpacks_to_has_a_limit(strict, monkeypatch):
    monkeypatch.setattr("minisplunk.rest.http.incoming.MAX_BODY", 1_000_000)
    bomb = gzip.compress(b"x" * 1_000_001)
    assert status(told(strict, post("/services/test/echo/x", bomb, "Content-Encoding: gzip"))) == 413


@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(b"a=1", mtime=0)[:-4], b"\x1f\x8b"])
def test_damaged_gzip(strict, body):
    assert status(told(strict, post("/services/test/echo/x", body, "Content-Encoding: gzip"))) == 400


def test_an_encoding_that_is_not_known(strict):
    assert status(told(strict, post("/services/test/echo/x", b"x", "Content-Encoding: br"))) == 415


def test_a_form_has_a_limit_of_its_own(strict, monkeypatch):
    monkeypatch.setattr("minisplunk.rest.http.incoming.MAX_FORM", 10)
    assert status(told(strict, post("/services/test/echo/x", b"a=" + b"1" * 9))) == 413
    assert status(told(strict, post("/services/test/raw", b"a=" + b"1" * 9))) == 200


def test_methods_that_nobody_has(strict):
    for method in (b"PUT", b"PATCH", b"OPTIONS", b"TRACE", b"BREW"):
        answer = told(strict, b"%s /services/test/echo/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % method)
        assert status(answer) == 401  # who asks comes before what for
    key = strict.splunkd.sessions.begin(strict.username)
    signed = f"Host: x\r\nConnection: close\r\nAuthorization: Splunk {key}\r\n\r\n".encode()
    for method in (b"PUT", b"PATCH", b"OPTIONS", b"TRACE", b"BREW"):
        answer = told(strict, b"%s /services/test/echo/x HTTP/1.1\r\n%s" % (method, signed))
        assert status(answer) == 405
        assert b"Allow: DELETE, GET, POST" in answer


def test_an_error_of_ours_is_500_and_logged_without_the_path(strict, caplog):
    answer = told(strict, b"GET /services/test/broken HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert status(answer) == 500
    assert b"Internal Server Error" in answer
    assert b"ZeroDivisionError" not in answer
    assert [record.getMessage() for record in caplog.records] == ["GET test/broken failed"]


# Clients that are slow, gone, or too many


def test_a_client_that_says_nothing_is_left():
    with served(ConnectionLimits(idle=0.3)) as address:
        assert told(address) == b""


def test_so_is_one_that_never_ends_its_headers():
    with served(ConnectionLimits(idle=0.3)) as address, connected(address) as wire:
        until(lambda: left(wire, b"G"))
        assert heard(wire) == b""


def test_a_body_that_never_comes():
    with served(ConnectionLimits(body=0.3, linger=PATIENCE)) as address:
        assert status(told(address, post("/services/test/echo/x", b"a=1").removesuffix(b"=1"))) == 408


def test_a_head_whose_body_breaks_off_is_refused_without_a_body(caplog):
    with served(ConnectionLimits()) as address, connected(address) as wire:
        wire.sendall(b"HEAD /services/server/info HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += wire.recv(65_536)
        assert status(answer) == 400
        assert answer.endswith(b"\r\n\r\n")
    assert not caplog.records


def test_a_refused_client_that_goes_on_for_ever_is_left():
    with served(ConnectionLimits(body=0.3, linger=PATIENCE)) as address, connected(address) as wire:
        wire.sendall(b"POST /services/x HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
        until(lambda: left(wire, b"x"))


def test_a_client_that_does_not_read_is_left():
    with served(ConnectionLimits(write=0.3, connections=1)) as address, connected(address) as wire:
        wire.sendall(b"GET /services/test/large HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: answered(address))  # there is one place, so it was left
        assert len(heard(wire)) < 50_000_000


def test_a_client_that_goes_away_in_the_middle(strict):
    for piece in (GET[:10], GET[:-2], post("/services/test/echo/x", b"a=1")[:-2]):
        with connected(strict) as wire:
            wire.sendall(piece)
    assert status(told(strict, GET)) == 200


def test_a_client_without_tls(strict):
    with socket.create_connection((strict.host, strict.management_port), timeout=PATIENCE) as plain:
        plain.sendall(GET)
        assert not plain.recv(65_536).startswith(b"HTTP")
    assert status(told(strict, GET)) == 200


def test_more_clients_than_there_may_be():
    with served(ConnectionLimits(connections=2)) as address:
        with signed_in(address), signed_in(address), pytest.raises(OSError):
            told(address, GET)
        until(lambda: answered(address))


# Clients that have not signed in


@contextmanager
def signed_in(address):
    """A connection that stays, of a user."""
    with connected(address) as wire:
        key = address.splunkd.sessions.begin(address.username)
        wire.sendall(f"GET /services/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Splunk {key}\r\n\r\n".encode())
        assert status(wire.recv(65_536)) == 200
        yield wire


FEW = ConnectionLimits(connections=8, strangers=2, open_body_bytes=100, linger=PATIENCE)


def test_the_stranger_who_keeps_it_waiting_for_longest_makes_room():
    """Who signs in gets in, whatever others hold, and stays."""
    slow = b"POST /services/auth/login HTTP/1.1\r\nHost: x\r\n"  # while it looks at credentials it lets nobody go
    with served(FEW) as address, signed_in(address) as user, connected(address) as first, connected(address) as second:
        first.sendall(slow)
        second.sendall(slow)
        with (
            socket.create_connection((address.host, address.management_port), timeout=PATIENCE) as silent,
            signed_in(address),
            signed_in(address),
        ):
            assert status(told(address, GET)) == 200
            assert status(heard(first)) == status(heard(second)) == 503
            assert silent.recv(1) == b""
        user.sendall(GET)
        assert status(heard(user)) == 200


@pytest.mark.parametrize(
    "said",
    [
        GET,
        b"no request\r\n\r\n",
        b"GET /services/server/info HTTP/1.1\r\nHost: x\r\n",
        b"POST /services/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\na",
    ],
)
@pytest.mark.parametrize("secure", [True, False], ids=["with TLS", "without"])
def test_the_buffers_of_a_connection_are_given_back_when_it_ends(said, secure):
    """asyncio has a quarter of a megabyte for each with TLS. A cycle would keep it until garbage is looked for, which
    is seldom done while searches run."""
    with served(ConnectionLimits(linger=0.01)) as address:
        gc.collect()
        gc.disable()
        try:
            before = len(held())
            for _ in range(5):
                with socket.create_connection(("127.0.0.1", address.management_port)) as plain:
                    wire = TLS.wrap_socket(plain) if secure else plain
                    wire.sendall(said)
                    wire.settimeout(0.2)
                    with suppress(OSError):
                        wire.recv(65_536)
                    wire.close()
            until(lambda: len(held()) <= before)
        finally:
            gc.enable()


def held():
    return [one for one in gc.get_objects() if isinstance(one, SSLProtocol)]


def test_a_handshake_has_a_deadline():
    with (
        served(ConnectionLimits(handshake=0.3)) as address,
        socket.create_connection((address.host, address.management_port), timeout=PATIENCE) as silent,
    ):
        assert silent.recv(1) == b""


LARGE = b"a=" + b"1" * 200


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("header", ["X: y", "Authorization: Splunk nobody's", "Authorization: Basic YWRtaW46eA=="])
def test_a_large_body_is_not_taken_from_a_stranger(length, header):
    more = () if length else ("Transfer-Encoding: chunked",)
    body = LARGE if length else b"%x\r\n%s\r\n0\r\n\r\n" % (len(LARGE), LARGE)
    with served(FEW) as address:
        assert status(told(address, post("/services/search/jobs", body, header, *more, length=length))) == 401
        assert status(told(address, post("/services/auth/login", body, header, *more, length=length))) == 413
        key = address.splunkd.sessions.begin(address.username)
        own = post("/services/test/echo/x", body, f"Authorization: Splunk {key}", *more, length=length)
        assert status(told(address, own)) == 200


def test_nor_on_the_connection_of_a_user():
    with served(FEW) as address, signed_in(address) as wire:
        wire.sendall(post("/services/search/jobs", LARGE))
        assert status(heard(wire)) == 401


def test_nor_is_it_unpacked_for_a_stranger(monkeypatch):
    monkeypatch.setattr("minisplunk.rest.http.incoming.MAX_OPEN_BODY", 100)
    packed = gzip.compress(LARGE)
    with served(FEW) as address:
        assert status(told(address, post("/services/test/echo/x", packed, "Content-Encoding: gzip"))) == 413


# Anything at all


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_answered_or_left(strict, data):
    answer = told(strict, data + b"\r\n\r\n")
    assert not answer or 200 <= status(answer) < 500 or status(answer) == 501


@given(st.binary(max_size=300), st.sampled_from(["GET", "POST", "DELETE"]), st.binary(max_size=100))
def test_any_form_and_path_are_answered(strict, body, method, path):
    quoted = "".join(f"%{byte:02x}" if byte not in b"abc/+.%" else chr(byte) for byte in path)
    head = post(f"/services/test/echo/{quoted}", body).replace(b"POST", method.encode(), 1)
    assert status(told(strict, head)) in (200, 400, 401)


@given(st.text(max_size=50), st.text(max_size=50), st.text(max_size=50))
def test_any_route_of_a_session_is_answered(strict, path, name, value):
    key = strict.splunkd.sessions.begin(strict.username)
    for area in ("authentication", "messages", "server"):
        target = f"/services/{area}/{quote(path)}?{urlencode({name: value, 'output_mode': 'json'})}"
        if len(target) < 3_000:
            answer = told(strict, post(target, b"", f"Authorization: Splunk {key}"))
            assert status(answer) in (200, 201, 400, 404, 405, 501), answer
            assert str(strict.splunk.folder).encode() not in answer
