"""A path -> the bytes that a person means by it: gzip unpacked, a byte order mark gone, what is no data refused."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from isal import igzip, isal_zlib

from ..errors import DataError, NotFound

_GZIP = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"
_LFS_POINTER = b"version https://git-lfs.github.com/spec/v1"
_REFUSED = {
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
    b"PK\x03\x04": "a zip archive; unpack it",
    b"\x28\xb5\x2f\xfd": "zstd-compressed; unpack it",
    b"BZh": "bzip2-compressed; unpack it",
    b"\xfd7zXZ": "xz-compressed; unpack it",
    b"PAR1": "a Parquet file; export it as JSON",
}
_SIZE = 1 << 20
_ISAL_ERROR = cast(type[Exception], isal_zlib.error)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file for reading, from after the byte order mark on.

    Raises NotFound, and DataError for a file that cannot be read, a Git LFS pointer, and formats known not to be text;
    the same for gzip that turns out to be damaged inside the block.
    """
    try:
        with path.open("rb") as plain:
            file = _unpacked(plain) if plain.peek(2)[:2] == _GZIP else plain
            _check(file.peek(64), path)
            if file.peek(3)[:3] == _UTF8_MARK:
                file.read(3)
            yield file
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}") from error
    except (EOFError, _ISAL_ERROR, gzip.BadGzipFile) as error:
        raise DataError(f"{path}: the gzip data is damaged or cut short: {error}") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error


def chunks(path: Path) -> Iterator[bytes]:
    """The same bytes in pieces of up to a megabyte."""
    with opened(path) as file:
        while chunk := file.read(_SIZE):
            yield chunk


def _unpacked(plain: io.BufferedReader) -> io.BufferedReader:
    unpacked = igzip.IGzipFile(fileobj=plain, mode="rb")  # type: ignore[no-untyped-call]
    return io.BufferedReader(cast(io.RawIOBase, unpacked), _SIZE)


def _check(start: bytes, path: Path) -> None:
    if start.startswith(_LFS_POINTER):
        raise DataError(
            f"{path}: a Git LFS pointer, not the data itself. In its repository run: "
            f'git lfs pull --include="{_inside_repository(path)}"'
        )
    for magic, what in _REFUSED.items():
        if start.startswith(magic):
            raise DataError(f"{path}: {what}")


def _inside_repository(path: Path) -> str:
    """The path as Git knows it; the file's name where there is no repository around it."""
    whole = path.resolve()
    for folder in whole.parents:
        if (folder / ".git").exists():
            return whole.relative_to(folder).as_posix()
    return path.name
