"""Chromium, signed in to a served page over events that were made to do harm."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from minisplunk.engine import Splunk
from minisplunk.rest.instance.users import User
from minisplunk.rest.server import Address, serve
from minisplunk.web import beside
from tests.browser import window
from tests.web.conftest import PASSWORD

HOSTILE = (
    "<script>alert('raw')</script> user=<script>alert(1)</script>",
    "<img src=x onerror=alert('raw')> user='<img src=x onerror=alert(1)>'",
    '"><svg onload=alert(1)> user=javascript:alert(1)',
    "terminal \x01\x07\x1b[31mred user=\x1b]0;title\x07",
    "turned \u202egpj.exe\u2066 user=\u202eecila",
    '{"user": "</pre><script>alert(1)</script>", "deep": {"a": [1, "<b>bold</b>"]}}',
    f"user={'A' * 1_000_000}",
)
Shown = Callable[..., Any]


@pytest.fixture
def served(app: Path) -> Iterator[Address]:
    """A server of the test's own: tests here save macros."""
    with Splunk() as splunk:
        splunk.install(app)
        now = time.time()
        at = [round((now - 60 - number) * 1_000_000) for number in range(300)]
        splunk.ingest(zip(at, HOSTILE, strict=False), index="main", sourcetype="hostile", source="<b>", host="<i>h</i>")
        visits = [
            f"status={(200, 200, 404, 500)[number % 4]} user=u{number % 7} bytes={number * 10}" for number in range(300)
        ]
        splunk.ingest(zip(at, visits, strict=True), index="main", sourcetype="visits", source="s", host="h")
        with serve(splunk, beside=beside(0), scheduler=False) as address:
            address.splunkd.users.put(User("bob", ("user",), "", default_app="tuned"), PASSWORD)
            yield address


@pytest.fixture
def signed_in(chrome: Any, served: Address) -> Iterator[Shown]:
    """`signed_in("search", q=...)`: the page as it shows that, to `user`, in a window of this width and colour scheme.

    Whatever the page says to the console fails the test, and so does a dialog; save that an answer was not good."""
    with _watched() as heard:

        def show(tab: str = "", *, user: str = "admin", width: int = 1280, scheme: str = "light", **fields: str) -> Any:
            page = window(chrome, heard, width=width, scheme=scheme)
            contexts.append(page.context)
            page.goto(f"{served.beside}/en-US/#{tab}?{urlencode(fields)}")
            page.get_by_label("User name").fill(user)
            page.get_by_label("Password").fill(served.password if user == "admin" else PASSWORD)
            page.keyboard.press("Enter")
            page.get_by_role("button", name="Sign out").wait_for()
            return page

        contexts: list[Any] = []
        yield show
        for context in contexts:
            context.close()


@contextmanager
def _watched() -> Iterator[list[str]]:
    heard: list[str] = []
    yield heard
    assert [
        text for text in heard if "Failed to load resource: the server responded with a status of 4" not in text
    ] == []
