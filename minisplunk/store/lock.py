"""The folder of a Splunk in; a lock on it, which one process at a time can have, out.

What a server knows of its settings, schedules and alerts it knows by itself, so a second one in the same folder would
write over it. The lock is the system's own on an open file: it goes with the process, however that ends, and no program
that the process starts has it. The file is named as splunkd names the one with its process id; that it is there means
nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..database import StoreError
from ..errors import MinisplunkError

FILE = Path("var", "run", "splunk", "splunkd.pid")

if sys.platform == "win32":
    import msvcrt

    _BEYOND = 1 << 30
    """On Windows nobody else can read what is locked, so it is a byte behind the process id."""

    def take(number: int) -> None:
        """The lock on an open file. Raises OSError, BlockingIOError or PermissionError while another has it."""
        os.lseek(number, _BEYOND, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def take(number: int) -> None:
        """The lock on an open file. Raises OSError, BlockingIOError or PermissionError while another has it."""
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderInUse(MinisplunkError):
    """Another process serves this folder, or writes to it."""


@contextmanager
def held(folder: Path | None, *, guest: bool = False) -> Iterator[Path]:
    """The folder until the block ends, locked unless it is for a guest; without one, a temporary folder.

    Raises FolderInUse, and StoreError for a folder that cannot be locked.
    """
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="minisplunk-"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    elif guest:
        yield folder
    else:
        number = _locked(folder)
        try:
            yield folder
        finally:
            os.close(number)


def _locked(folder: Path) -> int:
    """The open file with the lock, which says whose it is."""
    file = folder / FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o644)
    except OSError as error:
        raise StoreError(f"{file}: cannot be written: {error.strerror or error}") from error
    try:
        take(number)
    except OSError as error:
        with os.fdopen(number, "rb") as written:
            if isinstance(error, (BlockingIOError, PermissionError)):
                who = _holder(written.read(20))
                once = "a folder has one server, or one replay, at a time"
                raise FolderInUse(f"{folder} is in use by {who}: {once}") from error
        raise StoreError(f"{file}: cannot be locked: {error.strerror or error}") from error
    with suppress(OSError):  # on a full disk nobody is told which process it is, and nothing else is amiss
        os.ftruncate(number, 0)
        os.lseek(number, 0, os.SEEK_SET)
        os.write(number, f"{os.getpid()}\n".encode())
    return number


def _holder(written: bytes) -> str:
    return f"process {int(written)}" if written.strip().isdigit() else "another process"
