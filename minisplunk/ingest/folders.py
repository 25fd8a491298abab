"""A path -> the file there, or the files under the folder there that may hold data, judging by their endings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from .. import lazy_re
from ..errors import DataError, NotFound
from .notes import Notes
from .places import Wanted
from .skipped import Skipped

RECORDS = frozenset({".json", ".ndjson", ".jsonl", ".log", ".gz", ".zst", ".bz2"})
"""Endings of CloudTrail files."""
DATA = RECORDS | {".csv", ".tsv", ".psv", ".xml"}
"""Endings of what may be of any source type."""
_ROTATED = lazy_re.compile(r"\.\d{1,4}$", re.ASCII)
_ALL = Wanted()


def files(
    path: Path,
    endings: frozenset[str] = RECORDS,
    notes: Notes | None = None,
    wanted: Wanted = _ALL,
    skipped: list[Skipped] | None = None,
) -> list[Path]:
    """In the order of their names; `notes` say which are passed over, save for hidden ones and those not `wanted`. A
    link to a folder is not followed. A folder that cannot be read is `skipped`, or DataError without that. Raises
    NotFound."""
    if not path.exists():
        raise NotFound(f"There is no file or folder {path}")
    if not path.is_dir():
        return [path]
    listed = ", ".join(sorted(endings))
    found: list[Path] = []
    for name, relative in _below(path, wanted, notes, skipped):
        if not has_ending(name, endings):
            if notes is not None and not any(part.startswith(".") for part in relative.split("/")):
                notes.add("passed over", f"{name} is passed over: of a folder, files ending in {listed} are read")
        elif wanted.file(name, relative):
            found.append(Path(name))
    if not found:
        left = "" if wanted == _ALL else " that --earliest, --latest, --include and --exclude leave"
        raise NotFound(
            f"There is no file ending in {listed} in {path}{left}; one that is named itself may end otherwise"
        )
    return found


def has_ending(name: str, endings: frozenset[str]) -> bool:
    """In any case; of a file that has been rotated, such as x.log.1, the ending before the number counts."""
    return Path(_ROTATED.sub("", os.path.basename(name))).suffix.lower() in endings  # noqa: PTH119  tens of thousands


def _below(
    folder: Path, wanted: Wanted, notes: Notes | None, skipped: list[Skipped] | None, above: str = ""
) -> Iterator[tuple[str, str]]:
    """What is under a folder and no folder itself: paths, whole and relative to the folder that was given."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        fault = DataError(f"{folder}: cannot be read: {error.strerror or error}")
        if skipped is None:
            raise fault from error
        skipped.append(Skipped.of(folder, fault))
        return
    for entry in entries:
        relative = above + entry.name
        if entry.is_dir(follow_symlinks=False):
            if wanted.folder(Path(entry.path).absolute().as_posix(), relative):
                yield from _below(Path(entry.path), wanted, notes, skipped, f"{relative}/")
        elif not entry.is_dir():
            yield entry.path, relative
        elif notes is not None:
            notes.add("link", f"{entry.path} is a link to a folder, and is not followed")
