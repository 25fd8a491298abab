"""A path -> the bytes that a person means by it: gzip unpacked, a byte order mark gone, what is no data refused.

What comes through a pipe is kept in a file without a name first, since whoever moves the times of events reads twice.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from isal import igzip, isal_zlib

from .. import plain_files
from ..errors import DataError, NotFound

_GZIP = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"
_LFS_POINTER = b"version https://git-lfs.github.com/spec/v1"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_REFUSED = {
    **dict.fromkeys(_UTF16_MARKS, "UTF-16 text; save it as UTF-8"),
    b"PK\x03\x04": "a zip archive; unpack it",
    b"\x28\xb5\x2f\xfd": "zstd-compressed; unpack it",
    b"BZh": "bzip2-compressed; unpack it",
    b"\xfd7zXZ": "xz-compressed; unpack it",
    b"PAR1": "a Parquet file; export it as JSON",
    b"ElfFile\0": "a Windows event log; export it as XML: wevtutil qe FILE /lf:true /f:xml",
}
_SIZE = 1 << 20
_ISAL_ERROR = cast(type[Exception], isal_zlib.error)


class Piped:
    """All that has come through a pipe, in a file that ends with this object. Raises DataError when it has no room."""

    def __init__(self, pipe: IO[bytes]) -> None:
        file = tempfile.TemporaryFile(prefix="minisplunk-")  # noqa: SIM115
        weakref.finalize(self, file.close)
        try:
            shutil.copyfileobj(pipe, file, _SIZE)
            file.flush()
        except OSError as error:
            raise DataError(f"what comes through the pipe cannot be kept: {error.strerror or error}") from error
        self._number = file.fileno()

    def opened(self) -> io.BufferedReader:
        """It from the beginning, for one reader at a time."""
        os.lseek(self._number, 0, os.SEEK_SET)
        return os.fdopen(os.dup(self._number), "rb")

    def status(self) -> os.stat_result:
        return os.fstat(self._number)


@contextmanager
def opened(path: Path, piped: Piped | None = None, charset: str = "") -> Iterator[BinaryIO]:
    """The file for reading, from after the byte order mark on; with `piped`, what came through by this name. `charset`:
    what it is known to be written in, empty for UTF-8.

    Raises NotFound, and DataError for a file that cannot be read, a Git LFS pointer, and formats known not to be text;
    the same for gzip that turns out to be damaged inside the block.
    """
    try:
        with plain_files.opened(path) if piped is None else piped.opened() as plain:
            file = _unpacked(plain) if plain.peek(2)[:2] == _GZIP else plain
            _check(file.peek(64), path, charset)
            if file.peek(3)[:3] == _UTF8_MARK:
                file.read(3)
            yield file
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}") from error
    except (EOFError, _ISAL_ERROR, gzip.BadGzipFile) as error:
        raise DataError(f"{path}: the gzip data is damaged or cut short: {error}") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error


def chunks(path: Path, piped: Piped | None = None, charset: str = "") -> Iterator[bytes]:
    """The same bytes in pieces of up to a megabyte."""
    with opened(path, piped, charset) as file:
        while chunk := file.read(_SIZE):
            yield chunk


def beginning(path: Path, size: int, piped: Piped | None = None) -> bytes:
    """The first of the same bytes."""
    with opened(path, piped) as file:
        return file.read(size)


def _unpacked(plain: io.BufferedReader) -> io.BufferedReader:
    unpacked = igzip.IGzipFile(fileobj=plain, mode="rb")  # type: ignore[no-untyped-call]
    return io.BufferedReader(cast(io.RawIOBase, unpacked), _SIZE)


def _check(start: bytes, path: Path, charset: str) -> None:
    if start.startswith(_LFS_POINTER):
        raise DataError(
            f"{path}: a Git LFS pointer, not the data itself. In its repository run: "
            f'git lfs pull --include="{_inside_repository(path)}"'
        )
    for magic, what in _REFUSED.items():
        if start.startswith(magic) and not (charset and magic in _UTF16_MARKS):
            raise DataError(f"{path}: {what}")


def _inside_repository(path: Path) -> str:
    """The path as Git knows it; the file's name where there is no repository around it."""
    whole = path.resolve()
    for folder in whole.parents:
        if (folder / ".git").exists():
            return whole.relative_to(folder).as_posix()
    return path.name
