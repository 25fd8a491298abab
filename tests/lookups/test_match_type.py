"""Which values a cell matches, by the match type of its column; and that among many cells the same are found."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.lookups.candidates import _FEW
from minisplunk.lookups.match_type import cidr, equal, wildcard
from minisplunk.spl.wildcards import like


def found(finder, cells, value, case_sensitive=True):
    return list(finder(list(enumerate(cells)), case_sensitive)(value))


@pytest.mark.parametrize(
    ("cell", "value", "matches"),
    [
        ("Delete*", "DeleteBucket", True),
        ("Delete*", "Delete", True),
        ("Delete*", "deleteBucket", False),
        ("*a*b", "xaxb", True),
        ("*a*b", "xaxbx", False),
        ("*", "two\nlines", True),
        ("a.c", "abc", False),
        ("a*", "a*", True),
    ],
)
def test_wildcard(cell, value, matches):
    assert found(wildcard, [cell], value) == [0] * matches


def test_wildcard_in_any_case():
    assert found(wildcard, ["Delete*", "DELETEBucket"], "DELETEbucket", case_sensitive=False) == [0, 1]


@pytest.mark.parametrize(
    ("cell", "value", "matches"),
    [
        ("192.0.2.0/24", "192.0.2.7", True),
        ("192.0.2.9/24", "192.0.2.7", True),
        (" 192.0.2.0/24 ", "192.0.3.7", False),
        ("192.0.2.7", "192.0.2.7", True),
        ("0.0.0.0/0", "192.0.2.7", True),
        ("2001:db8::/32", "2001:db8::1", True),
        ("2001:db8::/32", "192.0.2.7", False),
        ("::/0", "192.0.2.7", False),
        ("192.0.2.0/24", "web-1", False),
        ("192.0.2.0/24", "192.0.2.0/25", False),
        ("web-1", "web-1", False),
    ],
)
def test_cidr(cell, value, matches):
    assert found(cidr, [cell], value) == [0] * matches


@pytest.mark.parametrize(
    ("finder", "one", "another", "value"),
    [(equal, "A", "a", "a"), (wildcard, "A*", "a*", "ab"), (cidr, "192.0.2.0/24", "192.0.2.9/24", "192.0.2.7")],
)
def test_a_row_with_one_cell_in_two_spellings_matches_once(finder, one, another, value):
    find = finder([(0, one), (0, another), (1, one), (1, another)], False)
    assert list(find(value)) == [0, 1]


PIECES = st.text("abAB", max_size=4) | st.sampled_from(["ab" * 20, "ab" * 80])


@given(
    patterns=st.lists(st.lists(PIECES, min_size=1, max_size=4).map("*".join), min_size=_FEW + 1, max_size=60),
    values=st.lists(st.lists(PIECES | st.just("*"), max_size=5).map("".join), min_size=1, max_size=5),
    case_sensitive=st.booleans(),
)
def test_many_patterns_are_found_as_each_is_alone(patterns, values, case_sensitive):
    fold = str if case_sensitive else str.lower
    find = wildcard(list(enumerate(patterns)), case_sensitive)
    for value in values:
        alone = [number for number, pattern in enumerate(patterns) if like(fold(pattern))(fold(value))]
        assert list(find(value)) == alone


def networks(addresses, longest):
    lengths = st.integers(0, longest)
    return st.builds("{}/{}".format, addresses.map(str), lengths)


FOUR, SIX = st.ip_addresses(v=4), st.ip_addresses(v=6)


@given(cells=st.lists(networks(FOUR, 32) | networks(SIX, 128) | FOUR.map(str) | SIX.map(str)), address=FOUR | SIX)
def test_many_networks_are_found_as_each_is_alone(cells, address):
    alone = [number for number, cell in enumerate(cells) if address in ip_network(cell, strict=False)]
    assert found(cidr, cells, str(address)) == alone


def test_values_are_addresses_in_any_notation():
    cells = ["2001:db8::/64"]
    assert found(cidr, cells, "2001:0DB8:0:0::1") == found(cidr, cells, str(ip_address("2001:db8::1"))) == [0]
