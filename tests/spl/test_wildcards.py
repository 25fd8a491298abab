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
@example("a b*a b", "a b a b")
@example("a *b", "a b a.")
def test_a_term_with_wildcards(term: str, text: str) -> None:
    """In a phrase a wildcard stands for any text, but that a word with a wildcard within must be there."""
    words = [word for word in re.split(r"[. ]+", term) if "*" in word.strip("*")] if " " in term else []
    assert segments.finder(term)(text) is all(finds(each, text) for each in (term, *words))


def finds(term: str, text: str) -> bool:
    wildcard = ".*" if " " in term else f"[^{re.escape(segments.MAJOR)}]*"
    edge = f"[{re.escape(segments.MAJOR + segments.MINOR)}]"
    before = "" if term[0] in "*. " else f"(?:^|(?<={edge}))"
    after = "" if term[-1] in "*. " else f"(?=$|{edge})"
    return bool(re.search(before + wildcard.join(map(re.escape, term.split("*"))) + after, text, re.DOTALL))


def test_many_wildcards_and_a_long_text() -> None:
    assert not wildcards.like(MANY)(LONG)
    assert wildcards.parts(MANY, LONG) is None
    assert not segments.finder(MANY.strip("*"))(f"y {LONG}")
    assert not segments.finder("x*x*y")(f"y {'x.' * 100_000}")
    assert not segments.finder("x *x*x* y")(f"x {'x.' * 100_000}")
