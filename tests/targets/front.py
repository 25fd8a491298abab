"""A server that stands before a served minisplunk, and gives some requests an answer of its own."""

from __future__ import annotations

import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from minisplunk.rest.http.certificate import server_context
from tests.waiting import PATIENCE

UNCHECKED = ssl._create_unverified_context()
_PASSED_ON = ("Authorization", "Cookie", "Content-Type")
_BACK = ("Content-Type", "Set-Cookie")

Script = Sequence[Mapping[str, Any]]
"""Answers: `when` the beginning of "METHOD path" after the namespace, `status`, `body`; `times` for the first only.
Status 0 is no answer: the connection is cut."""


@dataclass(frozen=True)
class Front:
    """`requests`: what was asked for, each as "METHOD path"."""

    url: str
    requests: list[str]


@contextmanager
def front(script: Script, behind: str = "", *, tls: bool = True) -> Iterator[Front]:
    """What no answer of the script is for goes to the server `behind`, without one it is 404."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(None)

        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers["Content-Length"])))

        def do_DELETE(self) -> None:
            self.answer(None)

        def answer(self, body: bytes | None) -> None:
            requests.append(f"{self.command} {endpoint(self.path)}")
            for scripted in script:
                asked = sum(request.startswith(scripted["when"]) for request in requests)
                if requests[-1].startswith(scripted["when"]) and asked <= scripted.get("times", asked):
                    if scripted["status"]:
                        self.reply(scripted["status"], scripted["body"].encode(), {})
                    return
            self.reply(*passed_on(self, body, behind) if behind else (404, b"<html>Not Found</html>", {}))

        def reply(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for name in headers:
                self.send_header(name, headers[name])
            self.send_header("Connection", "close")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = server_context("127.0.0.1").wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield Front(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}", requests)
        finally:
            server.shutdown()
            thread.join()


def endpoint(path: str) -> str:
    """A path without its namespace: search/jobs of /servicesNS/admin/search/search/jobs."""
    parts = path.strip("/").split("/")
    return "/".join(parts[3:] if parts[0] == "servicesNS" else parts[1:])


def passed_on(request: BaseHTTPRequestHandler, body: bytes | None, behind: str) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
    asked = urllib.request.Request(behind + request.path, body, headers, method=request.command)
    try:
        with urllib.request.urlopen(asked, context=UNCHECKED, timeout=PATIENCE) as answer:
            return answer.status, answer.read(), {name: answer.headers[name] for name in _BACK if answer.headers[name]}
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), {}
