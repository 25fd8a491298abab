"""Rows and their columns in; the CSV file that outputlookup or outputcsv leaves, out, whole at any moment.

Search Reference, outputlookup and outputcsv: several values of a field become one, with blanks between them; with
output_format=splunk_mv_csv they are kept in further columns, in the notation that `csv.py` reads.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from .. import plain_files
from ..disk import replacing
from ..errors import ConfError
from ..values import Row, Value, texts
from .csv import MULTIVALUE, name_of_column

_SPECIAL = re.compile(r"""[",\r\n]|^\s|\s$""")
"""What a cell cannot hold without quotes around it, and blanks that some readers would take away."""


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Row], *, multivalued: bool = False) -> None:
    """Replace a file. Raises NotWritten, and then all is as it was."""
    header = [*columns, *(f"{MULTIVALUE}{name}" for name in columns)] if multivalued else columns
    with replacing(path) as file, _packed(file, path) as text:
        if header:
            text.write(_line(header))
        _write(text, header, rows)


def append_rows(path: Path, rows: Iterable[Row]) -> bool:
    """Add rows to a file, in the columns that it has; False for a file that has none, which stays as it is.

    Readers see the file without any of the rows, or with all. Raises NotWritten, ConfError for a file that is no CSV,
    and FileNotFoundError.
    """
    with plain_files.opened(path) as before:
        header, ended = _header(before, path)
        if not header:
            return False
        with replacing(path) as file:
            before.seek(0)
            while piece := before.read(1 << 20):
                file.write(piece)
            with _text(file) as text:
                if not ended:
                    text.write("\n")
                _write(text, header, rows)
        return True


def several(value: Value) -> str:
    """The cell that keeps the values of a multivalue field apart, `$a$;$b$`; empty for one value or none."""
    return ";".join("${}$".format(text.replace("$", "$$")) for text in value) if isinstance(value, list) else ""


def _write(text: io.TextIOBase, header: Sequence[str], rows: Iterable[Row]) -> None:
    """`__mv_x` is a column about x; where there is one, x has its values on lines, as splunkd's results have them."""
    kept = frozenset(name.removeprefix(MULTIVALUE) for name in header if name.startswith(MULTIVALUE))
    text.writelines(_line([_cell(row, name, kept) for name in header]) for row in rows)


def _line(cells: Sequence[str]) -> str:
    """Python's own writer leaves a lone carriage return without quotes, so that nobody could read the line."""
    if len(cells) == 1 and not cells[0]:
        return '""\n'  # an empty line would be no row
    return ",".join([_quoted(cell) if _SPECIAL.search(cell) else cell for cell in cells]) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _cell(row: Row, name: str, kept: frozenset[str]) -> str:
    if name.startswith(MULTIVALUE):
        return several(row.get(name.removeprefix(MULTIVALUE)))
    return ("\n" if name in kept else " ").join(texts(row.get(name)))


def _header(file: BinaryIO, path: Path) -> tuple[list[str], bool]:
    """The columns of a file, and whether its last line is ended."""
    try:
        with _text(file, "utf-8-sig") as text:
            header = [name_of_column(cell) for cell in next(csv.reader(text), [])]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ConfError("has no header that can be read", path) from error
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 1))
    return header, file.read(1) in (b"", b"\n")


@contextmanager
def _packed(file: BinaryIO, path: Path) -> Iterator[io.TextIOWrapper]:
    """The file as text, compressed where its name says so."""
    if path.suffix != ".gz":
        with _text(file) as text:
            yield text
        return
    with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed, _text(packed) as text:
        yield text


@contextmanager
def _text(file: IO[bytes] | gzip.GzipFile, encoding: str = "utf-8") -> Iterator[io.TextIOWrapper]:
    """A file as text, for a while: it stays open. What is half a character is written as a question mark."""
    text = io.TextIOWrapper(file, encoding, errors="replace" if file.writable() else "strict", newline="")
    try:
        yield text
    finally:
        text.detach()
