"""A file that stands for something -> a turn at that, which one process, or thread, has at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import NotWritten
from ..store.lock import take

_PAUSE = 0.1


@contextmanager
def turn(file: Path, seconds: float) -> Iterator[bool]:
    """Waits for the turn; False when it has not come in time. The file is there meanwhile; a process that ends, however
    that is, has its turn no longer. Raises NotWritten.

    Where files cannot be locked, as on some network drives, all have their turn at once.
    """
    end = time.monotonic() + seconds
    number = _taken(file)
    while number is None and time.monotonic() < end:
        time.sleep(_PAUSE)
        number = _taken(file)
    try:
        yield number is not None
    finally:
        if number is not None:
            with suppress(OSError):  # on Windows while others wait
                file.unlink()
            os.close(number)


def _taken(file: Path) -> int | None:
    """The open file, locked; None while another has it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise NotWritten(file, error) from error
    try:
        take(number)
        if os.path.samestat(os.fstat(number), file.stat()):
            return number
    except (BlockingIOError, PermissionError, FileNotFoundError):  # the one before has removed it
        pass
    except OSError:
        return number
    os.close(number)
    return None
