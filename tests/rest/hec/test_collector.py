"""Acknowledgment, health, full queues, and what is refused because it cannot be done here."""

from __future__ import annotations

import gzip
import json
import sqlite3
import threading
import tracemalloc
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.rest.hec import Collector, HecPort, ensured
from minisplunk.rest.hec.acks import AckLimits, Acks
from minisplunk.rest.http.room import Room
from minisplunk.rest.instance.bulletins import BulletinBoard
from minisplunk.store import Full, StoreError, Writer
from tests.waiting import until

from .conftest import Hec

A = "00000000-0000-0000-0000-00000000000A"
B = "00000000-0000-0000-0000-00000000000B"
EVENT, RAW, ACK, HEALTH = (f"/services/collector/{name}" for name in ("event", "raw", "ack", "health"))
SUCCESS = (200, {"text": "Success", "code": 0})
CANNOT = "is at capacity and cannot process any more requests"


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


def test_a_request_of_which_nothing_is_stored_has_no_ack(local):
    local.reply(f"{EVENT}?channel={A}", '{"event":""}', token="acked")
    assert acknowledged(local) == 0


def test_what_is_stored_before_a_fault_can_be_asked_for(local):
    """Measured on 10.4.3 by a third party."""
    status, reply = local.reply(f"{EVENT}?channel={A}", '{"event":"a"}{"event":""}', token="acked")
    assert (status, reply["ackId"]) == (400, 0)
    assert asked(local, [0]) == {"acks": {"0": True}}
    assert acknowledged(local) == 1


def test_idle_channels_are_forgotten():
    now = [0.0]
    kept, limits = Acks(lambda: now[0]), AckLimits()
    kept.add(("t", A), limits)
    now[0] = 300
    assert not kept.full(("t", A), limits)
    assert kept.take(("t", A), [0], limits) == {0: True}
    kept.add(("t", A), limits)
    now[0] = 1000
    kept.full(("t", B), replace(limits, idle=None))
    assert kept.take(("t", A), [2], limits) == {2: False}
    now[0] = 2000
    kept.full(("t", B), limits)
    assert kept.take(("t", A), [1], limits) == {1: False}


@given(st.lists(st.integers(0, 12) | st.none(), max_size=40))
def test_runs_of_ids_are_a_set_of_ids(steps):
    """None gives out an id, a number asks for one."""
    kept, limits, pending, given = Acks(), AckLimits(), set(), 0
    for step in steps:
        if step is None:
            assert kept.add(("t", A), limits) == given
            pending.add(given)
            given += 1
        else:
            assert kept.take(("t", A), [step], limits) == {step: step in pending}
            pending.discard(step)
    everything = range(given)
    assert kept.take(("t", A), everything, limits) == {number: number in pending for number in everything}


def test_a_client_that_never_asks_costs_nothing():
    kept, limits = Acks(), AckLimits()
    for _ in range(1000):
        kept.add(("t", A), limits)
    (channel,) = kept._channels.values()
    assert (channel.starts, channel.ends, channel.pending) == ([0], [1000], 1000)


PENDING = "max_number_of_acked_requests_pending_query"
LIMITS = {"max_number_of_ack_channel": B, PENDING: B, f"{PENDING}_per_ack_channel": A}
"""The limits of acks, and which channel is refused when a request of A was acknowledged and there may be one."""


def settings(local, conf, stanza, **values):
    app = "splunk_httpinput" if conf == "inputs" else "search"
    local.splunk.change(app, conf, stanza, {key: str(value) for key, value in values.items()})


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize(
    ("backpressure", "refused"),
    [
        ("disabled", (503, {"text": "Server is busy", "code": 9})),
        ("warn_at_80", (429, {"text": f"HEC ACK channel {CANNOT}", "code": 27})),
    ],
)
def test_more_acks_than_there_may_be(local, limit, backpressure, refused):
    settings(local, "limits", "http_input", **{limit: 1})
    settings(local, "inputs", "http", backpressureState=backpressure)
    said = local.reply(f"{EVENT}?channel={A}", '{"event":"a"}', token="acked")
    assert said[1]["ackId"] == 0
    channel = LIMITS[limit]
    assert local.reply(f"{EVENT}?channel={channel}", '{"event":"b"}', token="acked") == refused
    assert local.reply(f"{RAW}?channel={channel}", "b", token="acked") == refused
    assert [event["raw"] for event in local.stored()] == ["a"]
    assert asked(local, [0]) == {"acks": {"0": True}}
    if limit != "max_number_of_ack_channel":
        assert local.reply(f"{EVENT}?channel={channel}", '{"event":"b"}', token="acked")[0] == 200


def test_acks_that_fill_up_are_told_of(local):
    settings(local, "limits", "http_input", **{f"{PENDING}_per_ack_channel": 10})
    said = [local.reply(f"{EVENT}?channel={A}", '{"event":"a"}', token="acked")[1]["code"] for _ in range(9)]
    assert said == [0] * 9
    settings(local, "inputs", "http", backpressureState="warn_at_80")
    assert local.reply(f"{EVENT}?channel={A}", '{"event":"a"}', token="acked") == (
        200,
        {"text": "HEC ACK is approaching its capacity limit", "code": 25, "ackId": 9},
    )


def test_the_oldest_acks_expire(local):
    settings(local, "limits", "http_input", **{f"{PENDING}_per_ack_channel": 20})
    settings(local, "inputs", "http", ackExpiryMode="expire_at_90")
    for _ in range(19):
        acknowledged(local)
    assert asked(local, [0, 1, 2, 18]) == {"acks": {"0": False, "1": False, "2": True, "18": True}}


UNAVAILABLE = (503, {"text": "HEC is unhealthy, ack service unavailable", "code": 19})
NEITHER = (503, {"text": "HEC is unhealthy, queues are full, ack service unavailable", "code": 20})


def test_the_health_of_acks(local, monkeypatch):
    """inputs.conf.spec, backpressureState: one channel that is full is enough without it, all have to be with it."""
    settings(local, "limits", "http_input", **{f"{PENDING}_per_ack_channel": 1})
    assert local.reply(f"{HEALTH}?ack=1", method="GET")[1]["code"] == 17
    acknowledged(local)
    assert local.reply(f"{HEALTH}?ack=true", method="GET") == UNAVAILABLE
    assert local.reply(f"{HEALTH}?ack=false", method="GET")[1]["code"] == 17
    assert local.reply(HEALTH, method="GET")[1]["code"] == 17
    settings(local, "inputs", "http", backpressureState="warn_at_80")
    assert local.reply(f"{HEALTH}?ack=1", method="GET")[1]["code"] == 17
    settings(local, "limits", "http_input", max_number_of_ack_channel=1)
    assert local.reply(f"{HEALTH}?ack=1", method="GET") == UNAVAILABLE
    monkeypatch.setattr(Writer, "full", property(lambda self: True))
    assert local.reply(f"{HEALTH}?ack=1", method="GET") == NEITHER
    assert asked(local, [0]) == {"acks": {"0": True}}
    assert local.reply(f"{HEALTH}?ack=1", method="GET")[1]["code"] == 18


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


@contextmanager
def held_back(on_disk, capacity, waiting):
    """Nothing is written meanwhile, and so many characters wait."""
    local, token = on_disk
    local.splunk.writer = writer = Writer(local.splunk.store, capacity)
    answers = []
    with local.splunk.store.transaction():
        body = '{"event":"%s"}' % ("x" * waiting)
        thread = threading.Thread(target=lambda: answers.append(local.reply(EVENT, body, token=token)))
        thread.start()
        until(lambda: writer._size == waiting)
        yield local, token
    thread.join()
    assert [code for code, _ in answers] == [200]
    assert [event["raw"] for event in local.stored()] == ["x" * waiting]
    writer.close()


@pytest.mark.parametrize(
    ("backpressure", "refused"),
    [
        ("disabled", (503, {"text": "Server is busy", "code": 9})),
        ("warn_at_80", (429, {"text": f"HEC queue {CANNOT}", "code": 26})),
    ],
)
def test_a_queue_that_fills_while_the_disk_is_slow(on_disk, backpressure, refused):
    settings(on_disk[0], "inputs", "http", backpressureState=backpressure)
    with held_back(on_disk, 10, 10) as (local, token):
        assert local.reply(EVENT, '{"event":"a"}', token=token) == refused
        assert local.reply(RAW, "a", token=token) == refused
        assert local.reply(HEALTH, method="GET") == (503, {"text": "HEC is unhealthy, queues are full", "code": 18})
        assert local.splunk.writer.nearly_full


def test_a_queue_that_is_not_full_yet(on_disk):
    with held_back(on_disk, 10, 8) as (local, _):
        assert not local.splunk.writer.full
        assert not local.splunk.writer.nearly_full


def test_a_queue_that_is_nearly_or_wholly_full_with_backpressure(local, monkeypatch):
    settings(local, "inputs", "http", backpressureState="warn_at_80")
    assert local.reply(EVENT, '{"event":"a"}') == SUCCESS
    monkeypatch.setattr(Writer, "nearly_full", property(lambda self: True))
    warning = (200, {"text": "HEC queue is approaching its capacity limit", "code": 24})
    assert local.reply(EVENT, '{"event":"a"}') == warning
    assert local.reply(RAW, "a") == warning

    def full(self, batches):
        raise Full("full")

    monkeypatch.setattr(Writer, "write", full)
    refused = (429, {"text": f"HEC queue {CANNOT}", "code": 26})
    assert local.reply(EVENT, '{"event":"a"}') == refused
    assert local.reply(RAW, "a") == refused


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


def test_a_store_that_is_still_locked_after_a_restart_is_told_anew(on_disk, caplog):
    local, token = on_disk
    (handle,) = local.splunk.store._connections._idle
    handle.connection.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(local.splunk.folder / "var" / "events.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for told in (1, 2):
            assert local.reply(EVENT, '{"event":"a"}', token=token) == BUSY
            assert local.reply(EVENT, '{"event":"a"}', token=token) == BUSY
            assert caplog.text.count("refuses events, which cannot be written") == told
            local.port.collector.begin()


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
    fits, long = "x" * 1024, "x" * 1025
    assert local.reply(EVENT, f'{{"event":"{fits}"}}{{"event":"{long}"}}') == (
        400,
        {"text": "Invalid data format", "code": 6, "invalid-event-number": 1},
    )
    assert [event["raw"] for event in local.stored()] == [fits]


def test_an_event_of_five_megabytes(local):
    assert local.reply(EVENT, '{"event":"%s"}' % ("x" * (5 << 20))) == SUCCESS
    status, reply = local.reply(EVENT, '{"event":"%s"}' % ("x" * ((5 << 20) + 1)))
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
    status, reply = local.reply(EVENT, '{"event":"a"}', token="by_dns")
    assert (status, reply["code"]) == (501, 501)
    assert "connection_host = dns" in reply["text"]
    assert local.stored() == []


def test_a_setting_that_cannot_be_read(local, caplog):
    local.splunk.change("search", "inputs", "http://plain", {"useACK": "perhaps"})
    assert local.reply(EVENT, '{"event":"a"}') == (403, {"text": "Invalid token", "code": 4})
    assert "[http://plain] is left out" in caplog.text
    assert "useACK is neither true nor false" in caplog.text


def test_options_need_no_token(local):
    """Measured on 10.4.3 by a third party; Docker's driver asks before it sends anything."""
    for path, allowed in ((f"{EVENT}/1.0", "POST,OPTIONS"), (ACK, "POST,OPTIONS"), (HEALTH, "GET,HEAD,OPTIONS")):
        answer = local.send(path, method="OPTIONS", token="")
        assert (answer.status, answer.body, answer.headers["Allow"]) == (200, b"", allowed)
    assert local.send("/services/collector/nope", method="OPTIONS", token="").status == 404


def test_pages_of_other_origins(local):
    settings(
        local,
        "inputs",
        "http",
        crossOriginSharingPolicy="!https://evil.example.com https://*.example.com *://localhost:*",
        crossOriginSharingHeaders="Authorization",
    )
    preflight = local.send(EVENT, method="OPTIONS", token="", headers={"origin": "https://a.example.com"})
    assert preflight.headers["Access-Control-Allow-Origin"] == "https://a.example.com"
    assert preflight.headers["Access-Control-Allow-Methods"] == "POST,OPTIONS"
    assert preflight.headers["Access-Control-Allow-Headers"] == "Authorization"
    for token, code in (("plain", 0), ("nonsense", 4)):
        answer = local.send(EVENT, '{"event":"a"}', token=token, headers={"origin": "http://localhost:3000"})
        assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
        assert json.loads(answer.body)["code"] == code
    for origin in ("https://evil.example.com", "https://example.org", ""):
        answer = local.send(EVENT, '{"event":"a"}', headers={"origin": origin})
        assert (answer.status, dict(answer.headers)) == (200, {})


def test_headers_and_the_cookie_of_a_channel(local):
    settings(local, "inputs", "http", **{"replyHeader.X-A": "b c", "channel_cookie": "route"})
    answer = local.send(f"{EVENT}?channel={A}", '{"event":"a"}')
    assert (answer.status, answer.headers["X-A"], answer.cookies) == (200, "b c", (f"route={A.lower()}",))
    answer = local.send(f"{EVENT}?channel=nonsense", '{"event":"a"}')
    assert (answer.status, answer.headers["X-A"], answer.cookies) == (400, "b c", ())


@pytest.mark.parametrize(("name", "value"), [("X A", "b"), ("Content-Length", "5"), ("X-A", "a\x00b")])
def test_a_header_that_no_answer_can_have(local, caplog, name, value):
    settings(local, "inputs", "http", **{f"replyHeader.{name}": value})
    assert local.reply(EVENT, '{"event":"a"}') == SUCCESS
    assert "is no header that answers may have" in caplog.text


def test_a_body_may_have_so_many_bytes(local):
    """limits.conf, [http_input], max_content_length; of gzip what is in it counts."""
    settings(local, "limits", "http_input", max_content_length=30)
    fits, long = '{"event":"%s"}' % ("x" * 18), '{"event":"%s"}' % ("x" * 19)
    assert local.reply(EVENT, fits) == SUCCESS
    too_large = (413, {"text": "Request Entity Too Large", "code": 413})
    assert local.reply(EVENT, long) == too_large
    assert local.reply(EVENT, gzip.compress(long.encode()), headers={"content-encoding": "gzip"}) == too_large
    assert len(local.stored()) == 1


def test_gzip_for_which_there_is_no_room(local):
    """Another one is beyond what there is, as one may be."""
    port = HecPort(local.port.collector, Room(1 << 20))
    body = gzip.compress(b'{"event":"%s"}' % (b"x" * (4 << 20)))
    with port.room.share() as share:
        assert share.grow(2 << 20)
        full = Hec(local.splunk, port).reply(EVENT, body, headers={"content-encoding": "gzip"})
    assert full == (503, {"text": "Server is busy", "code": 9})
    assert Hec(local.splunk, port).reply(EVENT, body, headers={"content-encoding": "gzip"}) == SUCCESS


def test_large_bodies_are_stored_in_parts(local, monkeypatch):
    """What is held beside the body stays small, and the order is kept."""
    writes = []
    write = Writer.write

    def counted(self, batches, **more):
        writes.append((sum(len(batch.events) for batch in batches), more))
        write(self, batches, **more)

    monkeypatch.setattr(Writer, "write", counted)
    monkeypatch.setattr("minisplunk.rest.hec.batch._SLICE", 1000)
    monkeypatch.setattr("minisplunk.rest.hec.batch._PART", 2000)
    monkeypatch.setattr("minisplunk.rest.hec.intake._PART", 2000)
    texts = [f"{number:04} {'x' * 50}" for number in range(200)]
    events = "".join(f'{{"event":"{text}"}}' for text in texts)
    assert local.reply(EVENT, events) == SUCCESS
    assert len(writes) > 3
    assert writes[0][1] == {}
    assert all(more == {"patient": True} for _, more in writes[1:])
    assert [event["raw"] for event in local.stored()] == texts
    writes.clear()
    local.splunk.change("search", "props", "x", {"SHOULD_LINEMERGE": "false"})
    assert local.reply(f"{RAW}?sourcetype=x&index=history", "\n".join(texts)) == SUCCESS
    assert len(writes) > 1
    assert [event["raw"] for event in local.stored() if event["index"] == "history"] == texts


def test_a_fault_in_a_later_part(local, monkeypatch):
    monkeypatch.setattr("minisplunk.rest.hec.batch._SLICE", 20)
    monkeypatch.setattr("minisplunk.rest.hec.batch._PART", 20)
    status, reply = local.reply(f"{EVENT}?channel={A}", '{"event":"a"}' * 9 + '{"event":""}', token="acked")
    assert (status, reply["code"], reply["invalid-event-number"], reply["ackId"]) == (400, 13, 9, 0)
    assert len(local.stored()) == 9


def test_tiny_events_of_a_gzip_body_cost_little_memory(local, monkeypatch):
    """100 kB may unpack to millions of events, which are never all there at once."""
    monkeypatch.setattr("minisplunk.rest.hec.batch._SLICE", 16 << 10)
    monkeypatch.setattr("minisplunk.rest.hec.batch._PART", 64 << 10)
    body = gzip.compress(b'{"event":1}' * 30_000)
    tracemalloc.start()
    try:
        assert local.reply(EVENT, body, headers={"content-encoding": "gzip"}) == SUCCESS
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000
    assert local.splunk.store.counts()["main"].events == 30_000


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
