"""A server over https on loopback, whose names a test gives it, and which has what a test puts there."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from minisplunk.replay.remote import Remote
from minisplunk.replay.web import Web

HERE = (ip_network("127.0.0.0/8"),)
OPEN = Web(public=True, most=1 << 20, seconds=60, also=HERE)
"""As for content, but the test's own server counts as public."""
MEDIA, RAW, OTHER = "media.githubusercontent.com", "raw.githubusercontent.com", "files.test"
DATA = "/media/splunk/attack_data/master/datasets"


@dataclass
class Site:
    """`files`: what each path gives, by host and path; `moved`: where one leads; `asked`: what was asked for, in order.
    `cut`: bytes by which each answer is shorter than it says; `announced`: whether it says a length; `pause`: seconds
    before each byte."""

    port: int
    files: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    cut: int = 0
    announced: bool = True
    pause: float = 0

    def url(self, where: str) -> str:
        """Of `host/path`."""
        host, _, path = where.partition("/")
        return f"https://{host}:{self.port}/{path}"

    def remote(self, where: str, sha256: str | None = None) -> Remote:
        return Remote(self.url(where), sha256)


@contextmanager
def secure_site(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Its certificates are trusted, and its names found, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            where = self.headers["Host"].partition(":")[0] + self.path
            site.asked.append(where)
            body, moved = site.files.get(where), site.moved.get(where)
            self.send_response(302 if moved else 404 if body is None else 200)
            if moved:
                self.send_header("Location", moved)
            if site.announced:
                self.send_header("Content-Length", str(len(body or b"") + site.cut))
            self.end_headers()
            for place in range(len(body or b"")) if site.pause else ():
                self.wfile.write((body or b"")[place : place + 1])
                time.sleep(site.pause)
            if not site.pause:
                self.wfile.write(body or b"")

    file = folder / "certificate.pem"
    file.write_bytes(_certificate(MEDIA, RAW, OTHER))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(file))
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    leads(monkeypatch, "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who is cut off says so
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        site = Site(server.server_port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def leads(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name leads to these addresses; gives the names that are looked up from now on."""
    asked: list[str] = []
    plain = socket.getaddrinfo

    def found(host: str, port: int, *args: object, **keywords: object) -> object:
        if host[0].isdigit():
            return plain(host, port, *args, **keywords)  # type: ignore[arg-type]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return asked


def _certificate(*names: str) -> bytes:
    """A key, and a certificate for these names that it has signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "files")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(list(map(x509.DNSName, names))), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
