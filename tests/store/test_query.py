"""Literals: SQLite's answer is the brute-force one, whatever characters they hold."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minisplunk.store import Meta, Store
from minisplunk.times import TimeRange
from minisplunk.values import fold

MAIN = Meta("main", "h", "s", "t")
# Few characters, so that literals do occur; with LIKE's wildcards and escape, and those whose folding is odd.
ALPHABET = "aAbB%_\\* \"\n'kKsSiI\u212aıİſéÉß😀"
ASCII = "".join(char for char in ALPHABET if char.isascii())


def found(raws: list[str], literals: list[str]) -> list[str]:
    with Store.memory() as store:
        store.create_index("main")
        store.add(MAIN, enumerate(raws), 0)
        return [raw for *_, raw in store.events(TimeRange.ALL, list(store.kinds()), literals)]


@given(
    st.lists(st.text(ALPHABET, max_size=12), max_size=8), st.lists(st.text(ASCII, min_size=1, max_size=3), max_size=3)
)
@example(["100%", "100x", "a_b", "aXb", "a\\b", "a\\\\b"], ["%"])
@example(["a_b", "aXb"], ["_"])
@example(["a\\%b", "a%b", "a\\b"], ["\\%"])
@example(["\u212aelvin", "kelvin", "KELVIN"], ["K"])
def test_literals_are_found_as_by_brute_force(raws: list[str], literals: list[str]):
    expected = [raw for raw in reversed(raws) if all(fold(literal) in fold(raw) for literal in literals)]
    assert found(raws, literals) == expected


@given(st.text(max_size=20), st.integers(0, 20), st.integers(1, 20))
def test_a_piece_of_the_text_is_found_in_it(raw: str, start: int, size: int):
    piece = raw[start : start + size]
    if piece.isascii() and piece:
        assert found([raw], [piece.swapcase()]) == [raw.replace("\0", r"\x00")]


def test_a_literal_longer_than_like_takes():
    text = "aB%_" * 20_000
    assert found([f"x{text}y", text[:-1]], [text.upper()]) == [f"x{text}y"]


def test_a_literal_must_be_ascii():
    with pytest.raises(ValueError, match="ASCII"):
        found(["é"], ["é"])
