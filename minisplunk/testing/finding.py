"""Files and folders in; the cases that are in them out: case files, and detections as contentctl has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..content.library import YAML
from ..dataclass import dataclass
from ..errors import DataError, NotFound
from .case import Case
from .detections import cases_of, is_detection
from .reading import ENDING, CaseFile, read

PATTERN = f"test_*{ENDING}"
"""Which files of a folder are case files; one that is named itself may be called otherwise."""
_HIDDEN = (".", "node_modules", "__pycache__")


@dataclass(frozen=True, slots=True)
class Plan:
    """`faults`: what cannot be read, each with file and line: the other cases are run all the same."""

    cases: Sequence[Case] = ()
    faults: Sequence[DataError] = ()

    @classmethod
    def of(cls, files: Iterable[CaseFile]) -> Plan:
        read = list(files)
        return cls([case for file in read for case in file.cases], [fault for file in read for fault in file.faults])


def plan(paths: Sequence[Path]) -> Plan:
    """The cases of all files, each file once. Raises NotFound where there is none."""
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    if not files:
        where = " ".join(map(str, paths))
        raise NotFound(f"{where}: no cases here: neither a file {PATTERN}, nor a detection in YAML that has `tests`")
    return Plan.of(_read(file) for file in files)


def _read(path: Path) -> CaseFile:
    return cases_of(path) if not path.name.endswith(ENDING) and is_detection(path) else read(path)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        inside = file.relative_to(path).parts
        if file.suffix.lower() not in YAML or any(part.startswith(_HIDDEN) for part in inside) or file.is_dir():
            continue
        # a case file that cannot be read, such as a link to nothing, is told of when it is read
        if file.match(PATTERN) or (not file.name.endswith(ENDING) and file.is_file() and is_detection(file)):
            yield file
