"""A host in, a TLS server context with a certificate made for it out; made anew for each server, kept nowhere."""

from __future__ import annotations

import ipaddress
import os
import ssl
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ...errors import NotWritten

_LIFETIME = timedelta(days=365)


def server_context(host: str) -> ssl.SSLContext:
    """TLS 1.2 or later, with a certificate signed by itself for `host`, localhost, 127.0.0.1 and ::1.

    Raises NotWritten.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A client that sends and never reads, as splunk-sdk's attach does, closes its socket with the tickets unread: that
    # resets the connection, and what it has sent may be lost.
    context.num_tickets = 0
    try:
        handle, name = tempfile.mkstemp(suffix=".pem")  # of mode 0600; OpenSSL reads files alone
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(pem(host))
            context.load_cert_chain(name)
        finally:
            Path(name).unlink()
    except OSError as error:
        raise NotWritten(Path("certificate"), error) from error
    return context


def pem(host: str) -> bytes:
    """A private key on the curve P-256 and its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "minisplunk")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _names(host: str) -> list[x509.GeneralName]:
    return [_name(name) for name in dict.fromkeys((host, "localhost", "127.0.0.1", "::1"))]


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
