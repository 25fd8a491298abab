"""A pattern that is compiled when it is first used."""

from __future__ import annotations

import re

import pytest

from minisplunk import lazy_re


def test_it_is_a_pattern():
    pattern = lazy_re.compile(r"(a+)(?P<rest>.*)", re.IGNORECASE)
    for _ in range(2):
        assert pattern.fullmatch("AAb")["rest"] == "b"
        assert (pattern.sub("x", "1aa"), pattern.groups, dict(pattern.groupindex)) == ("1x", 2, {"rest": 2})
    assert lazy_re.compile(rb"\d").findall(b"1 2") == [b"1", b"2"]


def test_what_is_wrong_is_found_by_its_use():
    wrong = lazy_re.compile("(")
    with pytest.raises(re.error):
        wrong.match("")
