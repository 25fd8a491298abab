"""A path -> the file there, or the files under the folder there that may hold data, judging by their endings."""

from __future__ import annotations

import re
from pathlib import Path

from .. import lazy_re
from ..errors import NotFound
from .notes import Notes

RECORDS = frozenset({".json", ".ndjson", ".jsonl", ".log", ".gz"})
"""Endings of CloudTrail files."""
DATA = RECORDS | {".csv", ".tsv", ".psv", ".xml"}
"""Endings of what may be of any source type."""
_ROTATED = lazy_re.compile(r"\.\d{1,4}$", re.ASCII)


def files(path: Path, endings: frozenset[str] = RECORDS, notes: Notes | None = None) -> list[Path]:
    """In the order of their names; `notes` say which are passed over, save for hidden ones. Raises NotFound."""
    if not path.exists():
        raise NotFound(f"There is no file or folder {path}")
    if not path.is_dir():
        return [path]
    listed = ", ".join(sorted(endings))
    found: list[Path] = []
    for file in sorted(path.rglob("*")):
        if file.is_dir():
            continue
        if _ending(file) in endings:
            found.append(file)
        elif notes is not None and not any(part.startswith(".") for part in file.relative_to(path).parts):
            notes.add("passed over", f"{file} is passed over: of a folder, files ending in {listed} are read")
    if not found:
        raise NotFound(f"There is no file ending in {listed} in {path}; one that is named itself may end otherwise")
    return found


def _ending(file: Path) -> str:
    """In lower case; of a file that has been rotated, such as x.log.1, that before the number."""
    return Path(_ROTATED.sub("", file.name)).suffix.lower()
