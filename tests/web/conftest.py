"""A served minisplunk with its page, an administrator and bob, who is a user; and requests of whoever may ask."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from minisplunk.engine import Splunk
from minisplunk.rest.instance.users import User
from minisplunk.rest.server import Address, serve
from minisplunk.web import beside
from tests.waiting import PATIENCE, until

PASSWORD = "correct horse"
EVENTS = (
    "user=ann status=200",
    "user=bob status=404",
    "user=cid status=500",
    "status=500",
)
MACROS = "[failed]\ndefinition = status>=400\n[broken]\ndefinition = eval a=nosuch(b)\n"
SEARCHES = "[Failures]\nsearch = index=main `failed` | stats count by status\ndispatch.earliest_time = 0\n"


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An app with macros that its administrator may write, and a saved search that uses one."""
    root = tmp_path_factory.mktemp("apps") / "tuned"
    files = {
        "default/app.conf": "[ui]\nlabel = Tuned\nis_visible = 1\n",
        "default/macros.conf": MACROS,
        "default/savedsearches.conf": SEARCHES,
        "metadata/default.meta": "[]\naccess = read : [ * ], write : [ admin ]\nexport = none\n",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture(scope="session")
def site(app: Path) -> Iterator[Address]:
    """One server for all tests of a run: what a test makes in it, it names so that no other stumbles over it."""
    with Splunk() as splunk:
        splunk.install(app)
        now = time.time()
        events = [(round((now - 60 - number) * 1_000_000), raw) for number, raw in enumerate(EVENTS)]
        splunk.ingest(events, index="main", sourcetype="st", source="src", host="web-1")
        with serve(splunk, beside=beside(0), scheduler=False) as address:
            address.splunkd.users.put(User("bob", ("user",), "", default_app="tuned"), PASSWORD)
            yield address


@dataclass(frozen=True)
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Browser:
    """Somebody's cookies, kept as a browser keeps them."""

    site: Address
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def port(self) -> int:
        port = urlsplit(self.site.beside).port
        assert port is not None
        return port

    @property
    def form_key(self) -> str:
        return self.cookies.get(f"splunkweb_csrf_token_{self.port}", "")

    def ask(
        self,
        method: str,
        target: str,
        form: Mapping[str, object] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Reply:
        """A header that is None is left out."""
        own: dict[str, str | None] = {"Host": f"127.0.0.1:{self.port}", "X-Splunk-Form-Key": self.form_key or None}
        own["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items()) or None
        body = urlencode(form or {}, doseq=True).encode() if method == "POST" else b""
        own["Content-Length"] = str(len(body)) if body or method == "POST" else None
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in {**own, **(headers or {})}.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            reply = Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()
        for cookie in reply.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return reply

    def sign_in(self, name: str, password: str) -> Reply:
        return self.ask("POST", "/en-US/account/login", {"username": name, "password": password})

    def ended(self, sid: str) -> None:
        def done() -> bool:
            job = self.ask("GET", f"/en-US/splunkd/__raw/services/search/jobs/{sid}?output_mode=json")
            return bool(job.json["entry"][0]["content"]["isDone"])

        until(done)


@pytest.fixture(scope="session")
def people(site: Address) -> Mapping[str, Browser]:
    """Browsers of nobody, and of who has signed in."""
    known = {"nobody": Browser(site), "admin": Browser(site), "bob": Browser(site)}
    assert known["admin"].sign_in(site.username, site.password).status == 200
    assert known["bob"].sign_in("bob", PASSWORD).status == 200
    return known
