"""Bodies that TLS fills in where they are wanted, past h11: what comes before and behind them, and what breaks off."""

from __future__ import annotations

import asyncio
import base64
import ssl
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.rest.http import Response, Route
from minisplunk.rest.http.connection import ConnectionLimits
from minisplunk.rest.http.room import Room
from minisplunk.rest.http.stream import ClientStream
from tests.waiting import PATIENCE

from .test_transport import GET, connected, heard, post, served, status, told

SIGNED_IN = "Authorization: Basic " + base64.b64encode(b"admin:changeme").decode()
LONG = 3_000_000
BODY = bytes(number % 251 for number in range(1000)) * (LONG // 1000)
DIGEST = sha256(BODY).hexdigest().encode()
LIMITS = ConnectionLimits(linger=PATIENCE)
OWN = (Route("POST", "test/digest", lambda _, request: Response(sha256(request.body).hexdigest().encode()), raw=True),)


@pytest.fixture(scope="module")
def server():
    with served(LIMITS, OWN) as address:
        yield address


def long_post(body=BODY, *headers, close=True):
    sent = post("/services/test/digest", body, SIGNED_IN, *headers)
    return sent if close else sent.replace(b"Connection: close\r\n", b"", 1)


def digests(answer):
    return [part.partition(b"\r\n\r\n")[2][:64] for part in answer.split(b"HTTP/1.1 200")[1:]]


def test_one(server):
    assert digests(told(server, long_post())) == [DIGEST]


def test_in_pieces(server):
    sent = long_post()
    assert digests(told(server, *(sent[at : at + 70_001] for at in range(0, len(sent), 70_001)))) == [DIGEST]


def test_many_on_one_connection_which_may_come_together(server):
    other = BODY[::-1]
    sent = long_post(close=False) + GET.replace(b"Connection: close\r\n", b"") + long_post(other, close=False)
    answer = told(server, sent + long_post(b"short", close=False) + long_post())
    found = digests(answer)
    assert [found[0], found[2], found[3], found[4]] == [
        DIGEST,
        sha256(other).hexdigest().encode(),
        sha256(b"short").hexdigest().encode(),
        DIGEST,
    ]


def test_a_client_that_waits_to_be_asked(server):
    sent = long_post(BODY, "Expect: 100-continue")
    head, _, _ = sent.partition(b"\r\n\r\n")
    with connected(server) as wire:
        wire.sendall(head + b"\r\n\r\n")
        assert status(wire.recv(65_536)) == 100
        wire.sendall(BODY)
        assert digests(heard(wire)) == [DIGEST]


@pytest.mark.parametrize("length", [65_535, 65_536, 65_537, 131_072])
def test_lengths_where_it_begins_to_be_long(server, length):
    assert digests(told(server, long_post(BODY[:length]))) == [sha256(BODY[:length]).hexdigest().encode()]


def test_a_client_that_goes_away_in_the_middle(server):
    with connected(server) as wire:
        wire.sendall(long_post()[: LONG // 2])
    assert digests(told(server, long_post())) == [DIGEST]


def test_a_body_that_breaks_off_has_a_deadline():
    with served(ConnectionLimits(body=0.2, linger=PATIENCE), OWN) as address:
        assert status(told(address, long_post()[:-1])) == 408


def test_when_others_fill_the_room(monkeypatch):
    monkeypatch.setattr("minisplunk.rest.http.listener.Room", lambda: Room(2_000_000))
    with served(LIMITS, OWN) as address, connected(address) as wire:
        wire.sendall(long_post()[:-1])
        while status(refusal := told(address, long_post())) != 503:  # until the first one has its share
            assert status(refusal) == 200
        assert digests(told(address, long_post(BODY[:900_000]))) == [sha256(BODY[:900_000]).hexdigest().encode()]
        chunked = post("/services/test/digest", b"", SIGNED_IN, "Transfer-Encoding: chunked", length=False)
        assert status(told(address, chunked + b"2dc6c0\r\n" + BODY[:3_000_000] + b"\r\n0\r\n\r\n")) == 503
        wire.sendall(BODY[-1:])
        assert digests(heard(wire)) == [DIGEST]
        assert digests(told(address, long_post())) == [DIGEST]


class Transport:
    """What a stream asks of one; data come when `send` is called, unless reading is paused."""

    def __init__(self, stream):
        self.stream, self.paused, self.closing = stream, False, False
        stream.connection_made(self)

    def pause_reading(self):
        self.paused = True

    def resume_reading(self):
        self.paused = False

    def is_closing(self):
        return self.closing

    def get_extra_info(self, name):
        return ssl.create_default_context() if name == "sslcontext" else None

    async def send(self, data):
        while data:
            while self.paused:
                await asyncio.sleep(0)
            room = self.stream.get_buffer(-1)
            assert room
            piece = data[: len(room)]
            room[: len(piece)] = piece
            self.stream.buffer_updated(len(piece))
            data = data[len(piece) :]
            await asyncio.sleep(0)
        self.stream.eof_received()


@given(st.binary(max_size=300), st.lists(st.integers(0, 100) | st.none(), max_size=8), st.integers(1, 40))
def test_a_stream_loses_nothing(monkeypatch_module, data, steps, size):
    """None reads what there is, a number fills in so much."""

    async def read():
        stream = ClientStream()
        sending = asyncio.create_task(Transport(stream).send(data))
        found = b""
        try:
            for step in steps:
                if step is None:
                    found += await stream.read()
                else:
                    target = bytearray(step)
                    await stream.read_into(memoryview(target))
                    found += target
            while piece := await stream.read():
                found += piece
        except ConnectionResetError:
            assert len(found) + step > len(data)
            return None
        finally:
            await sending
        assert stream.ended
        return found

    with monkeypatch_module.context() as patch:
        patch.setattr("minisplunk.rest.http.stream._BUFFER", size)
        assert asyncio.run(read()) in (data, None)


@pytest.fixture(scope="module")
def monkeypatch_module():
    return pytest.MonkeyPatch()


def test_a_room_has_place_for_one_that_is_larger():
    room = Room(10)
    with room.share() as one, room.share() as other, room.share() as third:
        assert one.grow(6)
        assert other.grow(4)
        assert one.grow(1)  # and is the one beyond, so that its six are free
        assert one.grow(100)
        assert other.grow(6)
        assert not other.grow(1)
        assert not third.grow(1)
    assert (room._used, room._beyond) == (0, None)
