"""What an attack calls a hang: an answer that should have come."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from minisplunk.rest.http.certificate import server_context

from .changing import Promised
from .wire import Message, exchanged, whole

POST = Message(b"POST", b"/a", b"b=c", (b"Host: x",), b"body")


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        (POST.sent(), True),
        (POST.sent()[:-1], False),
        (
            Message(b"POST", b"/a", headers=(b"Host: x", b"Transfer-Encoding: chunked"), body=b"1\r\na\r\n").sent(),
            False,
        ),
        (b"GET /a HTTP/1.1\r\nHost: x\r\n", False),
        (b"no request at all\r\n\r\n", True),
    ],
)
def test_what_lacks_its_end(request_: bytes, wanted: bool) -> None:
    assert whole(request_) is wanted


@contextmanager
def answering(data: bytes) -> Iterator[int]:
    """A port that says this to whoever connects, and nothing more; the connection stays open."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, ended = listening.getsockname()[1], threading.Event()

        def answer() -> None:
            with server_context("localhost").wrap_socket(listening, server_side=True) as secure:
                connection, _ = secure.accept()
                with connection:
                    connection.sendall(data)
                    connection.recv(65_536)
                    ended.wait()

        thread = threading.Thread(target=answer)
        thread.start()
        yield port
        ended.set()
        thread.join()


@pytest.mark.parametrize(
    ("answer", "status", "hung"),
    [
        (b"", 0, True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", 0, True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", 200, False),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", 500, False),
    ],
)
def test_an_answer_that_does_not_come(answer: bytes, status: int, hung: bool) -> None:
    with answering(answer) as port:
        outcome = exchanged(port, POST.sent(), 0.5)
    assert (outcome.status, outcome.hung) == (status, hung)


def test_what_was_acknowledged_has_to_be_there() -> None:
    a, b, c = (("saved/searches", name) for name in "abc")
    promised = Promised({a: "1", b: None, c: "3"}, open=(c, "4"))
    promised.check({a: "1", c: "4"})
    assert promised.lost == []
    promised.check({b: "2", c: "3"})
    assert len(promised.lost) == 3
