"""A path that somebody has named, or has put into a folder -> the plain file that is there, or an error at once.

To open a FIFO is to wait for whoever writes to it, and a device may have no end: a server that opens one by accident
waits, with all that wait for it. So whatever comes from a user is opened here.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable
from io import BufferedReader
from pathlib import Path

_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (lambda mode: stat.S_ISCHR(mode) or stat.S_ISBLK(mode), "a device"),
)


class NotPlain(OSError):
    """What is there is no plain file; `strerror` says what it is."""


def opened(path: Path) -> BufferedReader:
    """The plain file at a path, or behind the links there, for reading. Raises NotPlain and other OSErrors."""
    return open(path, "rb", opener=_opened)


def read(path: Path) -> bytes:
    """The bytes of the plain file at a path. Raises OSError as `opened` does."""
    with opened(path) as file:
        return file.read()


def exists(path: Path) -> bool:
    """Whether anything is at a path; one that no file can have leads nowhere."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def other_kind(path: Path) -> str:
    """What is at a path where no file or folder is, as `a FIFO`; empty where there is one, or nothing."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # a ValueError: a name that no file can have
        return ""
    return "" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else _kind(mode)


def is_fifo(path: Path) -> bool:
    """Whether a FIFO is there, such as the end of a pipe that a shell names /dev/fd/63."""
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except OSError:
        return False


def copy(source: Path, target: Path) -> None:
    """Copy a plain file, with its times and mode. Raises OSError as `opened` does."""
    with opened(source) as file, target.open("wb") as copied:
        shutil.copyfileobj(file, copied)
    shutil.copystat(source, target)


def copy_folder(source: Path, target: Path, ignore: Callable[[str, list[str]], Iterable[str]] | None = None) -> None:
    """Copy a folder of plain files; `ignore` names those to leave out. Raises the OSError of the first fault."""
    try:
        shutil.copytree(source, target, ignore=ignore, copy_function=_copied)
    except _Fault as fault:
        raise fault.error from fault
    except shutil.Error as error:  # of a folder itself
        raise OSError(errno.EIO, error.args[0][0][2], str(source)) from error


class _Fault(Exception):
    """Ends the copying of a folder, which would go on after an OSError."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def _copied(source: str, target: str) -> None:
    try:
        copy(Path(source), Path(target))
    except OSError as error:
        raise _Fault(error) from error


def _opened(name: str, flags: int) -> int:
    """Looked at before, since to open a device may do something; and again after, since it may be another by then."""
    _check(os.stat(name), name)  # noqa: PTH116
    number = os.open(name, flags | _AT_ONCE)
    try:
        _check(os.fstat(number), name)
    except BaseException:
        os.close(number)
        raise
    return number


def _check(status: os.stat_result, name: str) -> None:
    if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode):  # Python refuses a folder itself
        return
    raise NotPlain(errno.EINVAL, f"it is {_kind(status.st_mode)}, not a plain file", name)


def _kind(mode: int) -> str:
    return next((kind for is_kind, kind in _KINDS if is_kind(mode)), "something else")
