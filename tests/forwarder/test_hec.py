"""A served minisplunk as the HEC: what is sent stands there, and each thing that may be wrong is a sentence."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from minisplunk.forwarder.endpoint import Endpoint
from minisplunk.forwarder.forwarding import Forwarder, forward
from minisplunk.forwarder.hec import Hec
from minisplunk.forwarder.refusals import Refused, Unavailable
from minisplunk.rest.server import Address, serve
from minisplunk.store import Meta

RAW = '{"eventTime": "2026-03-03T09:00:00Z",  "user": "dana", "no": 1.50}'
TIME = 1_772_528_400_123_456


@pytest.fixture(scope="module")
def server() -> Iterator[Address]:
    with Splunk() as splunk, serve(splunk) as address:
        yield address


@pytest.fixture
def made(server: Address) -> Callable[..., Endpoint]:
    """A token with these settings, and its HEC."""

    def make(name: str, **settings: str) -> Endpoint:
        token = f"token {name}"
        stanza = {"token": token, "disabled": "0", **settings}
        server.splunk.change("splunk_httpinput", "inputs", f"http://{name}", stanza)
        return Endpoint(server.hec, token, verify=False)

    return make


def found(server: Address, source: str) -> list[dict[str, object]]:
    job = server.splunk.search(f'index=* source="{source}" | table _time _raw index host sourcetype user no')
    return [dict(row) for row in job.results]


def test_what_is_sent_stands_there(server, made):
    with Hec(made("plain")) as hec:
        assert hec.health() == "HEC is healthy"
        assert forward([(TIME, RAW, None)], Meta("summary", "h", "sent", "aws:cloudtrail"), hec) == 1
    (row,) = found(server, "sent")
    assert row == {
        "_time": pytest.approx(TIME / 1e6),
        "_raw": RAW,
        "index": "summary",
        "host": "h",
        "sourcetype": "aws:cloudtrail",
        "user": "dana",
        "no": "1.50",
    }


def test_without_an_index_it_is_the_tokens(server, made):
    with Hec(made("indexed", index="summary")) as hec:
        forward([(TIME, RAW, None)], Meta("", "h", "unsaid", "aws:cloudtrail"), hec)
    assert [row["index"] for row in found(server, "unsaid")] == ["summary"]


@pytest.mark.parametrize("use_ack", ["0", "1"])
def test_acknowledgment_as_the_token_has_it(server, made, use_ack):
    with Hec(made(f"ack{use_ack}", useACK=use_ack)) as hec:
        forwarder = Forwarder(hec)
        forwarder.send([])
        assert not forwarder.acknowledges
        number = hec.send(b'{"event":"a"}')
        assert (number is not None) is (use_ack == "1")
        if number is not None:
            assert hec.acknowledged([number, number + 7]) == {number}
            assert hec.acknowledged([number]) == set()


def test_a_token_that_is_none(server):
    with (
        Hec(Endpoint(server.hec, "nonsense", verify=False)) as hec,
        pytest.raises(Refused, match="does not know the token"),
    ):
        forward([(TIME, RAW, None)], Meta("main", "h", "s", "st"), hec)


def test_a_token_that_is_disabled(made):
    with (
        Hec(made("off", disabled="1")) as hec,
        pytest.raises(Refused, match="the token is disabled, or HEC as a whole"),
    ):
        forward([(TIME, RAW, None)], Meta("main", "h", "s", "st"), hec)


def test_a_token_that_may_not_write_to_the_index(server, made):
    meta = Meta("main", "h", "mixed", "st")
    with Hec(made("restricted", index="summary", indexes="summary")) as hec:
        forwarder = Forwarder(hec)
        with pytest.raises(Refused, match=r"^mixed, event 1: https://.*: the token may not write to this index: "):
            forward([(TIME, RAW, None), (TIME, RAW, None)], meta, hec)
        assert forwarder.resume_at == 0
    assert found(server, "mixed") == []


def test_events_before_a_faulty_one_are_there(server, made):
    meta = Meta("main", "h", "faulty", "st")
    with Hec(made("faulty")) as hec, pytest.raises(Refused, match=r"^faulty, event 3: .* the event is empty"):
        forward([(TIME, "a", None), (TIME, "b", None), (TIME, "", None), (TIME, "c", None)], meta, hec)
    assert len(found(server, "faulty")) == 2


def test_a_certificate_that_nobody_vouches_for(made):
    endpoint = replace(made("verified"), verify=True)
    message = r"its certificate cannot be verified \(self.signed certificate\): give its authority with --ca-file"
    with Hec(endpoint) as hec, pytest.raises(Refused, match=message):
        hec.reach()


def test_a_certificate_that_is_given(server, made, tmp_path: Path):
    file = tmp_path / "ca.pem"
    file.write_text(ssl.get_server_certificate((server.host, server.hec_port)))
    with Hec(replace(made("trusted"), verify=str(file))) as hec:
        assert hec.health() == "HEC is healthy"


def test_authorities_that_are_none(made, tmp_path: Path):
    file = tmp_path / "ca.pem"
    file.write_text("hello")
    with (
        Hec(replace(made("untrusted"), verify=str(file))) as hec,
        pytest.raises(Refused, match="the file of --ca-file holds no certificate"),
    ):
        hec.reach()


def test_http_where_it_is_https(made):
    endpoint = made("clear")
    url = endpoint.url.replace("https:", "http:")
    with Hec(replace(endpoint, url=url)) as hec, pytest.raises(Unavailable, match="speaks TLS, write https://"):
        hec.reach()


def test_the_management_port(server):
    with (
        Hec(Endpoint(server.management, "t", verify=False)) as hec,
        pytest.raises(Refused, match=r"answered 40\d, but not as HEC"),
    ):
        forward([(TIME, RAW, None)], Meta("main", "h", "s", "st"), hec)
