"""Served Splunks in; what Splunk Web is for a view, addresses that Chromium opens, out.

The renderer is given what Splunk Web gives it: a page with its configuration, and splunkd's REST API, with the session
of the one who looks. All pages are at one origin, so that a browser reads the renderer once.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

from minisplunk.rest.server import Address
from tests.dashboard import renderer
from tests.waiting import PATIENCE

_RAW = "/en-US/splunkd/__raw"
_FILES = {"/dashboard.js": "text/javascript; charset=utf-8", "/dashboard.css": "text/css; charset=utf-8"}
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Splunk</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/dashboard.css"></head><body><main id="dashboard"></main>
<script>window.$C = {config}</script><script src="/dashboard.js"></script></body></html>"""


@dataclass(frozen=True)
class _Splunk:
    address: Address
    user: str
    key: str


@dataclass
class Site:
    """`origin`: of all pages."""

    origin: str = ""
    splunks: dict[str, _Splunk] = field(default_factory=dict)

    def add(self, name: str, address: Address, user: str) -> str:
        """Where the pages of a Splunk are, as `user` sees them. `name` is one of letters and underscores."""
        self.splunks[name] = _Splunk(address, user, address.splunkd.sessions.begin(user))
        return f"{self.origin}/{name}"

    def page(self, name: str) -> bytes:
        config = {"SPLUNKD_PATH": f"/{name}{_RAW}", "LOCALE": "en-US", "USERNAME": self.splunks[name].user}
        more = {"MRSPARKLE_ROOT_PATH": "", "SERVER_ZONEINFO": ""}
        return _PAGE.format(config=json.dumps({**config, **more})).encode()


@contextmanager
def site() -> Iterator[Site]:
    """A site without pages, until the block ends."""
    opened = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name, path = self._place()
            if path.startswith(_RAW):
                self._splunkd()
            elif self.path in _FILES:
                body = (renderer.BUILT / Path(self.path).name).read_bytes()
                self._answer(200, _FILES[self.path], body, "max-age=600")
            else:  # a page of Splunk Web's own has no state
                self._answer(200, "text/html; charset=utf-8", opened.page(name) if name in opened.splunks else b"")

        def do_POST(self) -> None:
            self._splunkd()

        def _place(self) -> tuple[str, str]:
            name, _, path = self.path[1:].partition("/")
            return name, f"/{path}"

        def _splunkd(self) -> None:
            name, path = self._place()
            splunk = opened.splunks[name]
            answer = requests.request(
                self.command,
                splunk.address.management + path.removeprefix(_RAW),
                data=self.rfile.read(int(self.headers.get("Content-Length", 0))),
                headers={"Authorization": f"Splunk {splunk.key}", "Content-Type": self.headers.get("Content-Type", "")},
                verify=False,
                timeout=PATIENCE,
            )
            self._answer(answer.status_code, answer.headers.get("Content-Type", "text/plain"), answer.content)

        def _answer(self, status: int, kind: str, body: bytes, cache: str = "no-store") -> None:
            self.send_response(status)
            for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", cache)):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the page says what it has been refused."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opened.origin = f"http://127.0.0.1:{server.server_port}"
    try:
        yield opened
    finally:
        server.shutdown()
        server.server_close()
