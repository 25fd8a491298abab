"""Acknowledgment, health, full queues, and what is refused because it cannot be done here."""

from __future__ import annotations

import gzip
import sqlite3
import threading
from contextlib import closing

import pytest

from minisplunk.engine import Splunk
from minisplunk.rest.hec import Collector, HecPort, acks, ensured
from minisplunk.rest.hec.acks import Acks
from minisplunk.rest.instance.bulletins import BulletinBoard
from minisplunk.store import Full, StoreError, Writer

from .conftest import Hec

A = "00000000-0000-0000-0000-00000000000A"
B = "00000000-0000-0000-0000-00000000000B"
EVENT, RAW, ACK, HEALTH = (f"/services/collector/{name}" for name in ("event", "raw", "ack", "health"))
SUCCESS = (200, {"text": "Success", "code": 0})


def acknowledged(local, channel=A, token="acked"):
    status, reply = local.reply(f"{EVENT}?channel={channel}", '{"event":"a"}', token=token)
    assert status == 200
    return reply["ackId"]


def asked(local, numbers, channel=A, token="acked"):
    status, reply = local.reply(
        ACK, f'{{"acks":{numbers}}}', token=token, headers={"x-splunk-request-channel": channel}
    )
    assert status == 200
    return reply


def test_ack_ids_count_in_each_channel(local):
    assert [acknowledged(local), acknowledged(local), acknowledged(local, B), acknowledged(local)] == [0, 1, 0, 2]


def test_a_true_ack_is_forgotten_and_others_are_false(local):
    acknowledged(local)
    acknowledged(local)
    assert asked(local, [0], B) == {"acks": {"0": False}}
    assert asked(local, [0, 5]) == {"acks": {"0": True, "5": False}}
    assert asked(local, [0, 1]) == {"acks": {"0": False, "1": True}}
    assert asked(local, []) == {"acks": {}}


def test_parts_of_the_time_are_those_of_a_time_in_the_text_alone(local):
    """date_hour and the like: an event with a time of its envelope has none, even where the text says the same."""
    local.send(EVENT, '{"event":"2020-09-13T12:26:40Z a","time":1600000000,"fields":{"x":1}}')
    local.send(f"{EVENT}?auto_extract_timestamp=true", '{"event":"2020-09-13T13:26:40Z b","fields":{"x":1}}')
    local.send(f"{RAW}?channel={A}", "2020-09-13T14:26:40Z c")
    found = local.splunk.search("index=* date_hour=* | table date_hour x")
    assert found.results == [{"date_hour": "14"}, {"date_hour": "13", "x": "1"}]


def test_channels_are_the_same_in_any_case(local):
    acknowledged(local, A.lower())
    assert asked(local, [0], A.upper()) == {"acks": {"0": True}}


def test_a_refused_request_has_no_ack(local):
    status, reply = local.reply(f"{EVENT}?channel={A}", '{"event":"a"}{"event":""}', token="acked")
    assert (status, reply) == (400, {"text": "Event field cannot be blank", "code": 13, "invalid-event-number": 1})
    assert acknowledged(local) == 0


def test_idle_channels_are_forgotten():
    now = [0.0]
    kept = Acks(lambda: now[0])
    kept.add(("t", A))
    now[0] = 300
    assert not kept.full(("t", A))
    assert kept.take(("t", A), [0]) == {0: True}
    kept.add(("t", A))
    now[0] = 1000
    kept.full(("t", B))
    assert kept.take(("t", A), [1]) == {1: False}


@pytest.mark.parametrize("limit", ["MAX_CHANNELS", "MAX_PENDING", "MAX_PENDING_OF_CHANNEL"])
def test_more_acks_than_there_may_be(local, monkeypatch, limit):
    monkeypatch.setattr(acks, limit, 1)
    acknowledged(local)
    channel = A if limit == "MAX_PENDING_OF_CHANNEL" else B
    assert local.reply(f"{EVENT}?channel={channel}", '{"event":"b"}', token="acked") == (
        429,
        {"text": "ACK channel at capacity", "code": 27},
    )
    assert [event["raw"] for event in local.stored()] == ["a"]
    assert asked(local, [0]) == {"acks": {"0": True}}
    if limit != "MAX_CHANNELS":
        acknowledged(local, channel)


def test_health(local):
    healthy = (200, {"text": "HEC is healthy", "code": 17})
    for path in (HEALTH, f"{HEALTH}/1.0", f"{HEALTH}?ack=true", f"{HEALTH}?token=00000000-0000-0000-0000-00000000000a"):
        assert local.reply(path, method="GET", token="") == healthy


def test_a_full_queue(local, monkeypatch):
    def full(self, batches):
        raise Full("full")

    monkeypatch.setattr(Writer, "write", full)
    monkeypatch.setattr(Writer, "full", property(lambda self: True))
    assert local.reply(EVENT, '{"event":"a"}') == (503, {"text": "Server is busy", "code": 9})
    assert local.reply(RAW, "a") == (503, {"text": "Server is busy", "code": 9})
    assert local.reply(HEALTH, method="GET") == (503, {"text": "HEC is unhealthy, queues are full", "code": 18})


def test_a_store_that_cannot_be_written(local, monkeypatch, caplog):
    def broken(self, batches):
        raise StoreError("database disk image is malformed")

    monkeypatch.setattr(Writer, "write", broken)
    assert local.reply(EVENT, '{"event":"a"}') == (500, {"text": "Internal server error", "code": 8})
    assert "malformed" in caplog.text


BUSY = (503, {"text": "Server is busy", "code": 9})


@pytest.fixture
def on_disk(tmp_path):
    """HEC over a folder, and a token of it."""
    with Splunk(tmp_path) as splunk:
        yield Hec(splunk, HecPort(Collector(splunk, BulletinBoard()))), ensured(splunk).value


def test_a_full_disk(on_disk, caplog):
    local, token = on_disk
    small, large = '{"event":"a"}', f'{{"event":"{"x" * 1_000_000}"}}'
    assert local.reply(EVENT, small, token=token) == SUCCESS
    (handle,) = local.splunk.store._connections._idle
    pages = handle.connection.execute("PRAGMA page_count").fetchone()[0]
    handle.connection.execute(f"PRAGMA max_page_count = {pages}")
    for _ in range(2):
        assert local.reply(EVENT, large, token=token) == BUSY
        assert local.reply(RAW, "x" * 1_000_000, token=token) == BUSY
    assert caplog.text.count("refuses events, which cannot be written") == 1
    (told,) = local.port.collector.bulletins.visible(("admin",), frozenset())
    assert told.text.endswith("events.db: database or disk is full")
    handle.connection.execute("PRAGMA max_page_count = 1000000")
    assert local.reply(EVENT, large, token=token) == SUCCESS
    assert [len(event["raw"]) for event in local.stored()] == [1, 1_000_000]
    assert caplog.text.count("takes events again") == 1
    assert local.port.collector.bulletins.visible(("admin",), frozenset()) == []


def test_a_store_that_another_program_has_locked(on_disk):
    local, token = on_disk
    (handle,) = local.splunk.store._connections._idle
    handle.connection.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(local.splunk.folder / "var" / "events.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert local.reply(EVENT, '{"event":"a"}', token=token) == BUSY
        other.execute("ROLLBACK")
    assert local.reply(EVENT, '{"event":"b"}', token=token) == SUCCESS
    assert [event["raw"] for event in local.stored()] == ["b"]


def test_an_error_of_ours_is_said_and_logged(local, monkeypatch, caplog):
    monkeypatch.setattr(Writer, "write", lambda self, batches: 1 / 0)
    assert local.reply(EVENT, '{"event":"a"}') == (500, {"text": "Internal server error", "code": 8})
    assert "ZeroDivisionError" in caplog.text


def test_when_the_server_goes(local):
    local.splunk.writer.close()
    for path, body, method in ((EVENT, '{"event":"a"}', "POST"), (RAW, "a", "POST"), (HEALTH, "", "GET")):
        assert local.reply(path, body, method=method) == (503, {"text": "Server is shutting down", "code": 23})


def test_when_all_of_hec_is_disabled(local):
    local.splunk.change("splunk_httpinput", "inputs", "http", {"disabled": "1"})
    assert local.reply(EVENT, '{"event":"a"}') == (403, {"text": "Token disabled", "code": 1})


def test_gzip(local):
    assert local.reply(EVENT, gzip.compress(b'{"event":"a"}'), headers={"content-encoding": "gzip"}) == SUCCESS
    assert [event["raw"] for event in local.stored()] == ["a"]


def test_an_event_may_have_so_many_bytes(local):
    local.splunk.change("search", "inputs", "http", {"maxEventSize": "1KB"})
    fits, long = "x" * 1022, "x" * 1023  # and two quotation marks
    assert local.reply(EVENT, f'{{"event":"{fits}"}}{{"event":"{long}"}}') == (
        400,
        {"text": "Invalid data format", "code": 6, "invalid-event-number": 1},
    )
    assert [event["raw"] for event in local.stored()] == [fits]


def test_an_event_of_five_megabytes(local):
    assert local.reply(EVENT, '{"event":"%s"}' % ("x" * ((5 << 20) - 2))) == SUCCESS
    status, reply = local.reply(EVENT, '{"event":"%s"}' % ("x" * ((5 << 20) - 1)))
    assert (status, reply["code"]) == (400, 6)


def test_deep_and_long_values_are_no_error_of_ours(local):
    for body in ('{"event":' + "[" * 100_000, '{"event":' + "[" * 100_000 + "]" * 100_000 + "}"):
        status, reply = local.reply(EVENT, body)
        assert (status, reply["code"]) == (400, 6)
    assert local.reply(EVENT, '{"event":%s}' % ("1" * 10_000)) == SUCCESS


def test_a_disabled_index_takes_nothing(local):
    local.splunk.change("search", "indexes", "history", {"disabled": "1"})
    assert local.reply(EVENT, '{"event":"a","index":"history"}') == SUCCESS
    assert local.stored() == []


def test_what_would_change_events_is_told_of(local, caplog):
    local.splunk.change("search", "props", "st", {"TRANSFORMS-x": "y"})
    for path, body in ((EVENT, '{"event":"a","sourcetype":"st"}'), (f"{RAW}?sourcetype=st", "a")):
        assert local.reply(path, body) == SUCCESS
    assert [text for text in caplog.messages if "TRANSFORMS-x" in text] == [
        "etc/apps/search/local/props.conf:2: TRANSFORMS-x: there is no transform [y]"
    ]


def test_a_token_that_asks_for_what_is_not_done(local):
    status, reply = local.reply(EVENT, '{"event":"a"}', token="by_ip")
    assert (status, reply["code"]) == (501, 501)
    assert "connection_host = ip" in reply["text"]
    assert local.stored() == []


def test_a_setting_that_cannot_be_read(local, caplog):
    local.splunk.change("search", "inputs", "http://plain", {"useACK": "perhaps"})
    assert local.reply(EVENT, '{"event":"a"}') == (403, {"text": "Invalid token", "code": 4})
    assert "[http://plain] is left out" in caplog.text
    assert "useACK is neither true nor false" in caplog.text


def test_many_clients_at_once(local):
    faults: list[BaseException] = []

    def post(number):
        try:
            for turn in range(20):
                body = "".join(f'{{"event":"{number} {turn} {event}"}}' for event in range(10))
                assert local.reply(EVENT, body) == SUCCESS
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=post, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len({event["raw"] for event in local.stored()}) == 8 * 20 * 10


@pytest.mark.parametrize(
    ("stanza", "settings"),
    [
        ("http://broken", {"token": B, "disabled": "perhaps"}),
        ("http://broken", {"token": B, "useACK": "perhaps"}),
        ("http", {"disabled": "perhaps"}),
        ("http", {"maxEventSize": "much"}),
    ],
)
def test_what_cannot_be_read_of_one_token_leaves_the_others_as_they_are(local, stanza, settings):
    """Any app may bring such a stanza."""
    local.splunk.change("search", "inputs", stanza, settings)
    assert local.reply(EVENT, '{"event":"a"}') == SUCCESS
    status, reply = local.reply(EVENT, '{"event":"a"}', headers={"authorization": f"Splunk {B}"})
    assert (status, reply["code"]) == (403, 4)
