"""A server for the whole run, and clients of it."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import splunklib.client

from minisplunk.engine import Splunk
from minisplunk.rest.server import Address, serve

pytest.register_assert_rewrite("tests.rest.outside")

from tests.waiting import PATIENCE  # noqa: E402

ROOT = Path(__file__).parents[2]
TLS = ssl._create_unverified_context()


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def send(url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, method: str = "") -> Reply:
    """One request, whatever its answer."""
    request = urllib.request.Request(url, body, dict(headers or {}), method=method or ("POST" if body else "GET"))
    if body is not None and "Content-type" not in request.headers:
        request.add_unredirected_header("Content-type", "")
    try:
        with urllib.request.urlopen(request, context=TLS, timeout=PATIENCE) as response:
            return Reply(response.status, response.read(), response.headers)
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read(), error.headers)


@pytest.fixture(scope="session")
def server() -> Iterator[Address]:
    """One server for all tests of a run: what a test makes in it, it names so that no other stumbles over it."""
    with Splunk() as splunk, serve(splunk) as address:
        yield address


@pytest.fixture
def service(server: Address) -> splunklib.client.Service:
    """splunk-sdk, logged in."""
    return splunklib.client.connect(
        host=server.host,
        port=server.management_port,
        username=server.username,
        password=server.password,
        autologin=True,
    )


@pytest.fixture
def rest(server: Address) -> Callable[..., Reply]:
    """`rest("GET", "/services/server/info", output_mode="json")`: a request of the session of the server's user.

    Keywords go to the query of GET and DELETE and to the form of POST. `headers` replace the session.
    """
    key = server.splunkd.sessions.begin(server.username)

    def ask(method: str, path: str, *, headers: Mapping[str, str] | None = None, **fields: object) -> Reply:
        given = {"Authorization": f"Splunk {key}"} if headers is None else headers
        form = urlencode(fields, doseq=True)
        if method == "POST":
            return send(server.management + path, form.encode(), given, method)
        return send(f"{server.management}{path}{'?' if form else ''}{form}", None, given, method)

    return ask


@pytest.fixture
def hec(server: Address) -> Callable[..., Reply]:
    """`hec("/services/collector/event", {"event": 1})`: a body for HEC, with its token unless `token` says otherwise.

    A body that is neither bytes nor text is sent as JSON. Keywords are query parameters.
    """

    def post(
        path: str,
        body: object = b"",
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        method: str = "POST",
        **query: object,
    ) -> Reply:
        given = {"Authorization": f"Splunk {server.hec_token if token is None else token}", **(headers or {})}
        data = (
            body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        )
        asked = f"{server.hec}{path}{'?' if query else ''}{urlencode(query)}"
        return send(asked, None if method == "GET" else data, given, method)

    return post
