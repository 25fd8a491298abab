"""Records on lines that follow each other, read at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, overload

from ..sources import Found

TIME = "eventTime"
"""The member of a record that has its time."""


class Texts(Sequence[str]):
    """The texts of lines, of which few are looked at, so that each is made only then."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Texts: ...
    def __getitem__(self, place: int | slice) -> str | Texts:
        lines = self._lines[place]
        return lines.strip().decode() if isinstance(lines, bytes) else Texts(lines)

    def __iter__(self) -> Iterator[str]:
        return (line.strip().decode() for line in self._lines)


class Batch(NamedTuple):
    """`place`: of the last of the records; `times` in microseconds; `found`: their fields, see Block."""

    place: int
    times: Sequence[int]
    texts: Texts
    found: Found
