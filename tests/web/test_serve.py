"""`minisplunk serve --web`: where the page is, and what it costs who does not ask for it."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from minisplunk.cli.serve import command
from minisplunk.engine import Splunk
from minisplunk.rest.instance.users import User
from minisplunk.rest.server import serve
from minisplunk.web import beside
from minisplunk.web.static_files import static_files
from tests.schemas import hold
from tests.waiting import PATIENCE
from tests.web.conftest import PASSWORD, Browser

TLS = ssl._create_unverified_context()
FREE = ("--port", "0", "--hec-port", "0")
LOADED = """
import sys
from minisplunk.engine import Splunk
from minisplunk.rest.instance.users import User
from minisplunk.rest.server import serve
import minisplunk.cli.serve
with Splunk() as splunk, serve(splunk):
    print([name for name in sys.modules if name.startswith("minisplunk.web")])
"""


@contextmanager
def started(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    command = (sys.executable, "-m", "minisplunk", "serve", "--json", *FREE, *arguments)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def test_who_does_not_ask_for_it_does_not_load_it():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_its_url_is_in_the_line():
    with started("--web", "0") as process:
        address = json.loads(process.stdout.readline())
        hold("serve", address)
        with urllib.request.urlopen(address["web"], timeout=PATIENCE) as answer:
            assert (answer.status, answer.url) == (200, f"{address['web']}/en-US/")


def test_without_it_no_url():
    with started() as process:
        assert "web" not in json.loads(process.stdout.readline())


@pytest.mark.parametrize(
    ("arguments", "port"), [([], None), (["--web"], 8000), (["--web", "--es"], 8000), (["--web", "0"], 0)]
)
def test_its_port(arguments, port):
    assert command.make_context("serve", arguments).params["web"] == port


def test_a_port_that_is_taken_is_one_sentence():
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "minisplunk", "serve", *FREE, "--web", str(port)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == f"Error: cannot listen on 127.0.0.1, port {port}: Address already in use\n"


def test_on_another_address_it_has_tls_and_cookies_that_need_it():
    with Splunk() as splunk, serve(splunk, host="0.0.0.0", password=PASSWORD, beside=beside(0)) as address:
        assert address.beside.startswith("https://0.0.0.0:")
        url = address.beside.replace("0.0.0.0", "127.0.0.1")
        request = urllib.request.Request(
            f"{url}/en-US/account/login", f"username=admin&password={PASSWORD.replace(' ', '+')}".encode()
        )
        with urllib.request.urlopen(request, context=TLS, timeout=PATIENCE) as answer:
            session, form = answer.headers.get_all("Set-Cookie")
    assert session.endswith("; Path=/; SameSite=Strict; Secure; HttpOnly")
    assert form.endswith("; Path=/; SameSite=Strict; Secure")


def test_the_cookie_of_a_session_is_worth_nothing_on_another_port(site, people):
    cookie = people["admin"].cookies[f"splunkd_{people['admin'].port}"]
    url = f"{site.management}/services/authentication/current-context"
    request = urllib.request.Request(url, headers={"Cookie": f"splunkd_1={cookie}"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, context=TLS, timeout=PATIENCE)
    refused.value.close()
    assert refused.value.code == 401


def test_signing_out_ends_the_session(site):
    browser = Browser(site)
    reply = browser.sign_in("bob", PASSWORD)
    kinds = [cookie.partition(";")[2] for cookie in reply.headers.get_all("Set-Cookie")]
    assert kinds == [" Path=/; SameSite=Strict; HttpOnly", " Path=/; SameSite=Strict"]
    kept = dict(browser.cookies)
    assert browser.ask("GET", "/en-US/minisplunk/session").json["user"] == "bob"
    assert browser.ask("POST", "/en-US/account/logout").status == 200
    assert set(browser.cookies.values()) == {""}
    assert Browser(site, kept).ask("GET", "/en-US/minisplunk/session").json == {"user": ""}


def test_signing_in_again_ends_the_session_before(site):
    browser = Browser(site)
    browser.sign_in("bob", PASSWORD)
    before = dict(browser.cookies)
    browser.sign_in("bob", PASSWORD)
    assert Browser(site, before).ask("GET", "/en-US/minisplunk/session").json == {"user": ""}


def test_who_guesses_is_locked_out_as_at_the_management_port():
    with Splunk() as splunk, serve(splunk, beside=beside(0)) as address:
        address.splunkd.users.put(User("eve", ("user",), ""), PASSWORD)
        browser = Browser(address)
        assert [browser.sign_in("eve", "wrong").status for _ in range(5)] == [401] * 5
        assert browser.sign_in("eve", PASSWORD).status == 401
        assert address.splunkd.lockout.is_locked("eve")


def test_a_long_address_and_a_large_body_are_refused(people):
    assert people["nobody"].ask("GET", f"/en-US/{'a' * 200_000}").status == 431
    large = people["nobody"].ask("POST", "/en-US/account/login", {"username": "a" * 70_000})
    assert (large.status, large.json["messages"][0]["text"]) == (413, "Request Entity Too Large")


def test_what_a_first_visit_takes():
    files = static_files().files
    page = files["index.html"].body.decode()
    first = [name for name in files if f"/{name}" in page]
    assert len(first) < 20
    assert sum(len(files[name].body) for name in first) < 80 << 10
