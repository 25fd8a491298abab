"""A CSV file, plain or gzipped, in; its columns, its rows, and the rows that equal some texts out.

[unverified]: an empty cell is null; blanks around the names of columns are no part of them, those of cells are; a
column without a name is none, and of two with the same name the last counts.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .. import plain_files
from ..errors import ConfError
from ..limits import MAX_VALUE
from ..values import Row, fold
from .match_type import cell_text, comparable

SUFFIXES = (".csv", ".csv.gz")
"""How the name of a lookup file ends (Search Reference, inputlookup and outputlookup, <filename>)."""
MULTIVALUE = "__mv_"
"""Prefix of the columns in which outputlookup keeps the values of a multivalue field, as `$a$;$b$`."""
_VALUE = re.compile(r"\$((?:[^$]|\$\$)*)\$")
csv.field_size_limit(MAX_VALUE)  # of the process; Python's own limit is below the length of many an event
_Index = dict[tuple[str, ...], list[Row]]


@dataclass(frozen=True)
class CsvFile:
    """One state of a file: another time, size or number makes another CsvFile. `modified` is in nanoseconds, `size` in
    bytes; `number`: two that are written in the same tick of the clock are told apart by it.

    Frozen as to which file it is. It reads the rows when they are first needed, and keeps them, with an index for each
    set of columns that was matched. All methods but `at` raise ConfError for a file that is no CSV.
    """

    path: Path
    modified: int
    size: int
    number: int
    _indexes: dict[tuple[tuple[str, ...], bool], _Index] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def at(cls, path: Path) -> CsvFile:
        """The file as it is now. Raises FileNotFoundError."""
        status = path.stat()
        return cls(path, status.st_mtime_ns, status.st_size, status.st_ino)

    @property
    def columns(self) -> Sequence[str]:
        return self._content[0]

    def rows(self) -> Sequence[Row]:
        return self._content[1]

    def match(self, keys: Mapping[str, str], *, case_sensitive: bool) -> Sequence[Row]:
        if not keys:
            return self.rows()
        cells = keys.values() if case_sensitive else map(fold, keys.values())
        return self._index(tuple(keys), case_sensitive).get(tuple(cells), ())

    def _index(self, columns: tuple[str, ...], case_sensitive: bool) -> _Index:
        """The rows by their cells in these columns; a row with an empty cell among them equals nothing."""
        key = (columns, case_sensitive)
        if key not in self._indexes:
            index: _Index = {}
            for row in self.rows():
                cells = tuple(comparable(cell_text(row[name]), case_sensitive) for name in columns if name in row)
                if len(cells) == len(columns):
                    index.setdefault(cells, []).append(row)
            self._indexes[key] = index
        return self._indexes[key]

    @cached_property
    def _content(self) -> tuple[list[str], list[Row]]:
        text = _read(self.path)
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            return _table(reader)
        except csv.Error as error:
            if "expected after" in str(error):  # text between a closing quote and the next comma is part of the cell
                return _table(csv.reader(io.StringIO(text, newline="")))
            raise ConfError(f"is no CSV: {error}", self.path, reader.line_num) from error


def _read(path: Path) -> str:
    try:
        data = plain_files.read(path)
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError) as error:
        raise ConfError(f"cannot be read: {getattr(error, 'strerror', None) or error}", path) from error
    except UnicodeDecodeError as error:
        raise ConfError("is not UTF-8", path) from error


def _table(lines: Iterator[list[str]]) -> tuple[list[str], list[Row]]:
    header = [name_of_column(cell) for cell in next(lines, [])]
    rows = [_row(header, cells) for cells in lines if cells]
    return list(dict.fromkeys(name for name in header if name and not name.startswith(MULTIVALUE))), rows


def name_of_column(cell: str) -> str:
    """The column of a cell of the header, less the blanks around it, and the quotes that these kept from being some."""
    name = cell.strip()
    return name[1:-1].strip() if len(name) > 1 and name[0] == name[-1] == '"' else name


def _row(header: list[str], cells: list[str]) -> Row:
    row: Row = {column: cell for column, cell in zip(header, cells, strict=False) if cell and column}
    for column in [name for name in row if name.startswith(MULTIVALUE)]:
        values = [value.replace("$$", "$") for value in _VALUE.findall(str(row.pop(column)))]
        if len(values) > 1:
            row[column.removeprefix(MULTIVALUE)] = values
    return row
