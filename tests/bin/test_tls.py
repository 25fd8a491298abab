"""Who is given the session key: splunkd on the loopback interface; elsewhere, one whose certificate is trusted."""

from __future__ import annotations

from pathlib import Path

import pytest
from splunkd import _context, is_loopback

ROW = {"src": "203.0.113.9", "user_name": "dana.reyes", "eventID": "e-1"}


@pytest.fixture
def elsewhere(splunkd) -> str:
    """The stand-in by an address that is not on the loopback interface, though it leads there."""
    return splunkd.uri.replace("127.0.0.1", "0.0.0.0")


def trust(home: Path, certificate: bytes) -> None:
    folder = home / "etc" / "auth"
    folder.mkdir(parents=True)
    (folder / "cacert.pem").write_bytes(certificate)


def test_a_certificate_signed_by_nobody_is_refused_at_once(python, run, results, payload, splunkd, elsewhere):
    ran = run(python, payload(results([ROW]), server_uri=elsewhere), "--execute")

    assert ran.code == 2
    assert len(ran.log) == 1
    assert ran.log[0].startswith(f"ERROR No risk events were written: splunkd at {elsewhere} was not trusted")
    assert splunkd.requests == []


def test_a_certificate_of_splunk_s_own_authority_is_accepted(
    python, run, results, payload, splunkd, elsewhere, tmp_path, certificate
):
    trust(tmp_path, certificate.read_bytes())

    ran = run(python, payload(results([ROW]), server_uri=elsewhere), "--execute")

    assert ran.code == 0, ran.log
    assert len(splunkd.received) == 1


def test_a_certificate_of_an_authority_of_the_system_is_accepted(
    python, run, results, payload, splunkd, elsewhere, certificate
):
    stdin = payload(results([ROW]), server_uri=elsewhere)

    ran = run(python, stdin, "--execute", environment={"SSL_CERT_FILE": str(certificate)})

    assert ran.code == 0, ran.log
    assert len(splunkd.received) == 1


def test_a_certificate_for_another_name_is_refused(
    python, run, results, payload, splunkd, elsewhere, tmp_path, certificate
):
    trust(tmp_path, certificate.read_bytes())
    # the resolver takes 0 for 0.0.0.0, but the certificate does not name it
    other = elsewhere.replace("0.0.0.0", "0")

    ran = run(python, payload(results([ROW]), server_uri=other), "--execute")

    assert ran.code == 2
    assert "cannot be verified: Hostname mismatch" in ran.log[0]
    assert ". Give splunkd a certificate for that name (sslConfig in server.conf) whose authority is in " in ran.log[0]
    assert ".. " not in ran.log[0]
    assert splunkd.requests == []


def test_an_authority_that_is_no_certificate(python, run, results, payload, elsewhere, tmp_path):
    trust(tmp_path, b"no certificate")

    ran = run(python, payload(results([ROW]), server_uri=elsewhere), "--execute")

    assert ran.code == 2
    assert f"the certificates in {tmp_path}/etc/auth/cacert.pem cannot be read" in ran.log[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost", "LOCALHOST"])
def test_loopback(host):
    assert is_loopback(host)
    assert not _context(host).check_hostname


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "::", "localhost.example.com", "127.0.0.1.example.com", ""])
def test_not_loopback(host):
    assert not is_loopback(host)
    assert _context(host).check_hostname


def test_without_splunk_home_the_usual_folder_counts(monkeypatch):
    from splunkd import splunk_authority

    monkeypatch.delenv("SPLUNK_HOME", raising=False)

    assert splunk_authority() == Path("/opt/splunk/etc/auth/cacert.pem")
