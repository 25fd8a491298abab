"""A process in; the same that can only read what a user has named, and write nothing but its own temporary files, out.

Python tells an audit hook of each file, socket and program before it is opened or started (docs.python.org, "Audit
events table"), whichever module asks. This is the second wall: nothing behind the first asks for any of that.
"""

from __future__ import annotations

import errno
import os
import sys
import sysconfig
import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

_FORBIDDEN = (
    *("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"),
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn"),
    *("os.startfile", "os.startfile/2"),
)
"""Network and programs."""
_LISTING = ("os.listdir", "os.scandir")
_CHANGING: dict[str, int] = {
    **dict.fromkeys(("os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.truncate", "os.utime"), 1),
    **dict.fromkeys(("os.link", "os.rename", "os.symlink"), 2),
}
"""Event -> how many of its arguments are paths."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_OUTSIDE = "it lies outside of what was named at the start"


def guard(named: Iterable[Path], temporary: Path) -> None:
    """From now on, and for good. `named`: what may be read; `temporary`: a folder for all that is written, which the
    process is to stand in: what is named without a folder counts as in it."""
    readable = _within([*named, temporary, Path(__file__).parents[1], *_of_python(), os.devnull, "/dev/urandom"])
    writable = _within([temporary, os.devnull])

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            _check(path, writable if flags & _WRITING else readable)
        elif event in _LISTING:
            _check(arguments[0] or ".", readable)
        elif event == "sqlite3.connect":
            if arguments[0] != ":memory:":
                _check(arguments[0], writable)
        elif event in _CHANGING:
            for path in arguments[: _CHANGING[event]]:
                _check(path, writable)
        elif event in _FORBIDDEN:
            raise PermissionError(errno.EACCES, f"{event} is not for this process")

    sys.addaudithook(hook)


def _of_python() -> Iterator[str]:
    """Where modules are, and time zones; but not where somebody works or lives, though Python may look there too."""
    yield from (path for name, path in sysconfig.get_paths().items() if name not in ("scripts", "data"))
    yield from zoneinfo.TZPATH
    private = [os.path.realpath(path) + os.sep for path in (os.curdir, Path("~").expanduser())]
    for path in filter(None, sys.path):
        folder = os.path.realpath(path).rstrip(os.sep) + os.sep
        if not any(place.startswith(folder) for place in private):
            yield path


def _within(roots: Iterable[Path | str]) -> Callable[[str], bool]:
    """Whether a path, with its links followed, is one of these, or in one."""
    real = tuple({os.path.realpath(root) for root in roots})
    folders = tuple(root.rstrip(os.sep) + os.sep for root in real)
    return lambda path: path in real or path.startswith(folders)


def _check(path: Any, allowed: Callable[[str], bool]) -> None:
    if isinstance(path, int):  # a file that is open already
        return
    if not allowed(os.path.realpath(os.fsdecode(path))):
        raise PermissionError(errno.EACCES, _OUTSIDE, os.fsdecode(path))
