"""The alert action's script, run as splunkd runs it, against a small stand-in for splunkd on TLS."""

from __future__ import annotations

import csv
import gzip
import ipaddress
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from minisplunk.conf.parser import read
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
BIN = ROOT / "bin"
HURRIED = Path(__file__).with_name("hurried")
APP = "DA-ESS-AwsConsoleMfa"
SEARCH = "Threat - AWS Console Login Failed During MFA Challenge - Rule"
SID = f"scheduler__admin__{APP}__RMD5af0_at_1772532000_7"
KEY = "k3y^Of_the.session-0123456789"
ANYWHERE = "0.0.0.0"
"""An address of this machine that is not on the loopback interface."""

sys.path.insert(0, str(BIN))


def found(version: str) -> str | None:
    """A Python of a version, as far as one is here; pyenv's own path before its shim, which may lead to none."""
    pyenv = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    return str(pyenv[-1]) if pyenv else shutil.which(f"python{version}")


def pythons() -> list[Any]:
    """Those that Splunk runs scripts with. One that is missing is skipped aloud; without any it is this one."""
    here = {version: found(version) for version in ("3.9", "3.13")}
    missing = [version for version, path in here.items() if path is None]
    return [
        *(pytest.param(path, id=version) for version, path in here.items() if path is not None),
        *(
            pytest.param("", id=version, marks=pytest.mark.skip(reason=f"there is no Python {version} here"))
            for version in missing
        ),
        *([pytest.param(sys.executable, id="this python")] if len(missing) == len(here) else []),
    ]


@pytest.fixture(params=pythons())
def python(request) -> str:
    return request.param


@dataclass(frozen=True)
class Ran:
    """`log`: the lines on standard error."""

    code: int
    log: list[str]
    output: str


@pytest.fixture
def run(tmp_path) -> Callable[..., Ran]:
    """Run the script as splunkd does: away from the app, SPLUNK_HOME set, the payload on standard input.

    Its pauses before it tries again take no time.
    """

    def run(python: str, stdin: bytes, *arguments: str, environment: Mapping[str, str] | None = None) -> Ran:
        known = {"SPLUNK_HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
        known["PYTHONPATH"] = str(HURRIED)
        done = subprocess.run(
            [python, str(BIN / "mfa_challenge_risk.py"), *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path.anchor,
            env=known | dict(environment or {}),
            timeout=PATIENCE,
            check=False,
        )
        return Ran(done.returncode, done.stderr.decode().splitlines(), done.stdout.decode())

    return run


@pytest.fixture
def results(tmp_path) -> Callable[..., Path]:
    """Write rows as the results.csv.gz of a search job; a list is a multivalue."""

    def write(rows: Sequence[Mapping[str, Any]]) -> Path:
        fields = list(dict.fromkeys(name for row in rows for name in row))
        file = tmp_path / "results.csv.gz"
        with gzip.open(file, "wt", encoding="utf-8", newline="", compresslevel=1) as lines:
            writer = csv.writer(lines, lineterminator="\n")
            writer.writerow([*fields, *(f"__mv_{name}" for name in fields)])
            for row in rows:
                cells = [row.get(name) for name in fields]
                writer.writerow([*map(joined, cells), *map(encoded, cells)])
        return file

    return write


def joined(value: str | list[str] | None) -> str:
    return "\n".join(value) if isinstance(value, list) else value or ""


def encoded(value: str | list[str] | None) -> str:
    if not isinstance(value, list):
        return ""
    return ";".join("${}$".format(text.replace("$", "$$")) for text in value)


@pytest.fixture
def payload(splunkd) -> Callable[..., bytes]:
    """What splunkd writes to standard input; None takes a key out."""

    def made(results: Path, **changes: Any) -> bytes:
        document = {
            "app": APP,
            "owner": "admin",
            "results_file": str(results),
            "results_link": f"http://search-head:8000/app/{APP}/@go?sid={SID}",
            "search_uri": f"/servicesNS/nobody/{APP}/saved/searches/x",
            "server_host": "search-head",
            "server_uri": splunkd.uri,
            "session_key": KEY,
            "sid": SID,
            "search_name": SEARCH,
            "configuration": {"index": "risk", "_cam": "{}"},
            "result": {},
        }
        return json.dumps({key: value for key, value in (document | changes).items() if value is not None}).encode()

    return made


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Splunkd:
    """The stand-in. `answers`: "METHOD path's end" -> HTTP statuses to answer first, or "drop" to hang up on it.

    An endless answer is written last as `["...", 503]`: the last one stays.
    """

    uri: str = ""
    actions: list[dict[str, Any]] = field(default_factory=list)
    search: dict[str, str] | None = field(default_factory=dict)
    job: dict[str, Any] | None = field(default_factory=dict)
    indexes: tuple[str, ...] = ("main", "risk")
    answers: dict[str, list[Any]] = field(default_factory=dict)
    delay: float = 0.0
    requests: list[Request] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    connections: int = 0

    def events(self) -> list[Counter[tuple[str, str]]]:
        return [parsed(line) for line in self.received]

    def planned(self, method: str, path: str) -> Any:
        for key, answers in self.answers.items():
            wanted, _, end = key.partition(" ")
            if method == wanted and path.endswith(end):
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return 200

    def answer(self, request: Request) -> tuple[int, Any]:
        """Status and document; a document of None is an error, whose text is the status's."""
        if request.headers.get("Authorization") != f"Splunk {KEY}":
            return 401, "call not properly authenticated"
        if request.path.endswith("/receivers/simple"):
            return self._receive(request)
        if request.path == f"/servicesNS/nobody/{APP}/alerts/alert_actions":
            return 200, entries(self.actions)
        if request.path == f"/servicesNS/admin/{APP}/saved/searches/{SEARCH}" and self.search is not None:
            return 200, entries([{"name": SEARCH, **self.search}])
        if request.path.startswith("/services/search/jobs/") and self.job is not None:
            document = entries([{"name": SEARCH, **self.job}])
            document["entry"][0]["published"] = self.job.get("published", "2026-03-03T10:00:05.250+00:00")
            return 200, document
        return 404, f"Could not find object id={request.path}"

    def _receive(self, request: Request) -> tuple[int, Any]:
        if request.query["index"] not in self.indexes:
            return 400, f"supplied index '{request.query['index']}' missing"
        self.received += request.body.decode().splitlines()
        return 200, {"bytes": len(request.body), **request.query}


def entries(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    contents = [{key: value for key, value in entry.items() if key != "name"} for entry in found]
    return {
        "entry": [{"name": entry["name"], "content": one} for entry, one in zip(found, contents, strict=True)],
        "messages": [],
    }


PAIR = re.compile(r'([^\s=,"]+)="((?:[^"\\]|\\.)*)"')


def parsed(line: str) -> Counter[tuple[str, str]]:
    """An event of source type stash as its pairs of field and value; it must be nothing but a time and pairs."""
    head, _, rest = line.partition(", ")
    assert head.isdecimal(), line
    assert PAIR.sub("", rest).replace(", ", "") == "", line
    return Counter((name, re.sub(r"\\(.)", r"\1", value)) for name, value in PAIR.findall(rest))


@pytest.fixture
def parse() -> Callable[[str], Counter[tuple[str, str]]]:
    return parsed


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # an answer is two writes, which the kernel would hold apart for 40 ms
    disable_nagle_algorithm = True
    standin: Splunkd

    def setup(self) -> None:
        super().setup()
        self.standin.connections += 1

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, unquote(parts.path), query, dict(self.headers), body)
        self.standin.requests.append(request)
        time.sleep(self.standin.delay)
        planned = self.standin.planned(request.method, request.path)
        if planned == "drop":
            self.close_connection = True
            return
        status, document = self.standin.answer(request) if planned == 200 else (planned, f"the text of {planned}")
        if status != 200:
            self._send(status, f'<response><messages><msg type="ERROR">{document}</msg></messages></response>'.encode())
        else:
            self._send(status, json.dumps(document).encode())

    do_POST = do_GET

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Path:
    """A private key and a certificate for every address of the tests, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stand-in")])
    now = datetime.now(timezone.utc)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ip)) for ip in (ANYWHERE, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    file = tmp_path_factory.mktemp("certificate") / "server.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + made.public_bytes(pem))
    return file


@pytest.fixture
def splunkd(certificate) -> Iterator[Splunkd]:
    """A stand-in that has the app's saved search, its job and an index risk, and no Enterprise Security."""
    settings = read(ROOT / "default" / "savedsearches.conf").stanzas[SEARCH].settings
    standin = Splunkd(search={key: setting.value for key, setting in settings.items()})
    standin.actions = [{"name": "email", "disabled": False}, {"name": "mfa_challenge_risk", "disabled": False}]
    standin.job = {"searchEarliestTime": 1772527800, "searchLatestTime": "1772531400.000000000"}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"standin": standin}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    standin.uri = f"https://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield standin
    server.shutdown()
    server.server_close()
    thread.join()
