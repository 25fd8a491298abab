"""Events as HEC's objects: time as a plain number, text as it is."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import DataError
from minisplunk.forwarder.envelope import MAX_EVENT, enveloping
from minisplunk.store import Meta

META = Meta("main", "h", "s", "aws:cloudtrail")


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (1_772_528_400_000_000, b"1772528400.000"),
        (1_772_528_400_500_000, b"1772528400.500"),
        (1_772_528_400_500_001, b"1772528400.500001"),
        (0, b"0.000"),
        (7, b"0.000007"),
        (-1, b"-0.000001"),
        (-1_500_000, b"-1.500"),
    ],
)
def test_times(time: int, written: bytes):
    assert enveloping(META)((time, "x", None)).startswith(b'{"time":' + written + b",")


@given(st.integers(-(10**15), 10**16), st.text())
def test_what_goes_in_comes_out(time: int, raw: str):
    found = json.loads(enveloping(META)((time, raw, None)), parse_float=Decimal)
    assert found == {
        "time": Decimal(time) / 1_000_000,
        "index": "main",
        "host": "h",
        "source": "s",
        "sourcetype": "aws:cloudtrail",
        "event": raw,
    }


def test_what_is_empty_is_left_to_the_token():
    assert enveloping(Meta("", "", "", ""))((0, "x", None)) == b'{"time":0.000,"event":"x"}'
    assert enveloping(Meta("", "", "s", ""))((0, "x", None)) == b'{"time":0.000,"source":"s","event":"x"}'


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        ('{"a":"1","b":["1","\u00e4"]}', b',"fields":{"a":"1","b":["1","\xc3\xa4"]}}'),
        (' {"a":"1"}', b',"fields":{"a":"1"}}'),  # the blank marks a time that is not from the text
        ("{}", b"}"),
        (" {}", b"}"),
        (None, b"}"),
    ],
)
def test_indexed_fields_go_along(stored: str | None, sent: bytes):
    assert enveloping(Meta("", "", "", ""))((0, "x", stored)) == b'{"time":0.000,"event":"x"' + sent


def test_a_name_that_is_not_utf8():
    with pytest.raises(UnicodeEncodeError):
        enveloping(Meta("main", "h", "\udcff.json", "st"))


def test_the_largest_event():
    envelope = enveloping(META)
    envelope((0, "x" * (MAX_EVENT - 2), None))  # and its quotation marks
    with pytest.raises(DataError, match="the event has 5,242,881 bytes, and HEC takes 5,242,880"):
        envelope((0, "x" * (MAX_EVENT - 1), None))
