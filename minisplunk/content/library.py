"""A folder, a file or standard input in; the searches and macros there, each with its place, out.

Files of a folder are told apart by how their names end: `.yml` and `.yaml` are detections and macros as contentctl
has them, `.spl` is one search, `.ndjson` and `.jsonl` have a search a line. A file that is named by itself may end
otherwise: it has a search a line, as standard input has.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from .. import plain_files
from ..conf.app import App
from ..conf.metadata import Metadata
from ..conf.parser import Conf, Stanza
from .documents import Document, documents
from .lines import lines, whole
from .search import Search, Unreadable, shown

NAME = "library"
"""The app that a library's macros are of, and its searches run in."""
STANDARD_INPUT = Path("-")
YAML = (".yml", ".yaml")
SPL = (".spl",)
LINES = (".ndjson", ".jsonl")
ENDINGS = (*YAML, *SPL, *LINES)
MOST = 100 * 1024 * 1024
"""Bytes of a file, all of which is held in memory."""


@dataclass(frozen=True, slots=True)
class Library:
    """`faults`: what of it could not be read."""

    searches: tuple[Search, ...]
    macros: Mapping[str, Stanza]
    faults: tuple[Unreadable, ...] = ()

    def app(self) -> App:
        """An app with the macros."""
        return App(NAME, Path(NAME), {"macros": Conf(self.macros)}, {}, Metadata(), {})


def read(path: Path) -> Library:
    """The library at a path. Raises OSError for a file that is named and cannot be opened."""
    if path.is_dir():
        return read_files(file for file in sorted(path.rglob("*")) if file.suffix.lower() in ENDINGS and file.is_file())
    return read_files([path])


def read_files(files: Iterable[Path]) -> Library:
    """The searches and macros of files, in their order. Raises OSError for what cannot be opened; what is no UTF-8,
    YAML or JSON is one of the faults."""
    searches: list[Search] = []
    macros: dict[str, Stanza] = {}
    filters: dict[str, Stanza] = {}
    faults: list[Unreadable] = []
    for found in (found for file in files for found in _of_file(file)):
        if isinstance(found, Unreadable):
            faults.append(found)
        elif isinstance(found, Search):
            searches.append(found)
        elif (search := found.search()) is not None:
            searches.append(search)
            filters |= found.filters()
        elif (macro := found.macro()) is not None:
            macros[macro.name] = macro
    return Library(tuple(searches), filters | macros, tuple(faults))


def _of_file(path: Path) -> Iterator[Search | Document | Unreadable]:
    file = "standard input" if path == STANDARD_INPUT else shown(path)
    ending = path.suffix.lower()
    try:
        text = _text(path, file)
        if ending in YAML:
            yield from documents(text, file)
        elif ending in SPL:
            yield from whole(text, file, path.stem)
        else:
            yield from lines(text, file)
    except Unreadable as fault:
        yield fault


def _text(path: Path, file: str) -> str:
    """Raises Unreadable for what is not UTF-8, with the line of the first such byte, and for too much of it."""
    with nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else plain_files.opened(path) as opened:
        data = opened.read(MOST + 1)
    if len(data) > MOST:
        raise Unreadable(f"is larger than {MOST // 1024 // 1024} MiB", file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("is not UTF-8", file, data.count(b"\n", 0, error.start) + 1) from error
