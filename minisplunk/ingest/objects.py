"""A stream of JSON in; its top-level objects, and what else stands between them, out, as they are written.

One after another, on lines of their own or not, or over several lines each. [unverified]: an array at the top is its
elements, where those are objects or arrays. What is no JSON is a line. An object ends where its brackets do; one whose
brackets do not is its first line, and those after it that begin as the inner lines of an object do.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from ..limits import MAX_VALUE
from .text import text

T = TypeVar("T")

_MOST_IN_VAIN = 1 << 26
"""Bytes of a stream that are read ahead for the end of objects that have none; after that, they end with their line."""
_NEAR = 1 << 18
"""Bytes in which the last line of an object is looked for; further away its brackets are counted, which is slower."""
_MOST_MISSES = 1000
"""How often it may be no object that ends there."""
_DEEPEST = 10_000
_SPACE = re.compile(rb"[ \t\r\n]*")
_BLANKS = re.compile(rb"[ \t]*")
_TOKEN = re.compile(rb'([^"{}\[\]]*)([{}\[\]]|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*(?:"|\\?\n))')
_OPENING, _INNER = frozenset(b"{["), frozenset(b" \t}]")
_BEFORE_OPENING = frozenset(b"{[:,")
_COMMA, _BRACKET, _CLOSING_BRACKET = b",[]"


Found = tuple[bytes, str, T]


def items(
    chunks: Iterable[bytes], parse: Callable[[str], T | None], truncate: int
) -> Iterator[tuple[int, bytes, str, T | None]]:
    """The line of each, from 1; its bytes and text; what `parse` makes of that, None for what is no object or array.

    Constant memory, but for a line of a source type whose TRUNCATE is 0.
    """
    return iter(_Items(chunks, parse, max(MAX_VALUE, truncate) if truncate else sys.maxsize))


class _Items(Generic[T]):
    """What is not given yet begins at `_start` of the `_data` at hand."""

    def __init__(self, chunks: Iterable[bytes], parse: Callable[[str], T | None], longest: int) -> None:
        self._chunks, self._parse, self._longest = iter(chunks), parse, longest
        self._data, self._start, self._line = b"", 0, 1
        self._newline = 0  # the first one from the start on, the end of the data when there is none; older ones are not
        self._missed = -1  # the end of a line that is not one object
        self._gap = b"\n"  # what stands before the item
        self._arrays = 0
        self._in_vain = self._misses = 0
        self._ended = False

    def __iter__(self) -> Iterator[tuple[int, bytes, str, T | None]]:
        after = False  # an object, so that a comma may follow
        while self._skip(after):
            line, after = self._line, False
            if self._data[self._start] not in _OPENING:
                data = self._rest_of_line().rstrip(b"\r\n")
            else:
                found = self._in_line() or self._to_closing_line()
                if found is not None:
                    after = True
                    yield line, *found
                    continue
                size = self._size()
                if size:
                    after = True
                    data = self._take(self._start + size)
                else:
                    data = self._lines()
            raw = text(data)
            yield line, data, raw, self._parse(raw) if after else None

    # What lies between items

    def _skip(self, after: bool) -> bool:
        """Go to the next item; whether there is one."""
        while True:
            first = self._space(self._start)
            if first > self._start:
                self._gap = self._take(first)
            if first == len(self._data):
                if not self._more():
                    return False
                continue
            mark = self._data[first]
            if mark == _COMMA and after:
                after = False
            elif mark == _CLOSING_BRACKET and self._arrays:
                self._arrays, after = self._arrays - 1, True
            elif mark == _BRACKET and self._holds_objects():
                self._arrays, after = self._arrays + 1, False
            else:
                return True
            self._gap = self._take(self._start + 1)

    def _holds_objects(self) -> bool:
        """Whether the array that begins here does."""
        while True:
            first = self._space(self._start + 1)
            if first - self._start > MAX_VALUE:
                return False
            if first < len(self._data):
                return self._data[first] in _OPENING
            if not self._more():
                return False

    def _space(self, position: int) -> int:
        """Where blanks and newlines end."""
        match = _SPACE.match(self._data, position)
        return position if match is None else match.end()

    # Objects

    def _in_line(self) -> Found[T] | None:
        """What is all of its line, as most objects are."""
        end = self._end_of_line()
        if self._arrays or end == self._missed or end - self._start > MAX_VALUE:
            return None
        if end == len(self._data) and not self._ended:
            return None
        self._missed = end
        return self._parsed(end)

    def _to_closing_line(self) -> Found[T] | None:
        """What begins a line and ends in one with the same indent, as it is written to be read."""
        _, newline, indent = self._gap.rpartition(b"\n")
        if not newline or self._misses > _MOST_MISSES or self._in_vain > _MOST_IN_VAIN:
            return None
        closing = newline + indent + (b"]" if self._data[self._start] == _BRACKET else b"}")
        place = self._data.find(closing, self._start, self._start + min(_NEAR, MAX_VALUE))
        found = None if place < 0 else self._parsed(place + len(closing))
        self._misses += place >= 0 and found is None
        return found

    def _parsed(self, end: int) -> Found[T] | None:
        data = self._data[self._start : end].rstrip()
        if data[-1:] not in (b"}", b"]"):
            return None
        raw = text(data)
        parsed = self._parse(raw)
        if parsed is None:
            return None
        self._pass(self._start + len(data))
        return data, raw, parsed

    def _size(self) -> int:
        """How far the brackets of the object go, 0 when they do not end: one stands where JSON has none, a string goes
        over a line, or neither comes within reach."""
        size = depth = last = 0
        reach = MAX_VALUE if self._in_vain <= _MOST_IN_VAIN else self._length_of_line()
        while depth <= _DEEPEST:
            token = _TOKEN.match(self._data, self._start + size)
            if token is None and len(self._data) - self._start <= reach:
                if self._more():
                    continue
                break
            if token is None or token.end() - self._start > reach:
                size = reach
                break
            between, mark = token[1].rstrip(), token[2][0]
            last = between[-1] if between else last
            size = token.end() - self._start
            if mark in _OPENING:
                if depth and last not in _BEFORE_OPENING:
                    break
                depth += 1
            elif token[2][-1:] == b"\n":
                break
            elif len(token[2]) == 1:
                depth -= 1
                if not depth:
                    return size
            last = mark
        self._in_vain += size
        return 0

    # Lines

    def _length_of_line(self) -> int:
        while (end := self._end_of_line()) == len(self._data) and end - self._start <= MAX_VALUE and self._more():
            pass
        return min(end - self._start, MAX_VALUE)

    def _lines(self) -> bytes:
        """What is left of a line, and of those that go on with it."""
        pieces, size = [self._rest_of_line()], 0
        while size <= MAX_VALUE and self._goes_on():
            pieces.append(self._rest_of_line())
            size += len(pieces[-1])
        return b"".join(pieces).rstrip(b"\r\n")

    def _goes_on(self) -> bool:
        """Whether the line that begins here is an inner one of an object."""
        while True:
            indent = _BLANKS.match(self._data, self._start)
            end = self._start if indent is None else indent.end()
            if end - self._start > MAX_VALUE:
                return False
            if end < len(self._data):
                return self._data[self._start] in _INNER and self._data[end] not in b"{\r\n"
            if not self._more():
                return False

    def _rest_of_line(self) -> bytes:
        """With its end; of one that is too long, a part."""
        pieces: list[bytes] = []
        size, self._gap = 0, b"\n"
        while True:
            end = self._end_of_line()
            piece = self._take(min(end + 1, len(self._data)))
            if size <= self._longest:
                pieces.append(piece)
            size += len(piece)
            if end < self._start or not self._more():
                return b"".join(pieces) if size <= self._longest else b"".join(pieces)[: self._longest + 1]

    def _end_of_line(self) -> int:
        """The next newline in the data, the end of them when there is none."""
        if self._newline < self._start:
            found = self._data.find(b"\n", self._start)
            self._newline = len(self._data) if found < 0 else found
        return self._newline

    # Data

    def _take(self, end: int) -> bytes:
        """What comes up to there, which is given then."""
        taken = self._data[self._start : end]
        self._pass(end)
        return taken

    def _pass(self, end: int) -> None:
        self._line += self._data.count(b"\n", self._start, end)
        self._start = end

    def _more(self) -> bool:
        """Whether there are further data; they are at hand then."""
        chunk = next(self._chunks, None)
        if chunk is None:
            self._ended = True
            return False
        self._data = self._data[self._start :] + chunk
        self._newline, self._missed, self._start = -1, self._missed - self._start, 0
        return True
