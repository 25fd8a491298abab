"""Line breaking over chunks: the size of the chunks never shows, and memory is bounded."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf.parser import Setting
from minisplunk.ingest.lines import breaking, lines
from minisplunk.ingest.notes import Notes

BREAKERS = [r"([\r\n]+)", r"([\n\r]+)(?=\S)", r"(\n)", r"(\r?\n)+", r"\}(\s*)\{", r"(x)|(y)|z", r"()x", r"(?<=a)(b*)"]


def broken(chunks: Iterator[bytes] | list[bytes], breaker: str | None, truncate: int = 0) -> list[bytes]:
    settings = {"TRUNCATE": Setting("TRUNCATE", str(truncate), "props.conf", 1)}
    if breaker is not None:
        settings["LINE_BREAKER"] = Setting("LINE_BREAKER", breaker, "props.conf", 2)
    return list(lines(chunks, breaking(settings), Notes()))


@given(st.lists(st.text("ab{}xyz\r\n ", max_size=8)), st.sampled_from(BREAKERS), st.sampled_from([0, 3]))
def test_chunks_do_not_show(chunks: list[str], breaker: str, truncate: int):
    data = [chunk.encode() for chunk in chunks]
    assert broken(data, breaker, truncate) == broken([b"".join(data)], breaker, truncate)


@given(st.lists(st.text("ab\r\n", max_size=8)), st.sampled_from([0, 3]))
def test_line_ends_as_an_expression_break_the_same(chunks: list[str], truncate: int):
    data = [chunk.encode() for chunk in chunks]
    assert broken(data, None, truncate) == broken(data, r"((?:\r|\n)+)", truncate)


@pytest.mark.parametrize("breaker", BREAKERS)
def test_chunks_do_not_show_in_much_data(breaker: str):
    data = b"".join(b"{line %d of some length a b x y z}\r\n" % number for number in range(5000))
    whole = broken([data], breaker)
    for size in (1000, 4096, 5000):
        assert broken([data[start : start + size] for start in range(0, len(data), size)], breaker) == whole


@pytest.mark.parametrize("breaker", [None, r"([\r\n]+)(?=\{)", r"(\s+)$", r"(a+)\n"])
@pytest.mark.parametrize("filler", [b"a", b" ", b"\n"])
def test_memory_is_bounded_by_truncate(breaker: str | None, filler: bytes):
    tracemalloc.start()
    try:
        found = broken((filler * 65_536 for _ in range(500)), breaker, 1000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert all(len(line) <= 1000 for line in found)
    assert peak < 4_000_000
