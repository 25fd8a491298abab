"""Events to HECs of all kinds of temper, in time and in place."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import yaml

from minisplunk.errors import DataError, MinisplunkError
from minisplunk.forwarder import forwarding
from minisplunk.forwarder.endpoint import Endpoint
from minisplunk.forwarder.envelope import MAX_EVENT, EventFeed
from minisplunk.forwarder.forwarding import Forwarder, forward
from minisplunk.forwarder.hec import Hec
from minisplunk.forwarder.retries import RetryPolicy
from minisplunk.store import Meta

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "answers.yaml").read_text(encoding="utf-8"))
META = Meta("main", "h", "s", "st")
QUICK = RetryPolicy(first=0.5, longest=1.0, tries=4, unacknowledged=3.0)


def feeds() -> list[EventFeed]:
    """Four events, 0 to 3, in two files."""
    return [
        EventFeed("one.json", META, [(0, "0", None), (1_000_000, "1", None)]),
        EventFeed("two.json", META, [(2_000_000, "2", None), (3_000_000, "3", None)]),
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_hec_that_answers(scripted, script, monkeypatch, case):
    monkeypatch.setattr(forwarding, "MOST_EVENTS", 2)
    told, pauses = script(case.get("answers", []), case.get("acks")), []
    with scripted(told) as endpoint, Hec(endpoint) as hec:
        forwarder = Forwarder(hec, resume=case.get("resume", 0), retries=QUICK, pause=pauses.append)
        error = None
        try:
            sent = forwarder.send(feeds())
        except MinisplunkError as caught:
            error = str(caught).replace(endpoint.url, "URL")
        else:
            assert sent == 4 - case.get("resume", 0)
    assert error == case.get("error")
    assert [[int(event["event"]) for event in request] for request in told.requests] == case["requests"]
    assert pauses == case.get("pauses", [])
    assert (forwarder.resume_at, forwarder.maybe_twice) == (case["resume_at"], case.get("maybe_twice", 0))
    assert forwarder.acknowledges is case.get("acknowledged", False)


def test_each_request_says_who_sends_on_which_channel(scripted, script, monkeypatch):
    monkeypatch.setattr(forwarding, "MOST_EVENTS", 2)
    told = script(acks=[[0, 1]])
    with scripted(told) as endpoint, Hec(endpoint) as hec:
        Forwarder(hec).send(feeds())
    assert [path for path, _ in told.seen] == ["/services/collector/event"] * 2 + ["/services/collector/ack"]
    assert {headers["Authorization"] for _, headers in told.seen} == {"Splunk token"}
    assert len({headers["X-Splunk-Request-Channel"] for _, headers in told.seen}) == 1
    assert told.seen[0][1]["Content-Encoding"] == "gzip"


def test_a_netrc_does_not_take_the_place_of_the_token(scripted, script, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("default login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    told = script()
    with scripted(told) as endpoint, Hec(endpoint) as hec:
        hec._session.trust_env = True
        Forwarder(hec).send(feeds())
    assert told.seen[0][1]["Authorization"] == "Splunk token"


def test_no_proxy_leads_to_this_machine(scripted, script, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with scripted(script()) as endpoint, Hec(endpoint) as hec:
        assert forward([(0, "a", None)], META, hec) == 1


def test_no_more_than_so_many_events_per_second(scripted, script):
    now, told = [100.0], script()

    def pause(seconds: float) -> None:
        now[0] += seconds

    with scripted(told) as endpoint, Hec(endpoint) as hec:
        Forwarder(hec, rate=2.5, pause=pause, clock=lambda: now[0]).send(feeds())
        assert now[0] == pytest.approx(100.8)  # the third and fourth event, 2 / 2.5 seconds after the first
        assert [len(request) for request in told.requests] == [2, 2]
        Forwarder(hec, rate=0.1, pause=pause, clock=lambda: now[0]).send(feeds())
        assert now[0] == pytest.approx(130.8)
        assert [len(request) for request in told.requests[2:]] == [1, 1, 1, 1]


def test_pending_acknowledgments_are_bounded(scripted, script, monkeypatch):
    monkeypatch.setattr(forwarding, "MOST_EVENTS", 1)
    monkeypatch.setattr(forwarding, "MOST_PENDING", 2)
    told = script(acks=[[0, 1], [2, 3]])
    with scripted(told) as endpoint, Hec(endpoint) as hec:
        assert Forwarder(hec).send(feeds()) == 4
    assert [path.rpartition("/")[2] for path, _ in told.seen] == ["event", "event", "ack", "event", "event", "ack"]


def test_a_record_that_hec_would_not_take_is_not_sent(scripted, script):
    events = [(0, "a", None), (0, "x" * MAX_EVENT, None)]
    told = script()
    with scripted(told) as endpoint, Hec(endpoint) as hec:
        forwarder = Forwarder(hec)
        with pytest.raises(
            DataError, match=r"^two\.json, event 2: the event has 5,242,882 bytes, and HEC takes 5,242,880"
        ):
            forwarder.send([EventFeed("one.json", META, [(0, "b", None)]), EventFeed("two.json", META, events)])
    assert told.requests == []
    assert forwarder.resume_at == 0


def test_what_fails_while_it_is_read_is_told_as_it_is(scripted, script):
    def events():
        yield 0, "a", None
        raise DataError("a.json:2: not JSON")

    with scripted(script()) as endpoint, Hec(endpoint) as hec, pytest.raises(DataError, match=r"^a\.json:2: not JSON$"):
        forward(events(), META, hec)


def test_nothing_listens(unused_port):
    pauses = []
    with Hec(Endpoint(f"https://127.0.0.1:{unused_port}", "t")) as hec:
        with pytest.raises(MinisplunkError, match="nothing listens there: is HEC enabled, and is this its port"):
            hec.reach()
        with pytest.raises(MinisplunkError, match=r"nothing listens there.* \(tried 4 times\)"):
            Forwarder(hec, retries=QUICK, pause=pauses.append).send(feeds())
    assert pauses == [0.5, 1.0, 1.0]


def test_no_host_of_this_name(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with Hec(Endpoint("https://splunk.invalid:8088", "t")) as hec:
        hec._session.trust_env = False
        with pytest.raises(
            MinisplunkError, match=r"splunk\.invalid:8088: there is no host of this name, or no network"
        ):
            hec.reach()


def test_tls_where_there_is_none(scripted, script):
    with scripted(script()) as endpoint:
        url = endpoint.url.replace("http:", "https:")
        with (
            Hec(Endpoint(url, "t")) as hec,
            pytest.raises(MinisplunkError, match="it does not speak TLS: write http://"),
        ):
            hec.reach()
