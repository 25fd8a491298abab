"""A path in; the apps and the files of searches there, told apart by what they are, out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from .. import plain_files
from ..dataclass import dataclass
from ..errors import DataError
from .library import ENDINGS, SPL, STANDARD_INPUT, Library, read_files

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Found:
    """`apps`: folders with default/app.conf, and archives; `files`: of searches."""

    apps: tuple[Path, ...]
    files: tuple[Path, ...]


def found(path: Path) -> Found:
    """What is at a path. Of a folder that is no app, all in it, less what begins with a dot. Raises DataError where
    there is nothing to read."""
    if path == STANDARD_INPUT:
        return Found((), (path,))
    if path.suffix == ".conf":
        raise DataError(f"{path}: is a part of an app: name the folder of the app.")
    several = tuple(_below(path)) if path.is_dir() else (path,)
    apps = tuple(one for one in several if _is_app(one))
    files = tuple(one for one in several if one not in apps)
    if not several:
        raise DataError(f"{path}: there is nothing to check: no app, and no file that ends with {', '.join(ENDINGS)}.")
    return Found(apps, files)


def read(path: Path) -> Library:
    """The files of searches at a path."""
    return read_files(found(path).files)


def _below(folder: Path) -> Iterator[Path]:
    if _is_app(folder):
        yield folder
        return
    for place, folders, files in os.walk(folder):
        here = Path(place)
        visible = sorted(name for name in folders if not name.startswith("."))
        yield from (here / name for name in visible if _is_app(here / name))
        folders[:] = [name for name in visible if not _is_app(here / name)]
        yield from (here / name for name in sorted(files) if Path(name).suffix.lower() in ENDINGS)


def _is_app(path: Path) -> bool:
    """An .spl may be an app, or the text of a search."""
    if path.is_dir():
        return (path / "default" / "app.conf").is_file()
    if path.suffix.lower() not in (*SPL, ".tgz", ".gz"):
        return False
    try:
        with plain_files.opened(path) as file:
            return file.read(len(_GZIP)) == _GZIP
    except OSError:  # whoever reads it says why
        return False
