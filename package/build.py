"""The repository's root in; `dist/<app id>-<version>.spl` out, the same bytes on every build of the same commit, and
its checksum beside it.

Sorted names, ustar, mode 0644, owner 0, one time for all files (SOURCE_DATE_EPOCH, else the last commit's, else a
constant), and a gzip header without name and time. The compressed bytes are those of the machine's zlib; should another
zlib pack differently, `tar_sha256` still tells whether the content is the same.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from minisplunk import plain_files

from . import checksum
from .contents import collect
from .errors import PackageError, os_error
from .readme import for_admins
from .unpacked import identity, read_confs, read_meta

MODE = 0o644
NO_COMMIT = 315532800
"""The time of the files where neither SOURCE_DATE_EPOCH nor a commit gives one: 1980-01-01, as zip has it."""
LATEST = 8**11 - 1
"""The latest time that a ustar header holds."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The time that all files of the .spl bear, in seconds since the epoch, and where it is from."""

    seconds: int
    source: str


@dataclass(frozen=True, slots=True)
class Built:
    """An .spl as it was written. `files` counts them, `size` is in bytes."""

    path: Path
    app: str
    version: str
    files: int
    size: int
    sha256: str
    tar_sha256: str
    stamp: Stamp


def build(root: Path, dist: Path | None = None) -> Built:
    """Write the .spl of the app in `root` into `dist` (root/dist when not given), and its checksum beside it.

    Each of the two is written whole or not at all. Where only the .spl could be, the old checksum does not hold.

    PackageError or ConfError, in the user's words, where a file is missing, unknown, unreadable or broken.
    """
    files = {name: _read(path) for name, path in collect(root).items()}
    files |= {name: for_admins(data) for name, data in files.items() if name.endswith(".md")}
    confs = read_confs(files)
    read_meta(files)
    app, version = identity(confs["app"])
    stamp = stamp_of(root)
    tar = pack(app, files, stamp.seconds)
    data = compress(tar)
    path = (dist or root / "dist") / f"{app}-{version}.spl"
    write(path, data)
    write(checksum.beside(path), checksum.line(path, data).encode())
    return Built(path, app, version, len(files), len(data), _sha256(data), _sha256(tar), stamp)


def pack(app: str, files: Mapping[str, bytes], seconds: int) -> bytes:
    """The files in one folder named `app`, as a tar whose bytes depend on nothing else."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(files):
            entry = tarfile.TarInfo(f"{app}/{name}")
            entry.size, entry.mode, entry.mtime = len(files[name]), MODE, seconds
            tar.addfile(entry, io.BytesIO(files[name]))
    return buffer.getvalue()


def compress(tar: bytes) -> bytes:
    """Gzipped, without a name and a time in the header. (gzip.compress differs between versions of Python.)"""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as stream:
        stream.write(tar)
    return buffer.getvalue()


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then renamed. Makes the folder."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            temporary.chmod(MODE)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise os_error("written", path, error, f"make {path.parent} a folder that you may write to") from error


def stamp_of(root: Path) -> Stamp:
    """SOURCE_DATE_EPOCH (reproducible-builds.org), else the time of the last commit of `root`, else a constant."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        if not (epoch.isascii() and epoch.isdigit() and int(epoch) <= LATEST):
            raise PackageError(f"SOURCE_DATE_EPOCH: is {epoch!r}: give whole seconds since 1970, or unset it")
        return Stamp(int(epoch), "SOURCE_DATE_EPOCH")
    committed = _commit_time(root) if (root / ".git").exists() else ""
    if committed.isdigit():
        return Stamp(int(committed), "the last commit")
    return Stamp(NO_COMMIT, "a constant: git knows no commit here")


def _commit_time(root: Path) -> str:
    try:
        command = ["git", "-C", str(root), "log", "-1", "--no-show-signature", "--format=%ct"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return ""


def _read(path: Path) -> bytes:
    try:
        return plain_files.read(path)
    except OSError as error:
        raise os_error("read", path, error, "make the file readable") from error


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
