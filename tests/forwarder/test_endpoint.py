"""Addresses and tokens as people write them."""

from __future__ import annotations

import pytest

from minisplunk.forwarder import Endpoint, EndpointError


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://splunk.example:8088", "https://splunk.example:8088"),
        (" https://splunk.example:8088/ ", "https://splunk.example:8088"),
        ("https://splunk.example:8088/services/collector", "https://splunk.example:8088"),
        ("https://splunk.example:8088/services/collector/event/", "https://splunk.example:8088"),
        ("https://http-inputs-acme.splunkcloud.com", "https://http-inputs-acme.splunkcloud.com"),
        ("http://[::1]:8088", "http://[::1]:8088"),
    ],
)
def test_addresses(written: str, url: str):
    assert Endpoint(written, "t").url == url


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "'' is no URL: it has to be like https://host:8088"),
        ("splunk.example:8088", "is no URL: it has to be like"),
        ("https://", "is no URL: it has to be like"),
        ("ftp://splunk.example", "is no URL: it has to be like"),
        ("https://splunk.example:port", "is no URL: Port could not be cast"),
        ("https://[splunk", "is no URL: Invalid IPv6 URL"),
        ("https://splunk.example:8088/en-US/app", "must have no path"),
        ("https://splunk.example:8088/serv", "must have no path"),
        ("https://splunk.example:8088?token=x", "must have no path"),
        ("https://admin:changeme@splunk.example:8088", "must hold no user name or password"),
    ],
)
def test_no_addresses(written: str, message: str):
    with pytest.raises(EndpointError, match="HEC's address ") as caught:
        Endpoint(written, "t")
    assert message in str(caught.value)
    assert "changeme" not in str(caught.value)


@pytest.mark.parametrize("written", ["", " ", "Splunk 1234", "12\n34", "1234é"])
def test_no_tokens(written: str):
    with pytest.raises(EndpointError, match="HEC's token is empty, or holds"):
        Endpoint("https://splunk.example:8088", written)


def test_a_token_is_not_shown():
    assert "secret" not in repr(Endpoint("https://splunk.example:8088", " secret\n"))
    assert Endpoint("https://splunk.example:8088", " secret token\n").token == "secret token"
