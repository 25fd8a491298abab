"""A served Splunk in; what Splunk Web is for a view, an address that Chromium opens, out.

The renderer is given what Splunk Web gives it: a page with its configuration, and splunkd's REST API below
/splunkd/__raw, with the session of the one who looks.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

from minisplunk.rest.server import Address
from tests.dashboard import renderer
from tests.waiting import PATIENCE

RAW = "/en-US/splunkd/__raw"
_FILES = {"/dashboard.js": "text/javascript; charset=utf-8", "/dashboard.css": "text/css; charset=utf-8"}
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Splunk</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/dashboard.css"></head><body><main id="dashboard"></main>
<script>window.$C = {config}</script><script src="/dashboard.js"></script></body></html>"""


@contextmanager
def site(address: Address, user: str) -> Iterator[str]:
    """The origin of the pages, until the block ends."""
    key = address.splunkd.sessions.begin(user)
    config = {
        "SPLUNKD_PATH": RAW,
        "LOCALE": "en-US",
        "USERNAME": user,
        "MRSPARKLE_ROOT_PATH": "",
        "SERVER_ZONEINFO": "",
    }
    page = _PAGE.format(config=json.dumps(config)).encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path.startswith(RAW):
                self._splunkd()
            elif self.path in _FILES:
                self._answer(
                    200, _FILES[self.path], (renderer.BUILT / Path(self.path).name).read_bytes(), "max-age=600"
                )
            else:
                self._answer(200, "text/html; charset=utf-8", page)

        def do_POST(self) -> None:
            self._splunkd()

        do_DELETE = do_POST

        def _splunkd(self) -> None:
            answer = requests.request(
                self.command,
                address.management + self.path.removeprefix(RAW),
                data=self.rfile.read(int(self.headers.get("Content-Length", 0))),
                headers={"Authorization": f"Splunk {key}", "Content-Type": self.headers.get("Content-Type", "")},
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
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
