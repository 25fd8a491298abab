"""A stream of bytes, in chunks of any size -> lines, broken and cut as LINE_BREAKER and TRUNCATE say.

props.conf.spec, "Line breaking". What is between lines is dropped, and so are empty lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from ..conf.parser import Setting
from ..dataclass import dataclass
from .notes import Notes
from .patterns import Pattern, Span, pattern

_LINE_ENDS = frozenset({r"([\r\n]+)", r"([\n\r]+)"})
_MARGIN = 4096
"""A break this near to the end of the data at hand waits for more: what follows may change it. Splunk's
LINE_BREAKER_LOOKBEHIND is 100; more bytes make results the same for any size of chunks."""
_LONGEST_BREAK = 1 << 16
_TRUNCATE = 10_000


@dataclass(frozen=True, slots=True)
class Breaking:
    """`breaker` is None for ends of lines; `truncate` in bytes, 0 for never."""

    breaker: Pattern | None = None
    truncate: int = _TRUNCATE


def breaking(settings: Mapping[str, Setting]) -> Breaking:
    """Raises ConfError."""
    breaker = settings.get("LINE_BREAKER")
    truncate = settings.get("TRUNCATE")
    size = _TRUNCATE if truncate is None or not truncate.value else truncate.integer()
    if truncate is not None and size < 0:
        raise truncate.error("TRUNCATE is negative")
    plain = breaker is None or breaker.value in _LINE_ENDS
    compiled = None if plain else pattern(breaker)
    if breaker is not None and compiled is not None and not compiled.groups:
        raise breaker.error("LINE_BREAKER has no capturing group, which would say what lies between events")
    return Breaking(compiled, size)


def lines(chunks: Iterable[bytes], rules: Breaking, notes: Notes) -> Iterator[bytes]:
    """Constant memory, whatever comes between two breaks, unless TRUNCATE is 0."""
    line = _Line(rules.truncate, notes)
    raw_lines = _ends(chunks, line) if rules.breaker is None else _breaks(chunks, rules.breaker, line)
    yield from filter(None, raw_lines)


class _Line:
    """The line being read: its first bytes, up to the limit."""

    def __init__(self, limit: int, notes: Notes) -> None:
        self._limit, self._notes = limit, notes
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        if piece and (not self._limit or self._size <= self._limit):
            self._pieces.append(piece if not self._limit else piece[: self._limit + 1])
        self._size += len(piece)

    def take(self, piece: bytes) -> bytes:
        """The line, with its last piece; the next one is empty."""
        self.add(piece)
        line, size = b"".join(self._pieces), self._size
        self._pieces, self._size = [], 0
        return truncated(line, size, self._limit, self._notes)


def truncated(line: bytes, size: int, limit: int, notes: Notes) -> bytes:
    """A line of that size, or its beginning, as TRUNCATE leaves it; 0 for never."""
    if not limit or size <= limit:
        return line
    notes.add(
        "truncated", f"Truncating line because limit of {limit} bytes has been exceeded with a line length >= {size}"
    )
    return line[: _boundary(line, limit)]


def _boundary(line: bytes, limit: int) -> int:
    """The limit, or up to three bytes less where it would split a character."""
    for end in range(limit, max(limit - 4, 0), -1):
        if line[end] & 0b1100_0000 != 0b1000_0000:
            return end
    return limit


def _ends(chunks: Iterable[bytes], line: _Line) -> Iterator[bytes]:
    for chunk in chunks:
        first, *others = chunk.replace(b"\r", b"\n").split(b"\n")
        if not others:
            line.add(first)
            continue
        yield line.take(first)
        for whole in filter(None, others[:-1]):
            yield line.take(whole)
        line.add(others[-1])
    yield line.take(b"")


def _breaks(chunks: Iterable[bytes], breaker: Pattern, line: _Line) -> Iterator[bytes]:
    """`start`: where the line goes on in the data at hand; `position`: from where to search for its end."""
    data, start, position = b"", 0, 0
    for chunk in chain(chunks, (None,)):
        if chunk is not None:
            cut = max(position - _MARGIN, 0)  # an expression may look behind
            if start < cut:
                line.add(data[start:cut])
            data, start, position = data[cut:] + chunk, max(start - cut, 0), position - cut
        horizon = len(data) if chunk is None else max(len(data) - _MARGIN, 0)
        while position < horizon:
            spans = breaker.search(data, position)
            if spans is None:
                position = horizon
            elif spans[0][1] > horizon and spans[0][1] - spans[0][0] < _LONGEST_BREAK:
                position = min(spans[0][0], horizon)
                break
            else:
                end, after = _gap(spans, start)
                yield line.take(data[start:end])
                start = after
                position = after if after > end else max(spans[0][1], after + 1)
    yield line.take(data[start:])


def _gap(spans: list[Span], start: int) -> Span:
    """What lies between two lines: the first group, else the first one that took part, else nothing, before the match.

    props.conf.spec, "Special considerations for LINE_BREAKER with branched expressions".
    """
    end, after = next((span for span in spans[1:] if span != (-1, -1)), (spans[0][0], spans[0][0]))
    return max(end, start), max(after, end, start)
