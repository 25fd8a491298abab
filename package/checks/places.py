"""Where a text stands in a file."""

from __future__ import annotations


def line_of(data: bytes, text: str) -> int:
    """The number of the first line that holds the text, 1 where none does."""
    before, separator, _ = data.partition(text.encode())
    return before.count(b"\n") + 1 if separator else 1
