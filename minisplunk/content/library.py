"""Files, or standard input, in; the searches and macros there, each with its place, out.

Files of a folder are told apart by how their names end: `.yml` and `.yaml` are detections and macros as contentctl
has them, `.spl` is one search, `.ndjson` and `.jsonl` have a search a line. A file that is named by itself may end
otherwise: it has a search a line, as standard input has.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import field
from pathlib import Path

from .. import plain_files
from ..conf.app import App
from ..conf.metadata import Metadata
from ..conf.parser import Conf, Stanza
from ..dataclass import dataclass
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
    """`faults`: what of it could not be read; `texts`: its files by their names."""

    searches: tuple[Search, ...]
    macros: Mapping[str, Stanza]
    faults: tuple[Unreadable, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    def app(self) -> App:
        """An app with the macros."""
        return App(NAME, Path(NAME), {"macros": Conf(self.macros)}, {}, Metadata(), {})


def read_files(files: Iterable[Path]) -> Library:
    """The searches and macros of files, in their order. What cannot be opened, or is no UTF-8, YAML or JSON, is one
    of the faults."""
    searches: list[Search] = []
    macros: dict[str, Stanza] = {}
    filters: dict[str, Stanza] = {}
    faults: list[Unreadable] = []
    texts: dict[str, str] = {}
    for one in (one for file in files for one in _of_file(file, texts)):
        if isinstance(one, Unreadable):
            faults.append(one)
        elif isinstance(one, Search):
            searches.append(one)
        elif (search := one.search()) is not None:
            searches.append(search)
            filters |= one.filters()
        elif (macro := one.macro()) is not None:
            macros[macro.name] = macro
    return Library(tuple(searches), filters | macros, tuple(faults), texts)


def _of_file(path: Path, texts: dict[str, str]) -> Iterator[Search | Document | Unreadable]:
    file = "standard input" if path == STANDARD_INPUT else shown(path)
    ending = path.suffix.lower()
    try:
        texts[file] = text = _text(path, file)
        if ending in YAML:
            yield from documents(text, file)
        elif ending in SPL:
            yield from whole(text, file, path.stem)
        else:
            yield from lines(text, file)
    except Unreadable as fault:
        yield fault
    except OSError as error:
        yield Unreadable(f"cannot be read: {error.strerror or error}", file)


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
