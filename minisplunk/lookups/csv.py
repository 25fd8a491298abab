"""A CSV file, plain or gzipped, in; its columns, its rows, and the rows that match some texts out.

A file with faults is read as far as it can be, and says what is wrong with it (`CsvFile.warnings`). Splunk supports
UTF-8 alone, and no lines that end with a carriage return alone (Knowledge Manager Manual, "About lookup table files").
[unverified]: an empty cell is null; blanks around the names of columns are no part of them, those of cells are; a
column without a name is none, and of two with the same name the last counts; cells beyond the last column are left out;
and what Splunk makes of the other faults.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

from .. import plain_files
from ..dataclass import dataclass
from ..errors import ConfError
from ..limits import MAX_VALUE
from ..values import Row, Value
from .backing import Find, Search
from .index import RowIndex

SUFFIXES = (".csv", ".csv.gz")
"""How the name of a lookup file ends (Search Reference, inputlookup and outputlookup, <filename>)."""
MULTIVALUE = "__mv_"
"""Prefix of the columns in which outputlookup keeps the values of a multivalue field, as `$a$;$b$`."""
MAX_BYTES = 256 * 1024 * 1024
"""Of a file, uncompressed. Splunk has no limit: a table beyond [lookup] max_memtable_bytes is indexed on disk there."""
MAX_CELLS = 20_000_000
"""Of a table: about a gigabyte of memory."""
MAX_HEADER = 1 << 20
"""Bytes that are looked at for the header alone."""
_AT_ONCE = 1_000_000
"""Cells that are read between two looks at how many there are."""
_VALUE = re.compile(r"\$((?:[^$]|\$\$)*)\$")
_BREAK = re.compile(r"\r\n|\r|\n")
_PIECE = 1 << 20
_SHOWN = 5
"""Names that a message lists."""
_Record = tuple[str, ...]
"""The cells of a line. A tuple lies in one piece in memory, which is what finding a row among many takes time for."""
_END = "<after the last line>"
"""What is read after the last line: a record of its own, unless quotes are open there."""
csv.field_size_limit(MAX_VALUE)  # of the process; Python's own limit is below the length of many an event


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a file. `places`: the number of each column's cell in the rows, of which each has as many cells as the
    header has, and None or an empty text where it has none; a list where a cell has several values."""

    columns: list[str]
    places: Mapping[str, int]
    rows: Sequence[Sequence[Value]]
    warnings: tuple[ConfError, ...]

    def part(self, wanted: Iterable[str] | None) -> Callable[[Sequence[Value]], Row]:
        """What makes rows of cells: of those in these columns, or of all."""
        names = self.columns if wanted is None else [name for name in dict.fromkeys(wanted) if name in self.places]
        places = [(name, self.places[name]) for name in names]
        return lambda cells: {name: cell for name, place in places if (cell := cells[place])}


@dataclass(frozen=True)
class CsvFile:
    """One state of a file: another time, size or number makes another CsvFile. `modified` is in nanoseconds, `size` in
    bytes; `number`: two that are written in the same tick of the clock are told apart by it.

    Frozen as to which file it is. It reads the rows when they are first needed, and keeps them, with what finds them.
    All but `at` raises ConfError for a file that cannot be read, or is too large.
    """

    path: Path
    modified: int
    size: int
    number: int

    @classmethod
    def at(cls, path: Path) -> CsvFile:
        """The file as it is now. Raises FileNotFoundError."""
        status = path.stat()
        return cls(path, status.st_mtime_ns, status.st_size, status.st_ino)

    @property
    def columns(self) -> Sequence[str]:
        return self._content.columns

    @property
    def warnings(self) -> Sequence[ConfError]:
        return self._content.warnings

    def rows(self) -> Iterator[Row]:
        content = self._content
        return map(content.part(None), content.rows)

    def finder(self, search: Search) -> Find:
        content = self._content
        numbers = self._index.finder(search.columns, search.kinds, search.case_sensitive)
        row, cells = content.part(search.wanted), content.rows.__getitem__
        return lambda texts: map(row, map(cells, numbers(texts)))

    @cached_property
    def _index(self) -> RowIndex:
        return RowIndex(self._content.places, self._content.rows)

    @cached_property
    def _content(self) -> Content:
        faults = _Faults(self.path)
        return _table(_records(self.path, faults), faults)


@dataclass
class _Faults:
    """What is wrong with a file, each kind once, with the first line that has it and how many there are."""

    path: Path
    _found: dict[str, list[int]] = field(default_factory=dict)

    def add(self, what: str, line: int, times: int = 1) -> None:
        of_kind = self._found.setdefault(what, [line, 0])
        of_kind[1] += times

    def check(self, cells: int) -> None:
        """Raises ConfError for a table that is too large."""
        if cells > MAX_CELLS:
            raise ConfError(f"has more than {MAX_CELLS:,} cells, and lookup tables are held in memory", self.path)

    def all(self) -> Iterator[ConfError]:
        for what, (line, times) in self._found.items():
            yield ConfError(what + (f" ({times:,} times)" if times > 1 else ""), self.path, line)


def header(path: Path) -> list[str] | None:
    """The columns of a file, of which no more is read than it takes; None for one that cannot be read."""
    try:
        with plain_files.opened(path) as file:
            data = gzip.GzipFile(fileobj=file) if path.suffix == ".gz" else file
            text = io.TextIOWrapper(io.BytesIO(data.read(MAX_HEADER)), "utf-8-sig", "replace", newline="")
            names = [name_of_column(cell) for cell in next(csv.reader(_without_nul(text, _Faults(path))), [])]
    except (OSError, EOFError, zlib.error, csv.Error):
        return None
    return list(dict.fromkeys(name for name in names if name and not name.startswith(MULTIVALUE)))


def _records(path: Path, faults: _Faults) -> list[_Record]:
    """The cells of each record, the header's among them; none for an empty line."""
    data = _utf8(_read(path), faults)
    text: Iterable[str] = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", "replace", newline="")
    if b"\0" in data:
        text = _without_nul(text, faults)
    if b"\r" in data and b"\n" not in data:
        faults.add("has lines that end with a carriage return alone, which Splunk does not support", 1)
    lines = csv.reader(chain(text, (_END,)))
    rows: list[_Record] = []
    cells, width = 0, 1000
    while True:
        before = len(rows)
        try:
            rows.extend(islice(map(tuple, lines), max(1, _AT_ONCE // width)))
        except csv.Error:  # as the reading is not strict, there is no other
            faults.add(f"a cell has more than {MAX_VALUE:,} characters, and its line is left out", lines.line_num)
            continue
        if len(rows) == before:
            break
        widths = list(map(len, islice(rows, before, None)))
        cells, width = cells + sum(widths), max(1, *widths)
        faults.check(cells)
    _close(rows, lines.line_num - 1, faults)
    return rows


def _close(rows: list[_Record], lines: int, faults: _Faults) -> None:
    """Take away what was read after the last line. Where it is part of a cell, that has quotes which nothing closes."""
    if not (rows and rows[-1] and rows[-1][-1].endswith(_END)):  # it went with a cell that is too long
        return
    last = rows.pop()
    if last == (_END,):
        return
    last = (*last[:-1], last[-1].removesuffix(_END))
    rows.append(last)
    after = lines + last[-1].endswith(("\n", "\r"))
    faults.add("quotes are opened and never closed, so that all that follows is one cell", after - _breaks(last))


def _read(path: Path) -> bytes:
    """The bytes of a file, unpacked."""
    try:
        with plain_files.opened(path) as file:
            if path.suffix != ".gz":
                data = file.read(MAX_BYTES + 1)
            else:
                with gzip.GzipFile(fileobj=file) as unpacked:
                    data = unpacked.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ConfError(f"cannot be read: {getattr(error, 'strerror', None) or error}", path) from error
    if len(data) > MAX_BYTES:
        raise ConfError(f"is larger than {MAX_BYTES // 1024 // 1024} MB, and lookup tables are held in memory", path)
    return data


def _utf8(data: bytes, faults: _Faults) -> bytes:
    """The bytes as they are, unless they begin as UTF-16 does; and the first line that is not UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        faults.add("is UTF-16; Splunk reads lookup files as UTF-8", 1)
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _PIECE):
        piece = data[start : start + _PIECE]
        try:
            decoder.decode(piece, start + _PIECE >= len(data))
        except UnicodeDecodeError as error:  # what it kept of the piece before comes before this one
            at = start + len(piece) - len(error.object) + error.start
            line = data.count(b"\n", 0, at) + 1
            faults.add("is not UTF-8; what cannot be read becomes U+FFFD", line)
            break
    return data


def _without_nul(lines: Iterable[str], faults: _Faults) -> Iterator[str]:
    """Python 3.10 refuses a line that has one."""
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            faults.add("has a NUL character, which is left out", number)
        yield line.replace("\0", "")


def _table(records: list[_Record], faults: _Faults) -> Content:
    header = [name_of_column(cell) for cell in records[0]] if records else []
    if not any(header):
        faults.add("has no header, and so no columns", 1)
    places = {name: place for place, name in enumerate(header) if name}
    _tell_of_twins(header, places, faults)
    rows = _squared(records, len(header), faults)
    several = {name: places.pop(name) for name in list(places) if name.startswith(MULTIVALUE)}
    pairs = [(place, places[of]) for name, place in several.items() if (of := name.removeprefix(MULTIVALUE)) in places]
    return Content(list(places), places, _with_values(rows, pairs) if pairs else rows, tuple(faults.all()))


def _tell_of_twins(header: list[str], places: Mapping[str, int], faults: _Faults) -> None:
    if twins := sorted({name for place, name in enumerate(header) if name and places[name] != place}):
        shown = ", ".join(map(repr, twins[:_SHOWN])) + (", ..." if len(twins) > _SHOWN else "")
        faults.add(f"several columns have the same name, of which the last counts: {shown}", 1)


def _squared(records: list[_Record], width: int, faults: _Faults) -> list[_Record]:
    """The records below the header that are not empty, each with as many cells as the header has."""
    rows = [record for record in islice(records, 1, None) if record]
    faults.check(len(rows) * width)
    if not {*map(len, rows)} <= {width}:
        _tell_of_surplus(records, width, faults)
        rows = [row[:width] + ("",) * (width - len(row)) for row in rows]
    return rows


def _tell_of_surplus(records: list[_Record], width: int, faults: _Faults) -> None:
    """Lines that lose cells; empty ones are no loss."""
    line = 1
    for record in records:
        if len(record) > width and any(record[width:]):
            faults.add("has more cells than there are columns, which are left out", line)
        line += 1 + _breaks(record)


def _breaks(cells: Iterable[str]) -> int:
    return sum(len(_BREAK.findall(cell)) for cell in cells)


def _with_values(rows: list[_Record], pairs: Sequence[tuple[int, int]]) -> list[list[Value]]:
    """The rows with the values of a cell in its place, where there are several. `pairs`: the numbers of the cells that
    keep them, and of those that they are of."""
    valued: list[list[Value]] = [[*row] for row in rows]
    for row in valued:
        for kept, of in pairs:
            values = [value.replace("$$", "$") for value in _VALUE.findall(str(row[kept]))]
            if len(values) > 1:
                row[of] = values
    return valued


def name_of_column(cell: str) -> str:
    """The column of a cell of the header, less the blanks around it, and the quotes that these kept from being some."""
    name = cell.strip()
    return name[1:-1].strip() if len(name) > 1 and name[0] == name[-1] == '"' else name
