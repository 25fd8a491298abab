"""A minisplunk that is served by a process of its own, and requests to it."""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
PASSWORD = "changeme"


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Served:
    """`address`: what `serve --json` says of itself; `log`: what it writes to stderr."""

    process: subprocess.Popen[str]
    address: Mapping[str, str]
    log: Path

    @property
    def port(self) -> int:
        return int(urlsplit(self.address["management"]).port or 0)

    @property
    def hec_port(self) -> int:
        return int(urlsplit(self.address["hec"]).port or 0)

    def ask(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        user: str = "admin",
        session: str = "",
        patience: float = PATIENCE,
    ) -> Answer:
        """A request to the management port, in JSON, by a user or in a session."""
        path += ("&" if "?" in path else "?") + "output_mode=json"
        headers = {"Authorization": f"Splunk {session}" if session else basic(user), "Connection": "close"}
        return asked(self.port, method, path, urlencode(form or {}).encode(), headers, patience)

    def download(self, path: str, form: Mapping[str, str]) -> int:
        """The size of what a POST to the management port is answered, in bytes; it is thrown away as it comes."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=unverified(), timeout=PATIENCE)
        try:
            connection.request("POST", path, urlencode(form), {"Authorization": basic("admin"), "Connection": "close"})
            response = connection.getresponse()
            assert response.status == 200, response.read()
            return sum(len(part) for part in iter(lambda: response.read(65_536), b""))
        finally:
            connection.close()

    def post_events(self, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        """To HEC, with the token of `serve`."""
        known = {"Authorization": f"Splunk {self.address['hec_token']}", "Connection": "close"}
        return asked(self.hec_port, "POST", "/services/collector/event", body, {**known, **(headers or {})})

    def job(self, search: str, **parameters: str) -> str:
        """The id of a job that has been started."""
        answer = self.ask("POST", "/services/search/jobs", {"search": search, **parameters})
        assert answer.status == 201, answer.body
        return str(answer.json()["sid"])

    def user(self, name: str, role: str) -> None:
        form = {"name": name, "password": PASSWORD, "roles": role}
        answer = self.ask("POST", "/services/authentication/users", form)
        assert answer.status == 201, answer.body

    def memory(self) -> int:
        """The greatest memory that the process has used so far, in bytes."""
        return self._status("VmHWM")

    def resident(self) -> int:
        """The memory that the process uses now, in bytes."""
        return self._status("VmRSS")

    def _status(self, what: str) -> int:
        found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text())
        return int(found[1]) * 1024 if found else 0

    def tracebacks(self) -> list[str]:
        """The last line of each traceback in its log."""
        found = re.findall(
            r"^Traceback .*?^(?=\S)(.*?)$", self.log.read_text(errors="replace"), re.DOTALL | re.MULTILINE
        )
        return list(found)

    def ended_within(self, seconds: float) -> float | None:
        """How long the process takes to end when it is told to; None when it does not within `seconds`."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        return time.monotonic() - started


def basic(user: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()


def asked(
    port: int, method: str, path: str, body: bytes, headers: Mapping[str, str], patience: float = PATIENCE
) -> Answer:
    started = time.monotonic()
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=unverified(), timeout=patience)
    try:
        connection.request(method, path, body or None, dict(headers))
        response = connection.getresponse()
        content = response.read()
        return Answer(response.status, content, time.monotonic() - started)
    finally:
        connection.close()


@contextmanager
def served(*arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Served]:
    """`minisplunk serve` with some arguments, killed at the end."""
    command = [sys.executable, "-m", "minisplunk", "serve", "--json", "--port", "0", "--hec-port", "0", *arguments]
    environment = {**os.environ, **(env or {})}
    with (
        tempfile.NamedTemporaryFile("r") as log,
        Path(log.name).open("w") as stderr,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=stderr, text=True, cwd=ROOT, env=environment
        ) as process,
    ):
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                raise NotServed(log.read())
            yield Served(process, json.loads(line), Path(log.name))
        finally:
            process.kill()


class NotServed(Exception):
    """It did not start; what it said instead."""


def unverified() -> ssl.SSLContext:
    """One for each thread that connects; authorities, which take longest to read, are not needed."""
    return ssl._create_unverified_context()
