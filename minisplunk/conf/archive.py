"""An app archive (.spl, .tgz) in; its one top folder, unpacked, out. Archives are strangers': all is checked.

And files in, such an archive of them out.
"""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from .. import plain_files
from ..errors import ConfError

LIMIT = 512 * 1024 * 1024
"""Bytes that an archive may unpack to. Enterprise Security, the largest app we know, stays below."""
FILES = 100_000
_DESCRIBED = 64 * 1024
"""Bytes of a header that says more of the next member, such as a long name: tarfile holds all of it at once."""
_DESCRIBING = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)
_GZIP = b"\x1f\x8b"
_BROKEN = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError)


def unpack(archive: Path, into: Path, *, limit: int = LIMIT) -> Path:
    """Unpack an archive into the empty folder `into`; the path of its top folder.

    ConfError for what is no gzip tar, an absolute path, one with `..` or a backslash, a link or a device, a file in
    the archive twice, a second top folder, and more than `limit` bytes. What was unpacked by then stays in `into`.
    """
    tops: set[str] = set()
    try:
        with plain_files.opened(archive) as file:
            if file.read(2) != _GZIP:
                raise ConfError("is not an app archive: a gzip-compressed tar is wanted", archive)
            file.seek(0)
            for member, content in _members(file, archive, limit):
                path = _path(member, archive)
                tops.update(path.parts[:1])
                if len(tops) > 1:
                    raise ConfError(f"holds more than one top folder: {', '.join(sorted(tops))}", archive)
                _write(member, content, into / path, archive)
    except _BROKEN as error:
        raise ConfError(f"is not an app archive: a gzip-compressed tar is wanted ({error})", archive) from error
    top = into / next(iter(tops), "")
    if not tops or not top.is_dir():
        raise ConfError("holds no app folder", archive)
    return top


def packed(top: str, files: Mapping[str, Path]) -> bytes:
    """An archive of a folder `top` that holds these files by their paths in it: the same for the same files.

    Raises OSError for one that cannot be read.
    """
    buffer = io.BytesIO()
    with gzip.GzipFile("", "wb", 1, buffer, mtime=0) as packing, tarfile.open(fileobj=packing, mode="w|") as tar:
        for name, path in sorted(files.items()):
            data = plain_files.read(path)
            member = tarfile.TarInfo(f"{top}/{name}")
            member.size, member.mode = len(data), 0o755 if os.access(path, os.X_OK) else 0o644
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def _members(file: IO[bytes], archive: Path, limit: int) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """Each member with its content (None for a folder), in order, read once; the limit is for their announced sizes."""
    total = count = 0
    with _Limited(file, archive, limit) as stream, tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as tar:
        for member in tar:
            total += member.size
            count += 1
            if total > limit or count > FILES:
                raise _too_large(archive, limit)
            yield member, tar.extractfile(member) if member.isreg() else None


class _Header(tarfile.TarInfo):
    """A member's header, which says no more of it than apps need."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        header = super().frombuf(buf, encoding, errors)
        if header.type in _DESCRIBING and header.size > _DESCRIBED:
            raise tarfile.ReadError(f"{header.size:,} bytes that describe a member")
        return header


class _Limited(gzip.GzipFile):
    """Gzip that raises after a number of bytes, which also bounds the headers that tarfile reads by itself."""

    def __init__(self, file: IO[bytes], archive: Path, limit: int) -> None:
        super().__init__(fileobj=file)
        self._archive, self._limit = archive, limit
        # each file has a header of its own and is padded to 512 bytes
        self._left = 2 * limit + 1024 * 1024

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self._left -= len(data)
        if self._left < 0:
            raise _too_large(self._archive, self._limit)
        return data


def _too_large(archive: Path, limit: int) -> ConfError:
    return ConfError(f"unpacks to more than {limit // 1024 // 1024} MiB or {FILES:,} files", archive)


def _path(member: tarfile.TarInfo, archive: Path) -> PurePosixPath:
    """The member's path, known to stay inside the folder it is unpacked to."""
    path = PurePosixPath(member.name)
    if path.is_absolute() or ".." in path.parts or any(sign in member.name for sign in "\\:\0"):
        raise ConfError(f"would write outside its folder: {member.name!r}", archive)
    if member.issym() or member.islnk():
        raise ConfError(f"holds a link: {member.name!r}", archive)
    if member.issparse() or not (member.isreg() or member.isdir()):
        raise ConfError(f"holds a device or another special file: {member.name!r}", archive)
    return path


def _write(member: tarfile.TarInfo, content: IO[bytes] | None, path: Path, archive: Path) -> None:
    try:
        if content is None:
            path.mkdir(parents=True, exist_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            while chunk := content.read(1024 * 1024):
                file.write(chunk)
        path.chmod(0o755 if member.mode & 0o100 else 0o644)
    except (FileExistsError, NotADirectoryError) as error:
        raise ConfError(f"holds a path twice, or as a file and a folder: {member.name!r}", archive) from error
