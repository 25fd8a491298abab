"""A server in a thread, and `minisplunk serve` as a process."""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager, suppress

import pytest
import splunklib.client
from cryptography import x509

from minisplunk.engine import Splunk
from minisplunk.errors import NotWritten
from minisplunk.rest import fairness
from minisplunk.rest.http.certificate import pem, server_context
from minisplunk.rest.server import ServeError, serve
from minisplunk.store import StoreError
from minisplunk.store.lock import FolderInUse
from tests.waiting import PATIENCE, until


def test_the_server_s_own_log_is_there_from_the_start(server):
    found = server.splunk.search(
        "search index=_internal source=*splunkd.log | fields log_level component event_message"
    )
    shown = {(row["log_level"], row["component"], row["event_message"]) for row in found.results}
    assert ("INFO", "loader", f"The management port is open at {server.management}.") in shown
    assert ("INFO", "IndexProcessor", f"Initialized index=main in hotWarmPath={server.splunk.folder / 'var'}.") in shown
    assert len(found.results) >= 10


def test_a_start_that_cannot_be_logged_is_one_all_the_same(monkeypatch):
    def full(*_: object, **__: object) -> int:
        raise StoreError("the disk is full")

    with Splunk() as splunk:
        monkeypatch.setattr(splunk.host.log, "write_lines", full)
        with serve(splunk) as address:
            assert splunk.search("search index=_internal source=*splunkd.log").results == []
            assert address.management_port


def test_lookup_files_can_be_staged_from_the_start(tmp_path):
    with Splunk(tmp_path) as splunk, serve(splunk):
        assert (tmp_path / "var/run/splunk/lookup_tmp").is_dir()


def test_a_start_without_a_staging_area_is_one_all_the_same(tmp_path, caplog):
    folder = tmp_path / "var/run/splunk"
    folder.mkdir(parents=True)
    (folder / "lookup_tmp").write_text("")
    with Splunk(tmp_path) as splunk, serve(splunk) as address:
        assert address.management_port
    (told,) = (record.message for record in caplog.records if "uploaded" in record.message)
    assert told.startswith(f"{folder}/lookup_tmp cannot be made, so no lookup file can be uploaded: ")


def info(url):
    with urllib.request.urlopen(f"{url}/services/server/info", context=ssl._create_unverified_context()) as answer:
        return answer.status


def connect(address, **given):
    return splunklib.client.connect(host="127.0.0.1", port=address.management_port, username="admin", **given)


# In a thread


def test_threads_take_short_turns_while_it_serves(monkeypatch):
    """Elsewhere, as long turns as Python gives them."""
    turns, collected = [0.005], [(700, 10, 10)]
    monkeypatch.setattr(sys, "getswitchinterval", lambda: turns[-1])
    monkeypatch.setattr(sys, "setswitchinterval", turns.append)
    monkeypatch.setattr(gc, "get_threshold", lambda: collected[-1])
    monkeypatch.setattr(gc, "set_threshold", lambda *given: collected.append(given))
    with Splunk() as splunk, serve(splunk, scheduler=False):
        pass
    assert turns == [0.005, 0.0005, 0.005]
    assert collected == [(700, 10, 10), (700, 10, 1_000), (700, 10, 10)]


def test_garbage_is_looked_for_when_no_search_runs(monkeypatch):
    monkeypatch.setattr(fairness, "_PAUSE", 0.01)
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 1_000_000))
    looked, others = threading.Event(), threading.enumerate()
    monkeypatch.setattr(gc, "collect", lambda: threading.current_thread() in others or looked.set())
    busy = [True]
    with fairness.fairness(lambda: busy[0]):
        assert not looked.wait(0.1)
        busy[0] = False
        assert looked.wait(PATIENCE)


def test_nothing_is_left_when_the_block_ends():
    before = set(threading.enumerate())
    with Splunk() as splunk, serve(splunk) as address:
        assert info(address.management) == 200
    assert {thread for thread in set(threading.enumerate()) - before if thread.is_alive()} == set()
    for port in (address.management_port, address.hec_port):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address.host, port), timeout=PATIENCE)


def test_an_idle_connection_does_not_keep_it():
    with Splunk() as splunk, serve(splunk) as address:
        wire = socket.create_connection((address.host, address.management_port), timeout=PATIENCE)
    wire.close()


def test_nor_does_a_search_that_somebody_waits_for():
    endless = '| makeresults count=100000000 | eval a=md5("x") | stats count'
    with Splunk() as splunk, serve(splunk) as address:
        service = connect(address, password=address.password)
        asking = threading.Thread(target=lambda: waiting(service, endless))
        asking.start()
        until(splunk.jobs.all)
        assert [job.is_done for job in splunk.jobs.all()] == [False]
    asking.join(timeout=PATIENCE)
    assert not asking.is_alive()


def waiting(service, search):
    with suppress(OSError, splunklib.binding.HTTPError):
        service.jobs.create(search, exec_mode="blocking")


def test_several_servers_do_not_know_each_other():
    with Splunk() as one, Splunk() as two, serve(one) as first, serve(two) as second:
        key = first.splunkd.sessions.begin("admin")
        assert second.splunkd.sessions.use(key) is None
        assert first.management_port != second.management_port


def test_a_port_in_use():
    with Splunk() as splunk, serve(splunk) as address:
        refused = pytest.raises(ServeError, match=rf"cannot listen on 127\.0\.0\.1, port {address.hec_port}: ")
        with refused, serve(splunk, port=address.hec_port):
            pass


def test_a_host_that_is_not_ours():
    refused = pytest.raises(ServeError, match=r"cannot listen on 192\.0\.2\.1")
    with Splunk() as splunk, refused, serve(splunk, host="192.0.2.1", password="of its own"):
        pass


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
@pytest.mark.parametrize("password", ["changeme", ""])
def test_others_are_not_let_in_with_a_password_that_everybody_knows(host, password):
    refused = pytest.raises(ServeError, match="can be reached from outside")
    with Splunk() as splunk, refused, serve(splunk, host=host, password=password):
        pass


def test_others_are_let_in_with_a_password_of_its_own():
    with Splunk() as splunk, serve(splunk, host="0.0.0.0", password="of its own") as address:
        assert connect(address, password="of its own").info["version"]


def test_users_and_tokens_stay_in_the_folder(tmp_path):
    with Splunk(tmp_path) as splunk, serve(splunk, password="first one") as address:
        token = address.hec_token
    with Splunk(tmp_path) as splunk, serve(splunk, password="second one") as address:
        assert address.hec_token == token
        assert connect(address, password="second one").info["version"]
        with pytest.raises(splunklib.binding.AuthenticationError):
            connect(address, password="first one")
    assert stat.S_IMODE((tmp_path / "etc" / "passwd").stat().st_mode) == 0o600


def test_a_folder_that_is_served_again_needs_nothing_written(tmp_path, monkeypatch):
    with Splunk(tmp_path) as splunk, serve(splunk):
        pass
    monkeypatch.setattr("minisplunk.disk.os.fsync", None)
    with Splunk(tmp_path) as splunk, serve(splunk) as address:
        assert connect(address, password="changeme").info["version"]
    with Splunk(tmp_path) as splunk, pytest.raises(TypeError), serve(splunk, password="another one"):
        pass


def test_a_list_of_users_that_is_no_text_is_one_sentence(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "passwd").write_bytes(b":ann:\xff\n")
    with started("--data-dir", str(tmp_path)) as process:
        _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors.count("\n")) == (2, 1)
    assert errors.startswith("Error: ")
    assert errors.endswith("passwd: is no UTF-8, so nobody knows who may log in\n")


def test_secrets_are_not_shown():
    with Splunk() as splunk, serve(splunk, password="of its own") as address:
        assert "of its own" not in repr(address)
        assert address.hec_token not in repr(address)


def test_the_certificate_is_for_this_machine():
    certificate = x509.load_pem_x509_certificate(pem("splunk.test"))
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["splunk.test", "localhost"]
    assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]


def test_a_client_may_trust_it():
    with Splunk() as splunk, serve(splunk, host="localhost") as address:
        there = (address.host, address.management_port)
        trusting = ssl.create_default_context(cadata=ssl.get_server_certificate(there))
        with (
            socket.create_connection(there, timeout=PATIENCE) as plain,
            trusting.wrap_socket(plain, server_hostname="localhost") as secured,
        ):
            assert secured.version() in ("TLSv1.2", "TLSv1.3")


def test_a_certificate_that_cannot_be_written_leaves_no_key(tmp_path, monkeypatch):
    def full(host):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("minisplunk.rest.http.certificate.pem", full)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(NotWritten, match=r"^certificate cannot be written: No space left on device\."):
        server_context("localhost")
    assert list(tmp_path.iterdir()) == []


def test_each_server_has_a_key_of_its_own():
    assert server_context("127.0.0.1").get_ca_certs() == []
    assert pem("127.0.0.1") != pem("127.0.0.1")


# As a process


@contextmanager
def started(*arguments, **environment):
    """A server in a process, which ends with the block: a test that fails must not wait for it."""
    with subprocess.Popen(
        [sys.executable, "-m", "minisplunk", "serve", "--port", "0", "--hec-port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_line_says_where_it_is_and_a_signal_ends_it(number, tmp_path):
    with started("--json", "--data-dir", str(tmp_path), MINISPLUNK_PASSWORD="of its own") as process:
        said = json.loads(process.stdout.readline())
        assert set(said) == {"management", "hec", "username", "password", "hec_token"}
        assert (said["username"], said["password"]) == ("admin", "of its own")
        assert info(said["management"]) == 200
        process.send_signal(number)
        rest, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, rest, errors) == (0, "", "")


def test_people_are_told_too(tmp_path):
    with started("--es", "--cim", "--username", "chef") as process:
        said = [process.stdout.readline() for _ in range(3)]
        assert said[0].startswith("splunkd's REST API  https://127.0.0.1:")
        assert said[0].endswith("as chef, password changeme\n")
        assert said[1].startswith("HEC                 https://127.0.0.1:")
        process.terminate()
        assert process.wait(timeout=PATIENCE) == 0
        process.stdout.close()
        process.stderr.close()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", "0.0.0.0"], "Error: 0.0.0.0 can be reached from outside"),
        (
            ["--host", "nohost"],
            "it needs a password that is not the default one; `minisplunk serve` takes it from $MINI",
        ),
        (["--app", "/nonsense"], "Path '/nonsense' does not exist."),
        (["--port", "many"], "'many' is not a valid integer"),
        (["--port", "70000"], "70000 is not in the range"),
    ],
)
def test_what_cannot_be_served(arguments, message):
    with started(*arguments) as process:
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert message in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("verb", ["serve", "replay", "search"])
def test_a_folder_has_one_server(verb, tmp_path, cloudtrail):
    command = {
        "serve": ["serve", "--port", "0", "--hec-port", "0"],
        "replay": ["replay", str(cloudtrail)],
        "search": ["search", "index=main | stats count", "--json"],
    }[verb]
    with started("--json", "--data-dir", str(tmp_path)) as process:
        process.stdout.readline()
        second = subprocess.run(
            [sys.executable, "-m", "minisplunk", *command, "--data-dir", str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        process.terminate()
        process.communicate(timeout=PATIENCE)
    if verb == "search":  # whoever only looks is no second server
        assert (second.returncode, second.stdout) == (0, '{"count":"0"}\n')
        return
    in_use = f"{tmp_path} is in use by process {process.pid}: a folder has one server, or one replay, at a time"
    assert (second.returncode, second.stdout, second.stderr) == (2, "", f"Error: {in_use}\n")


def test_so_it_is_for_those_who_serve_in_a_program(tmp_path):
    with Splunk(tmp_path), pytest.raises(FolderInUse, match=f"in use by process {os.getpid()}"):
        Splunk(tmp_path)


@pytest.fixture
def cloudtrail(tmp_path_factory):
    file = tmp_path_factory.mktemp("data") / "data.ndjson"
    file.write_text('{"eventTime": "2026-03-03T09:00:00Z"}\n')
    return file
