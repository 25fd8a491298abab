"""Remarks for the user on data that was changed or skipped while it was read: each kind once, with its count."""

from __future__ import annotations

from collections.abc import Iterator


class Notes:
    """Collects remarks by kind; iterating gives one message per kind, in the order in which the kinds came up."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._count: dict[str, int] = {}
        self._place = ""

    def add(self, kind: str, message: str) -> None:
        """Only the first message of a kind is kept; the others are counted."""
        self._first.setdefault(kind, plain(f"{self._place}{message}"))
        self._count[kind] = self._count.get(kind, 0) + 1

    def of(self, place: str) -> Notes:
        """These notes for what is read at a place, which its messages begin with."""
        notes = Notes()
        notes._first, notes._count, notes._place = self._first, self._count, f"{place}: "
        return notes

    def join(self, others: Notes) -> None:
        """Add those of somebody who has read other data."""
        for kind, message in others._first.items():
            self._first.setdefault(kind, message)
            self._count[kind] = self._count.get(kind, 0) + others._count[kind]

    def __iter__(self) -> Iterator[str]:
        for kind, message in self._first.items():
            more = self._count[kind] - 1
            yield f"{message} ({more:,} more like this)" if more else message


def plain(text: str) -> str:
    """A text with the name of a file in it, which need not be UTF-8: what is not stands as an escape."""
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()
