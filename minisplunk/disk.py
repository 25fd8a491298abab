"""Files and what they are to hold in; all of them on disk, or none and one sentence why, out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .errors import NotWritten


def replace_files(files: Mapping[Path, bytes | None]) -> None:
    """Replace files, which are made where missing, readable by their owner alone; None removes one. Raises NotWritten.

    Each is written beside its place first, as far as the disk, and only when all are there do they take their places.
    So a full disk, or a folder that nobody may write to, leaves all as they were.
    """
    parts: dict[Path, Path] = {}
    path = Path()
    try:
        for path, data in files.items():
            if data is None:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
            parts[path] = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for path, part in parts.items():
            part.replace(path)
        for path in files.keys() - parts.keys():
            path.unlink(missing_ok=True)
    except OSError as error:
        raise NotWritten(path, error) from error
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)


def replace_file(path: Path, data: bytes) -> None:
    """As `replace_files`, for one."""
    replace_files({path: data})


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes the place of `path` when the block ends, for what is too large to be held at once.

    When the block raises, or nothing can be written, all is as it was. Raises NotWritten.
    """
    part: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise NotWritten(path, error) from error
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink(missing_ok=True)


@contextmanager
def renamed(path: Path, to: Path) -> Iterator[None]:
    """A file that has another path, which nothing has, from the block on; when the block raises it is where it was.

    Raises NotWritten.
    """
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        path.replace(to)
    except OSError as error:
        raise NotWritten(path, error) from error
    try:
        yield
    except BaseException:
        with suppress(OSError):
            to.replace(path)
        raise


def remove_file(path: Path) -> bool:
    """Remove a file; False when there is none. Raises NotWritten."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise NotWritten(path, error) from error
    return True
