"""Batches hold all that goes in, in order and in bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minisplunk.forwarder.batches import batches

ENVELOPES = st.lists(st.binary(min_size=1, max_size=30).filter(lambda data: b"\n" not in data), max_size=60)


@given(ENVELOPES, st.integers(1, 8), st.integers(1, 100), st.integers(0, 1000))
def test_batches(envelopes: list[bytes], most_events: int, most_bytes: int, first: int):
    made = list(batches(iter(envelopes), first, most_events=most_events, most_bytes=most_bytes))
    assert [line for batch in made for line in batch.body.split(b"\n")] == envelopes
    for batch in made:
        assert 1 <= batch.events == batch.body.count(b"\n") + 1 <= most_events
        assert len(batch.body) <= most_bytes or batch.events == 1
        assert batch.first == first
        first += batch.events


def test_none_of_nothing():
    assert list(batches([])) == []


def test_they_are_no_smaller_than_need_be():
    made = batches([b"1234"] * 5, most_bytes=14)
    assert [batch.body for batch in made] == [b"1234\n1234\n1234", b"1234\n1234"]


def test_a_batch_is_there_before_all_is_read():
    def endless():
        while True:
            yield b"x"

    assert next(batches(endless(), most_events=3)).events == 3
