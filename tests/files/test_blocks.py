"""Blocks and pieces have each line of a file once, with its place, whatever their borders."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minisplunk.errors import DataError
from minisplunk.files import blocks, delivered
from minisplunk.files.line_numbers import LineNumbers

TEXTS = st.lists(st.sampled_from((b"", b"a", b"bc", b"\r", b"a long line")), max_size=12).map(b"\n".join)


@given(TEXTS, st.integers(1, 9), st.integers(1, 30))
@example(b"ab\ncd\nef", 3, 3)  # a border just after a newline
@example(b"ab\ncd\nef", 3, 2)  # and just before it
@example(b"\na long line\n", 1, 30)
def test_each_line_once(data: bytes, size: int, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "SIZE", size)
        found = [line for start in range(0, max(len(data), 1), piece) for line in lines(data, start, start + piece)]
        assert found == lines(data) == expected(data)


def lines(data: bytes, start: int = 0, end: int | None = None) -> list[tuple[int, bytes]]:
    """Each with its place."""
    found = blocks.blocks(io.BytesIO(data), start, end)
    return [line for place, block, first, last in found for line in placed(place, block[first:last])]


def placed(place: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    for line in data.split(b"\n"):
        yield place, line
        place += len(line) + 1


def expected(data: bytes) -> list[tuple[int, bytes]]:
    found = list(placed(0, data))
    return found if found[-1][1] else found[:-1]  # after the last end of a line there is none


@given(TEXTS, st.integers(1, 9), st.sets(st.integers(0, 12)))
def test_the_number_of_a_line(data: bytes, size: int, asked: set[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "SIZE", size)
        patch.setattr("minisplunk.files.line_numbers.opened", lambda path: io.BytesIO(data))
        numbers, found = LineNumbers(Path("any")), 0
        for block in blocks.blocks(io.BytesIO(data)):
            numbers.go_on(block)
            for place, _ in placed(block.place, block.data[block.start : block.end]):
                found += 1
                if found in asked:
                    assert numbers.of(place) == found


def test_a_line_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "SIZE", 10)
    monkeypatch.setattr(blocks, "MOST", 25)
    assert len(lines(b"x" * 20)) == 1
    with pytest.raises(DataError, match="without an end of line"):
        lines(b"x" * 40)


def test_a_document_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a few kilobytes may be unpacked to: no more of it is read than one is ready to hold."""
    monkeypatch.setattr(delivered, "SIZE", 10)
    monkeypatch.setattr(delivered, "MOST", 1000)
    file = io.BytesIO(b'{"a":"' + b"x" * 10_000)
    with pytest.raises(DataError, match="without an end of line"):
        list(delivered.elements(file, delivered.BEGINNING))
    assert file.tell() < 2000
