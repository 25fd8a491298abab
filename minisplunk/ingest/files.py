"""A path -> the bytes that a person means by it: unpacked, a byte order mark gone, what is no data refused.

What comes through a pipe is kept in a file without a name first, since whoever moves the times of events reads twice.
"""

from __future__ import annotations

import bz2
import io
import os
import shutil
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, Any, cast

from isal import igzip_lib

from .. import plain_files
from ..errors import DataError, NotFound
from .places import At

_UTF8_MARK = b"\xef\xbb\xbf"
_LFS_POINTER = b"version https://git-lfs.github.com/spec/v1"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_REFUSED = {
    **dict.fromkeys(_UTF16_MARKS, "UTF-16 text; save it as UTF-8"),
    b"PK\x03\x04": "a zip archive; unpack it",
    b"\xfd7zXZ": "xz-compressed; unpack it",
    b"PAR1": "a Parquet file; export it as JSON",
    b"ElfFile\0": "a Windows event log; export it as XML: wevtutil qe FILE /lf:true /f:xml",
}
_SIZE = 1 << 20
_ISAL_ERROR = cast(type[Exception], igzip_lib.error)


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

    @property
    def size(self) -> int:
        return os.fstat(self._number).st_size

    @property
    def modified(self) -> float:
        """Epoch seconds."""
        return os.fstat(self._number).st_mtime


@contextmanager
def opened(path: At, piped: Piped | None = None, charset: str = "") -> Iterator[io.BufferedReader[Any]]:
    """The file for reading, from after the byte order mark on; with `piped`, what came through by this name. `charset`:
    what it is known to be written in, empty for UTF-8. Packed data, told by its first bytes, is unpacked as it is read.

    Raises NotFound, and DataError for a file that cannot be read, a Git LFS pointer, and formats known not to be text.
    Packed data that is damaged ends where the damage is, and the DataError of that comes at the end of the block.
    """
    kind = ""
    try:
        with _plain(path, piped) as plain:
            start = plain.peek(4)
            kind, unpack = next((found for magic, found in _PACKED.items() if start.startswith(magic)), ("", None))
            unpacked = None if unpack is None else _Unpacked(unpack(plain))
            file: io.BufferedReader[Any] = plain if unpacked is None else io.BufferedReader(unpacked, _SIZE)
            _check(file.peek(64), path, charset)
            if unpacked is not None and file.peek(4).startswith(tuple(_PACKED)):
                raise DataError(f"{path}: packed twice; unpack it once")
            if file.peek(3)[:3] == _UTF8_MARK:
                file.read(3)
            try:
                yield file
            except DataError:
                if unpacked is None or unpacked.fault is None:
                    raise
            if unpacked is not None and unpacked.fault is not None:
                raise unpacked.fault
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}") from error
    except _damages() as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise DataError(f"{path}: cannot be read: {error.strerror}") from error
        what = f"the {kind} data is damaged or cut short" if kind else "cannot be read"
        raise DataError(f"{path}: {what}: {error}") from error


def chunks(path: At, piped: Piped | None = None, charset: str = "") -> Iterator[bytes]:
    """The same bytes in pieces of up to a megabyte."""
    with opened(path, piped, charset) as file:
        while chunk := file.read(_SIZE):
            yield chunk


def as_it_lies(path: At, piped: Piped | None = None) -> Iterator[bytes]:
    """The bytes that are there, packed as they may be, in pieces. Raises NotFound and DataError."""
    try:
        with _plain(path, piped) as file:
            while chunk := file.read(_SIZE):
                yield chunk
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error


def beginning(path: At, size: int, piped: Piped | None = None) -> bytes:
    """The first of the same bytes; of packed data that is damaged, those before that, if there are any."""
    data = b""
    try:
        with opened(path, piped) as file:
            data = file.read(size)
    except DataError:
        if not data:
            raise
    return data


def _plain(path: At, piped: Piped | None) -> io.BufferedReader:
    if piped is not None:
        return piped.opened()
    return plain_files.opened(path) if isinstance(path, Path) else path.opened()


class _Unpacked(io.RawIOBase):
    """Unpacked data as far as it goes. `fault`: why it ends before its end."""

    def __init__(self, unpacking: Any) -> None:
        super().__init__()
        self._unpacking = unpacking
        self.fault: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.fault is not None:
            return 0
        try:
            data = self._unpacking.read1(len(buffer))
        except _damages() as error:
            self.fault = error
            return 0
        buffer[: len(data)] = data
        return len(data)


class _Gzip:
    """Gzip data, of one member or of several, with zeros after each as tapes have them. Other than IGzipFile, which
    fills its buffer or fails, it gives all that stands before damage."""

    def __init__(self, plain: io.BufferedReader) -> None:
        self._plain = plain
        self._packed = b""
        self._member: Any = None

    def read1(self, size: int) -> bytes:
        while True:
            wanted = self._member is None or self._member.needs_input
            packed = self._packed or (self._plain.read1(_SIZE) if wanted else b"")
            self._packed = b""
            if self._member is None:
                packed = packed.lstrip(b"\0") or self._plain.read1(_SIZE)
                if not packed:
                    return b""
                self._packed = packed.lstrip(b"\0")
                self._member = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP) if self._packed else None
                continue
            if wanted and not packed:
                raise EOFError("it ends before its data does")
            data: bytes = self._member.decompress(packed, size)
            if self._member.eof:
                self._packed, self._member = self._member.unused_data, None
            if data:
                return data


def _zstd(plain: io.BufferedReader) -> Any:
    return zstd().ZstdFile(plain)


def zstd() -> Any:
    """The library of Zstandard: Python's own from 3.14 on, and the same for older ones."""
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


_PACKED: dict[bytes, tuple[str, Callable[[io.BufferedReader], Any]]] = {
    b"\x1f\x8b": ("gzip", _Gzip),
    b"\x28\xb5\x2f\xfd": ("zstd", _zstd),
    b"BZh": ("bzip2", bz2.BZ2File),
}


def _damages() -> tuple[type[Exception], ...]:
    """What is raised for damaged data. That of a library which nobody has needed is not there."""
    loaded = [sys.modules[name] for name in ("compression.zstd", "backports.zstd") if name in sys.modules]
    return (EOFError, OSError, _ISAL_ERROR, *(module.ZstdError for module in loaded))


def _check(start: bytes, path: At, charset: str) -> None:
    if start.startswith(_LFS_POINTER):
        raise DataError(
            f"{path}: a Git LFS pointer, not the data itself. In its repository run: "
            f'git lfs pull --include="{_inside_repository(path)}"'
        )
    for magic, what in _REFUSED.items():
        if start.startswith(magic) and not (charset and magic in _UTF16_MARKS):
            raise DataError(f"{path}: {what}")


def _inside_repository(path: At) -> str:
    """The path as Git knows it; the file's name where there is no repository around it."""
    if not isinstance(path, Path):
        return path.name
    whole = path.resolve()
    for folder in whole.parents:
        if (folder / ".git").exists():
            return whole.relative_to(folder).as_posix()
    return path.name
