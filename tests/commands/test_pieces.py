"""Loops and sorts in pieces give what loops and sorts give, and can be stopped."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.commands import pieces
from minisplunk.commands.pieces import in_pieces, sorted_in_pieces
from minisplunk.commands.sort import Key, order
from tests.waiting import until

ITEMS = st.lists(st.tuples(st.integers(0, 3), st.integers()))


class Stopped(Exception):
    pass


class Stop:
    """Stops after so many calls."""

    def __init__(self, calls: int) -> None:
        self.calls = calls

    def __call__(self) -> None:
        self.calls -= 1
        if self.calls < 0:
            raise Stopped


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_LOOPED", 3)
    monkeypatch.setattr(pieces, "_SORTED", 3)


@given(ITEMS)
def test_items_stay(items: list[tuple[int, int]]) -> None:
    assert list(in_pieces(items, lambda: None)) == items


@given(ITEMS, st.booleans())
def test_sorted_as_sorted(items: list[tuple[int, int]], reverse: bool) -> None:
    found = sorted_in_pieces(items, lambda: None, key=lambda item: item[0], reverse=reverse)
    assert found == sorted(items, key=lambda item: item[0], reverse=reverse)


def test_a_loop_can_be_stopped() -> None:
    loop = in_pieces(range(100), Stop(2))
    with pytest.raises(Stopped):
        for item in loop:
            assert item < 6


@pytest.mark.parametrize("calls", [0, 5, 20])
def test_a_sort_can_be_stopped(calls: int) -> None:
    rows = [{"a": str(random.Random(n).random())} for n in range(100)]
    with pytest.raises(Stopped):
        order(rows, [Key("a", "auto", False)], Stop(calls))


def test_no_step_of_a_sort_is_long() -> None:
    """Keys that are looked at between two chances to stop: some, however many there are to sort."""
    steps = [0]

    def key(item: int) -> int:
        steps[-1] += 1
        return item

    items = [random.Random(n).randrange(500) for n in range(1000)]
    assert sorted_in_pieces(items, lambda: steps.append(0), key=key) == sorted(items)
    assert max(steps[1:]) < 20


def test_equal_items_are_no_long_step_either() -> None:
    assert sorted_in_pieces([1] * 1000, lambda: None, key=lambda item: item) == [1] * 1000


def test_what_is_released_is_gone() -> None:
    items = list(range(10))
    pieces.release(items)
    until(lambda: not items)
