"""Failures that a loopback server cannot play."""

from __future__ import annotations

import pytest
import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from minisplunk.forwarder.refusals import Refused, Unavailable, failure, refusal

URL = "https://splunk.example:8088"


@pytest.mark.parametrize(
    ("error", "unanswered", "message"),
    [
        (
            requests.ConnectionError(MaxRetryError(None, "/", NewConnectionError(None, "No route to host"))),  # type: ignore[arg-type]
            False,
            "no connection: is there a network, and is this its address?",
        ),
        (
            requests.ConnectTimeout(MaxRetryError(None, "/", ConnectTimeoutError())),  # type: ignore[arg-type]
            False,
            "no connection in time: does a firewall keep it?",
        ),
        (requests.ReadTimeout(), True, "no answer in time"),
        (requests.exceptions.ProxyError(), False, "the proxy on the way, that of $HTTPS_PROXY or $HTTP_PROXY, fails"),
        (requests.ConnectionError(ConnectionResetError()), True, "the connection was cut before HEC had answered"),
    ],
    ids=["no route", "no connection in time", "no answer in time", "a proxy", "reset"],
)
def test_what_may_pass(error: requests.RequestException, unanswered: bool, message: str):
    found = failure(URL, error)
    assert isinstance(found, Unavailable)
    assert (str(found), found.unanswered) == (f"{URL}: {message}", unanswered)


def test_what_does_not():
    assert isinstance(failure(URL, requests.exceptions.InvalidHeader("x")), Refused)


def test_a_request_that_is_too_large():
    found = refusal(URL, 413, b"<html>")
    assert isinstance(found, Refused)
    assert str(found).startswith(f"{URL}: requests of this size are not taken")
