"""receivers/stream, with splunk-sdk's sockets and by hand."""

from __future__ import annotations

import json
import socket

import pytest

from minisplunk.rest.http.streaming import LARGEST
from tests.rest.conftest import TLS
from tests.waiting import PATIENCE, until


@pytest.fixture
def index(service, server):
    server.splunk.change("search", "props", "stream", {"SHOULD_LINEMERGE": "false"})
    index = service.indexes.create("stream-test")
    yield index
    service.indexes.delete("stream-test")


def texts(service):
    rows = service.jobs.oneshot("search index=stream-test | fields _raw", output_mode="json_rows", count=0)
    document = json.loads(rows.read())
    return [row[document["fields"].index("_raw")] for row in document["rows"]][::-1]


def opened(server, key, headers="X-Splunk-Input-Mode: Streaming\r\n", query="index=stream-test&sourcetype=stream"):
    """A socket to which lines can be sent."""
    plain = socket.create_connection((server.host, server.management_port), PATIENCE)
    sock = TLS.wrap_socket(plain)
    sock.sendall(
        f"POST /services/receivers/stream?{query} HTTP/1.1\r\nHost: h\r\nAuthorization: {key}\r\n{headers}\r\n".encode()
    )
    return sock


def answer(sock):
    received = b""
    with sock:
        while data := sock.recv(65_536):
            received += data
    return received


@pytest.mark.filterwarnings("ignore:ssl.OP_NO")  # of splunk-sdk
def test_what_splunk_sdk_sends(service, index):
    connection = index.attach(sourcetype="stream")
    connection.send(b"Hello Boris!\r\n")
    connection.close()
    with index.attached_socket(sourcetype="stream") as sock:
        sock.send(b"Hello world!\r\n")
    until(lambda: sorted(texts(service)) == ["Hello Boris!", "Hello world!"])


def test_lines_are_found_while_the_connection_is_open(service, server, index):
    with opened(server, service.token) as sock:
        sock.sendall(b"one\ntwo\nthr")
        until(lambda: texts(service) == ["one", "two"])
        sock.sendall(b"ee\n\nfour")
        until(lambda: texts(service) == ["one", "two", "three"])
        sock.unwrap()
    until(lambda: texts(service) == ["one", "two", "three", "four"])


def test_much_at_once(service, server, index):
    lines = [f"{number} {'x' * 1_000}" for number in range(3_000)]
    with opened(server, service.token) as sock:
        sock.sendall("\n".join(lines).encode() + b"\n")
        until(lambda: index.refresh()["totalEventCount"] == "3000")
    assert texts(service) == lines


def test_a_line_without_end_is_broken(service, server, index):
    with opened(server, service.token) as sock:
        sock.sendall(b"x" * (LARGEST + 10))
        until(lambda: index.refresh()["totalEventCount"] != "0")


@pytest.mark.parametrize(
    ("key", "query", "status"),
    [
        ("Splunk guess", "index=stream-test", b"401 Unauthorized"),
        ("", "index=of-no-name", b"400 Bad Request"),
    ],
)
def test_what_is_refused(service, server, index, key, query, status):
    sock = opened(server, key or service.token, query=query)
    sock.sendall(b"one\n")
    assert status in answer(sock)
    assert texts(service) == []


def test_with_a_length_it_is_a_body_like_any_other(service, server, index):
    sock = opened(server, service.token, "X-Splunk-Input-Mode: Streaming\r\nContent-Length: 4\r\nConnection: close\r\n")
    sock.sendall(b"one\n")
    assert b" 204 " in answer(sock)
    assert texts(service) == ["one"]


def test_another_path_has_no_endless_body(service, server, index):
    sock = opened(server, service.token)
    sock.close()
    plain = socket.create_connection((server.host, server.management_port), PATIENCE)
    sock = TLS.wrap_socket(plain)
    sock.sendall(
        b"POST /services/receivers/simple HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
        + f"Authorization: {service.token}\r\nX-Splunk-Input-Mode: Streaming\r\n\r\n".encode()
    )
    assert b"empty body" in answer(sock)
