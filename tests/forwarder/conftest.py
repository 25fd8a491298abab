"""A HEC on loopback that answers as a script says: refuses, breaks off, acknowledges late or never."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from minisplunk.forwarder.endpoint import Endpoint

Answer = dict[str, Any] | str
"""A status with HEC's reply, or one of: taken, reset, half, page, text, away."""


@dataclass
class Script:
    """`answers` to event requests, one after the other, then "taken"; `acks`: what polls are told, None for a token
    that does not acknowledge. `requests`: the events of each request that arrived; `seen`: all headers."""

    answers: list[Answer] = field(default_factory=list)
    acks: list[list[int]] | None = None
    requests: list[list[dict[str, Any]]] = field(default_factory=list)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    given: int = 0


class Scripted(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._say(200, {"text": "HEC is healthy", "code": 17})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.script.seen.append((self.path, dict(self.headers)))
        if self.path.endswith("/ack"):
            told = self.script.acks.pop(0) if self.script.acks else []
            self._say(200, {"acks": {str(number): number in told for number in json.loads(body)["acks"]}})
            return
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.script.requests.append([json.loads(line) for line in body.splitlines()])
        self._answer(self.script.answers.pop(0) if self.script.answers else "taken")

    def _answer(self, answer: Answer) -> None:
        if isinstance(answer, dict):
            self._say(answer.pop("status"), answer)
        elif answer == "taken":
            acked = {} if self.script.acks is None else {"ackId": self.script.given}
            self.script.given += 1
            self._say(200, {"text": "Success", "code": 0, **acked})
        elif answer == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        elif answer == "half":
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{"text":"Suc')
            self.close_connection = True
        elif answer == "page":
            self._send(200, b"<!DOCTYPE html><title>Log in</title>")
        elif answer == "away":
            self.wfile.write(b"HTTP/1.1 307 Said\r\nLocation: /elsewhere/event\r\nContent-Length: 0\r\n\r\n")
        else:
            assert answer == "text", answer
            self._send(502, b"Bad Gateway")

    def _say(self, status: int, document: object) -> None:
        self._send(status, json.dumps(document).encode())

    def _send(self, status: int, body: bytes) -> None:
        """In one piece: two would wait for each other."""
        self.wfile.write(b"HTTP/1.1 %d Said\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))


class Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A connection that was reset on purpose is no news."""


@contextmanager
def serving(script: Script) -> Iterator[Endpoint]:
    with Quiet(("127.0.0.1", 0), type("Of", (Scripted,), {"script": script})) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Endpoint(f"http://127.0.0.1:{server.server_port}", "token")
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def scripted() -> Callable[[Script], AbstractContextManager[Endpoint]]:
    return serving


@pytest.fixture
def script() -> type[Script]:
    return Script


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port that is taken, but on which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
