"""Which values a cell matches, by the match type of its column."""

from __future__ import annotations

import pytest

from minisplunk.lookups.match_type import cidr, wildcard


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
    ],
)
def test_wildcard(cell, value, matches):
    assert wildcard(cell, True)(value) is matches


def test_wildcard_in_any_case():
    assert wildcard("Delete*", False)("DELETEbucket")


@pytest.mark.parametrize(
    ("cell", "value", "matches"),
    [
        ("192.0.2.0/24", "192.0.2.7", True),
        ("192.0.2.9/24", "192.0.2.7", True),
        (" 192.0.2.0/24 ", "192.0.3.7", False),
        ("192.0.2.7", "192.0.2.7", True),
        ("2001:db8::/32", "2001:db8::1", True),
        ("2001:db8::/32", "192.0.2.7", False),
        ("192.0.2.0/24", "web-1", False),
        ("web-1", "web-1", False),
    ],
)
def test_cidr(cell, value, matches):
    assert cidr(cell, True)(value) is matches
