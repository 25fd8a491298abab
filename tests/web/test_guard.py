"""Which names the page is reached by; on an address that others reach too, and on the usual ports."""

from __future__ import annotations

import socket

import pytest

from minisplunk.rest.http import HttpError
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.http.origin import Origin
from minisplunk.web.guard import check_host, check_own

ONE = Origin("192.0.2.7", 8000, secure=True)
EVERYWHERE = Origin("0.0.0.0", 8000, secure=True)
EVERYWHERE_6 = Origin("::", 8000, secure=True)
NAMED = Origin("splunk.example", 443, secure=True)
PLAIN = Origin("127.0.0.1", 80, secure=False)


@pytest.mark.parametrize(
    ("origin", "host", "ours"),
    [
        (ONE, "192.0.2.7:8000", True),
        (ONE, "localhost:8000", True),
        (ONE, "192.0.2.8:8000", False),
        (ONE, f"{socket.gethostname()}:8000", False),
        (EVERYWHERE, "192.0.2.8:8000", True),
        (EVERYWHERE, f"{socket.gethostname().upper()}:8000", True),
        (EVERYWHERE, "evil.example:8000", False),
        (EVERYWHERE_6, "[2001:db8::1]:8000", True),
        (NAMED, "splunk.example", True),
        (NAMED, "SPLUNK.example:443", True),
        (NAMED, "splunk.example:80", False),
        (PLAIN, "127.0.0.1", True),
        (PLAIN, "[::1]", True),
        (PLAIN, "evil.example", False),
        (PLAIN, "", False),
        (PLAIN, ":80", False),
    ],
)
def test_hosts(origin, host, ours):
    head = Incoming("GET", "/", {"host": host})
    if ours:
        check_host(head, origin)
    else:
        with pytest.raises(HttpError) as refused:
            check_host(head, origin)
        assert refused.value.status == 421


@pytest.mark.parametrize(
    ("origin", "given", "ours"),
    [
        (ONE, "https://192.0.2.7:8000", True),
        (ONE, "http://192.0.2.7:8000", False),
        (ONE, "https://192.0.2.7", False),
        (ONE, "https://localhost:8000", False),
    ],
)
def test_origins(origin, given, ours):
    head = Incoming("POST", "/", {"host": "192.0.2.7:8000", "origin": given})
    if ours:
        check_own(head, origin)
    else:
        with pytest.raises(HttpError) as refused:
            check_own(head, origin)
        assert refused.value.status == 403
