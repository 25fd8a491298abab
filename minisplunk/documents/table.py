"""Text with tables in, such as `ps` and `netstat` print; their rows, each with its cells by the names of the columns,
out.

Search Reference, multikv: a header is found, and where its names stand; then what of the following lines belongs to
which name. Headers are rows of text, ALLCAPS or Capitalized before others; further tables in the same text are found
if theirs are. Splunk does not publish how it decides; [unverified] is how it is done here:

- The header is the first line whose words all begin with capitals; without one, the first of words that have more
  letters than digits, rather with as many as the line after it. A line is a title, and no header, if a wider one of the
  same kind follows that does not stand under it.
- Columns are parted by tabs or commas where the header has some; by two blanks and more where a row then has as many
  cells as the header, and else not; or by blanks. In the latter a row is cut where the header's words begin, if blanks
  are there; else each column has a word, and the last one what is over.
- A further header comes after an empty line, or does not stand under the header before it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise
from typing import NamedTuple

from .. import lazy_re
from ..dataclass import dataclass

LINE_END = lazy_re.compile(r"\r\n|[\r\n]")
_WORD = lazy_re.compile(r"\S+")
_WIDE = lazy_re.compile(r"\S+(?: \S+)*")
_LETTER = lazy_re.compile(r"[^\W\d_]")
_DIGIT = lazy_re.compile(r"\d")


class TableRow(NamedTuple):
    """`text`: the line; `cells`: those that have something in them."""

    text: str
    cells: dict[str, str]


class _Line(NamedTuple):
    """`apart`: an empty line stands before it."""

    text: str
    apart: bool


_Cut = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Detection:
    """`header`: the number of the header's line, from 1, empty ones not counted; 0 for one that is to be found.
    `headless`: there is none, and columns are called Column_1 and so on. `several`: there may be several tables."""

    header: int = 0
    headless: bool = False
    several: bool = True

    def rows(self, text: str) -> Iterator[TableRow]:
        lines = list(_lines(text))
        if self.headless:
            yield from _body(lines, _Columns.without_names(lines))
            return
        begin = self.header - 1 if self.header else _header(lines)
        while begin is not None and begin < len(lines):
            columns = _Columns.of(lines, begin)
            further = None
            if self.several and not self.header:
                further = next((at for at in range(begin + 2, len(lines)) if columns.ended_by(lines, at)), None)
            end = len(lines) if further is None else further - columns.misfits(lines[further - 1].text)
            yield from _body(lines[begin + 1 : end], columns)
            begin = further


def _lines(text: str) -> Iterator[_Line]:
    apart = False
    for line in LINE_END.split(text):
        if line.strip():
            yield _Line(line.rstrip(), apart)
        apart = not line.strip()


def _body(lines: Sequence[_Line], columns: _Columns) -> Iterator[TableRow]:
    for line, _ in lines:
        if any(map(str.isalnum, line)):  # no rule of dashes
            cells = zip(columns.names, columns.cut(line), strict=False)
            yield TableRow(line, {name: value for name, cell in cells if name and (value := cell.strip())})


def _header(lines: Sequence[_Line]) -> int | None:
    """Which line is the header of the first table."""
    ranks = [_rank(line.text) for line in lines[:-1]]
    widths = [len(line.text.split()) for line in lines]
    best = max(ranks, default=0)
    found = [at for at, rank in enumerate(ranks) if rank == best and best]
    if best == 1:  # the words of a title are no capitals either, but the rows have as many as the header
        found = [at for at in found if widths[at] == widths[at + 1]] or found
    titles = {
        at
        for at, after in pairwise(found)
        if after == at + 1
        and widths[after] > widths[at]
        and not _stands_under(lines[after].text, _starts(lines[at].text))
    }
    return next((at for at in found if at not in titles), None)


def _rank(line: str) -> int:
    """2 for a line whose words all begin with capitals, 1 for another line of words, 0 for one that is no header."""
    words = [word for word in re.split(r"[\s,]+", line) if word]
    letters = [_LETTER.findall(word) for word in words]
    if len(words) < 2 or any(
        len(found) <= len(_DIGIT.findall(word)) for word, found in zip(words, letters, strict=True)
    ):
        return 0
    return 2 if all(found[0].isupper() for found in letters) else 1


@dataclass(frozen=True, slots=True)
class _Columns:
    """The names of a table's columns, what cuts its rows, and where the columns begin, if blanks part them."""

    names: Sequence[str]
    cut: _Cut
    starts: Sequence[int] = ()

    @classmethod
    def of(cls, lines: Sequence[_Line], header: int) -> _Columns:
        text = lines[header].text
        for sign in ("\t", ","):
            if sign in text.strip():
                cut = partial(_separated, sign)
                return cls([name.strip() for name in cut(text)], cut)
        words = list(_WORD.finditer(text))
        wide = _WIDE.findall(text)
        row = lines[header + 1].text if header + 1 < len(lines) else ""
        if 1 < len(wide) < len(words) and len(_WIDE.findall(row)) == len(wide) and len(row.split()) != len(words):
            return cls(wide, _WIDE.findall)
        starts = _starts(text)
        return cls([word[0] for word in words], lambda line: _by_blanks(line, starts), starts)

    @classmethod
    def without_names(cls, lines: Sequence[_Line]) -> _Columns:
        """As many as the first row has."""
        found = cls.of(lines, 0) if lines else cls((), str.split)
        return cls([f"Column_{number}" for number in range(1, len(found.names) + 1)], found.cut, found.starts)

    def ended_by(self, lines: Sequence[_Line], at: int) -> bool:
        """Whether a line is the header of a further table."""
        text, apart = lines[at]
        if at + 1 == len(lines) or _rank(text) < 2:
            return False
        return apart or self.misfits(text)

    def misfits(self, line: str) -> bool:
        """Whether a line of words is no row of these columns: the header of others, or their title."""
        if not self.starts or len(line.split()) == len(self.names):
            return False
        return _rank(line) > 0 and not _stands_under(line, self.starts)


def _separated(sign: str, line: str) -> Sequence[str]:
    return line.split(sign) if sign == "\t" else next(csv.reader([line], skipinitialspace=True), [])


def _by_blanks(line: str, starts: Sequence[int]) -> Sequence[str]:
    words = list(_WORD.finditer(line))
    if len(line) > starts[:2][-1] and _stands_under(line, starts):
        return [line[begin:end] for begin, end in pairwise((*starts, len(line)))]
    if len(words) == len(starts):
        return [word[0] for word in words]
    if len(words) > len(starts):
        last = words[len(starts) - 1].start()
        return [*(word[0] for word in words[: len(starts) - 1]), line[last:]]
    return _nearest(words, starts)


def _starts(header: str) -> Sequence[int]:
    return [word.start() for word in _WORD.finditer(header)]


def _stands_under(line: str, starts: Sequence[int]) -> bool:
    """Whether no word of a line goes over the place where a column begins."""
    return bool(starts) and all(not line[begin - 1 : begin].strip() for begin in starts if begin)


def _nearest(words: Sequence[re.Match[str]], starts: Sequence[int]) -> Sequence[str]:
    """Each word in the column whose name it stands under, or which is the next one that is free."""
    cells = [""] * len(starts)
    column = 0
    for left, word in zip(range(len(words), 0, -1), words, strict=True):
        ends = chain(starts[1:], (sum(starts) + word.end(),))
        under = next(number for number, end in enumerate(ends) if word.start() < end)
        column = min(max(column, under), len(starts) - left)
        cells[column] = word[0]
        column += 1
    return cells
