"""Wildcards find what a regular expression would find, and need one pass for it."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from minisplunk.spl import segments, wildcards

PATTERNS = st.text(st.sampled_from("ab*"), min_size=1, max_size=8)
TEXTS = st.text(st.sampled_from("ab"), max_size=12)
TERMS = st.text(st.sampled_from("ab. *"), min_size=1, max_size=8).filter(lambda term: "*" in term)
EVENTS = st.text(st.sampled_from("ab. "), max_size=14)
MANY = "*x" * 12 + "*y*"
LONG = "x" * 1_000_000
"""A regular expression with twelve wildcards would not come to an end on it."""


@given(PATTERNS, TEXTS)
@example("*a*a", "a")
@example("a**", "ab")
def test_what_is_like_a_pattern(pattern: str, text: str) -> None:
    expected = re.compile("(.*)".join(map(re.escape, pattern.split("*"))), re.DOTALL).fullmatch(text)
    assert wildcards.like(pattern)(text) is (expected is not None)
    assert wildcards.parts(pattern, text) == (None if expected is None else expected.groups())


@given(TERMS, EVENTS)
def test_a_term_with_wildcards(term: str, text: str) -> None:
    major, edge = f"[^{re.escape(segments.MAJOR)}]*", f"[{re.escape(segments.MAJOR + segments.MINOR)}]"
    before = "" if term[0] in "*. " else f"(?:^|(?<={edge}))"
    after = "" if term[-1] in "*. " else f"(?=$|{edge})"
    expected = re.compile(before + major.join(map(re.escape, term.split("*"))) + after, re.DOTALL).search(text)
    assert segments.finder(term)(text) is (expected is not None)


def test_many_wildcards_and_a_long_text() -> None:
    assert not wildcards.like(MANY)(LONG)
    assert wildcards.parts(MANY, LONG) is None
    assert not segments.finder(MANY.strip("*"))(f"y {LONG}")
    assert not segments.finder("x*x*y")(f"y {'x.' * 100_000}")
