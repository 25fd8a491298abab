"""A content library in; its searches and macros, each with its place, out.

A library is a folder of YAML files as contentctl builds apps from (a detection has `search`, a macro `name`,
`definition` and `arguments`), one such file, a text with a search or a JSON object with a `search` a line, or standard
input with such lines.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from .. import plain_files
from ..conf.app import App
from ..conf.metadata import Metadata
from ..conf.parser import Conf, Setting, Stanza
from ..errors import DataError
from ..spl.macros import stanza_name
from .finding import shown_path

NAME = "library"
"""The app that a library's macros are of, and its searches run in."""
STANDARD_INPUT = Path("-")
_ENDINGS = (".yml", ".yaml")
_SEARCH = re.compile(r"^search\s*:", re.MULTILINE)
_NO_WORD = re.compile(r"[ \-./]")
_NOTHING_FILTERED = "search *"


@dataclass(frozen=True, slots=True)
class Search:
    """A search of a library; `line`: where it stands in its file."""

    name: str
    spl: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Library:
    """`faults`: what of it could not be read."""

    searches: tuple[Search, ...]
    macros: Mapping[str, Stanza]
    faults: tuple[DataError, ...] = ()

    def app(self) -> App:
        """An app with the macros."""
        return App(NAME, Path(NAME), {"macros": Conf(self.macros)}, {}, Metadata(), {})


def read(path: Path) -> Library:
    """Raises OSError for what cannot be opened; what is no YAML or JSON is one of the faults."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in _ENDINGS and file.is_file())
        return _documents(files, path)
    if path.suffix.lower() in _ENDINGS:
        return _documents([path], path.parent)
    data = sys.stdin.buffer.read() if path == STANDARD_INPUT else plain_files.read(path)
    return _lines(data.decode("utf-8", "replace"), "standard input" if path == STANDARD_INPUT else str(path))


def of_app(app: App, saved: Iterable[Stanza]) -> Library:
    """The saved searches of an installed app, whose macros are its own."""
    settings = ((stanza.name, stanza.settings["search"]) for stanza in saved)
    return Library(tuple(Search(name, at.value, shown_path(str(at.file), app), at.line) for name, at in settings), {})


def _documents(files: list[Path], root: Path) -> Library:
    searches: list[Search] = []
    macros: dict[str, Stanza] = {}
    filters: dict[str, Stanza] = {}
    faults: list[DataError] = []
    for file in files:
        shown = str(file.relative_to(root))
        text = plain_files.read(file).decode("utf-8", "replace")
        try:
            document = _yaml(text, shown)
        except DataError as fault:
            faults.append(fault)
            continue
        name = str(document.get("name", file.stem))
        if isinstance(document.get("search"), str):
            searches.append(Search(name, document["search"], shown, _line(text)))
            filters |= {of: _stanza(of, {"definition": _NOTHING_FILTERED}, shown) for of in _filters(name, file)}
        elif isinstance(document.get("definition"), str):
            found = _macro(name, document, shown)
            macros[found.name] = found
    return Library(tuple(searches), filters | macros, tuple(faults))


def _yaml(text: str, file: str) -> Mapping[str, Any]:
    """The document, if it is a mapping; else none. Raises DataError."""
    import yaml  # noqa: PLC0415  it takes longer to load than most verbs take

    try:
        document = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = file if mark is None else f"{file}:{mark.line + 1}"
        raise DataError(f"{where}: not YAML: {getattr(error, 'problem', error)}") from error
    return document if isinstance(document, dict) else {}


def _line(text: str) -> int:
    found = _SEARCH.search(text)
    return 1 if found is None else text.count("\n", 0, found.start()) + 1


def _filters(name: str, file: Path) -> set[str]:
    """contentctl makes each detection a macro of its name with this end, for users to fill, which lets all pass."""
    return {f"{_NO_WORD.sub('_', of).lower()}_filter" for of in (name, file.stem)}


def _macro(name: str, document: Mapping[str, Any], file: str) -> Stanza:
    """`arguments` are names in their order; a name may have the number of them, as in macros.conf, or not."""
    arguments = [str(argument) for argument in document.get("arguments") or ()]
    stanza = name if name.endswith(")") else stanza_name(name, len(arguments))
    return _stanza(stanza, {"definition": document["definition"], "args": ", ".join(arguments)}, file)


def _stanza(name: str, settings: Mapping[str, str], file: str) -> Stanza:
    return Stanza(name, file, 1, {key: Setting(key, value, file, 1) for key, value in settings.items()})


def _lines(text: str, file: str) -> Library:
    found = [one for number, line in enumerate(text.splitlines(), 1) for one in _of_line(line.strip(), file, number)]
    searches = tuple(one for one in found if isinstance(one, Search))
    return Library(searches, {}, tuple(one for one in found if isinstance(one, DataError)))


def _of_line(line: str, file: str, number: int) -> Iterator[Search | DataError]:
    """A search does not begin with a brace, so that a line which does is JSON."""
    name = f"line {number}"
    spl: Any = line
    if line.startswith("{"):
        try:
            document = msgspec.json.decode(line, type=dict[str, Any])
        except (msgspec.DecodeError, RecursionError) as error:
            yield DataError(f"{file}:{number}: not JSON: {error}")
            return
        name, spl = str(document.get("name", name)), document.get("search")
    if isinstance(spl, str) and spl:
        yield Search(name, spl, file, number)
