"""A case file in; its cases, and what is wrong with it, each with file and line, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from .. import plain_files
from ..dataclass import dataclass
from ..errors import DataError
from . import form, rules
from .case import Case
from .wording import in_words
from .yaml_document import Document, Key, keys

ENDING = ".splunk.yaml"
_MOST = 10 << 20
"""Bytes of a file: a larger one takes minutes to read."""
_AROUND = form.Around.__struct_fields__
_SEARCHES = frozenset({"saved_search", "search"})
"""A case that says the one does without the other, which the file may say."""
_AT = re.compile(r" - at `(?P<path>\$.*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*)`$")
_INSIDE: Sequence[tuple[str, type[msgspec.Struct]]] = (
    (r"\$\.events\[\d+]", form.Event),
    (r"\$\.settings\[\d+]", form.Setting),
    (r"\$\.(results|risk|findings)", form.Rows),
    (r".*\[\.\.\.]", form.Pattern),
)
"""Paths below the top, as msgspec writes them -> what has its keys there."""
T = TypeVar("T")
Records = Mapping[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What could be read of a file: its cases, and a fault for each that could not."""

    cases: tuple[Case, ...] = ()
    faults: tuple[DataError, ...] = ()


def read(path: Path, shown: str = "") -> CaseFile:
    """Read a file; a case that is wrong costs itself. `shown`: what the file is called in errors."""
    try:
        file = _File(document(path, shown or str(path)), path.parent)
        found = list(file.cases())
    except DataError as fault:
        return CaseFile(faults=(fault,))
    return CaseFile(
        tuple(case for case in found if isinstance(case, Case)),
        tuple(fault for fault in found if isinstance(fault, DataError)),
    )


def case_of(said: Mapping[str, Any], folder: Path) -> Case:
    """The case that a program says, which expects nothing: the program looks at what is found. Raises DataError."""
    for key in (*rules.EXPECTATIONS, "also_fires"):
        if key in said:
            raise DataError(f"case: nothing would be compared with '{key}': look at what the run returns")
    file = _File(Document("case", None, None), folder)
    return file.case({"fires": True, **said}, (), {}, {})


def document(path: Path, shown: str) -> Document:
    """The YAML of a file. Raises DataError for what cannot be read."""
    try:
        text = plain_files.read(path)
        if len(text) > _MOST:
            raise DataError(f"{shown}: larger than {_MOST >> 20} MB: put events into files of their own (`file`)")
        return Document.of(text.decode("utf-8-sig"), shown)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DataError(f"{shown}:{line}: not UTF-8") from error
    except OSError as error:
        raise DataError(f"{shown}: {error.strerror or error}") from error


def converted(document: Document, value: Any, kind: type[T], *before: Key) -> T:
    """A value of a document, at the place `before`, as a type of the form. Raises DataError, at what is wrong in it."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        message = str(error)
        at = _AT.search(message)
        path, what = (at["path"], message[: at.start()]) if at else ("$", message)
        place = [*before, *keys(path)]
        if unknown := _UNKNOWN.search(what):
            place.append(unknown["name"])
            what = _unknown(unknown["name"], _known(kind, path))
        else:
            what = f"{path.removeprefix('$').removeprefix('.')}: {in_words(what)}".removeprefix(": ")
        raise document.fault(what, document.line(*place)) from error


def _unknown(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, 1)
    meant = f"did you mean '{close[0]}'?" if close else f"known are {', '.join(known)}" if known else ""
    return f"unknown key '{name}'" + (f"; {meant}" if meant else "")


def _known(kind: Any, path: str) -> tuple[str, ...]:
    """The keys that are known where an unknown one stands."""
    inside = next((inside for pattern, inside in _INSIDE if re.fullmatch(pattern, path)), kind)
    return tuple(sorted(inside.__struct_fields__))


@dataclass(frozen=True, slots=True)
class _File:
    document: Document
    folder: Path

    def cases(self) -> Iterator[Case | DataError]:
        """Each case, or what is wrong with it. Raises DataError for what is wrong with the file."""
        whole, at = self.document.value, ("cases",)
        if isinstance(whole, list):
            whole, at = {"cases": whole}, ()  # type: ignore[assignment]  # a tuple of another length
        if not isinstance(whole, dict) or not isinstance(whole.get("cases"), list):
            raise self._fault("is no case file: neither a list of cases, nor a mapping with the list `cases`", *at)
        if not whole["cases"]:
            raise self._fault("has no case", *at)
        rest = converted(self.document, {**whole, "cases": [], "records": {}}, form.CaseFile)
        around = {name: getattr(rest, name) for name in _AROUND if name in whole}
        records, lines = self._records(whole.get("records", {})), dict[str, int]()
        for number, one in enumerate(whole["cases"]):
            place = (*at, number)
            try:
                case = self.case(one, place, around, records)
                if case.name in lines:
                    raise self._fault(f"the name '{case.name}' is that of line {lines[case.name]} too", *place, "name")
            except DataError as fault:
                yield fault
                continue
            lines[case.name] = case.line
            yield case

    def case(self, one: Any, place: tuple[Key, ...], around: Mapping[str, Any], records: Records) -> Case:
        said = converted(self.document, one, form.Case, *place)
        own = {*one, *(_SEARCHES if _SEARCHES & one.keys() else ())}
        said = msgspec.structs.replace(said, **{name: value for name, value in around.items() if name not in own})
        for key, wrong in rules.of_case(said, self.folder):
            raise self._fault(wrong, *place, key)
        for number, event in enumerate(said.events):
            for key, wrong in rules.of_event(event, self.folder, records, said):
                raise self._fault(wrong, *place, "events", number, key)
        said = msgspec.structs.replace(said, events=[_with_record(event, records) for event in said.events])
        return Case(said, self.document.file, self.document.line(*place), self.folder)

    def _records(self, said: Any) -> Records:
        if not isinstance(said, str):
            return _records(self.document, said, "records")
        path = self.folder / said
        for wrong in rules.unreadable(self.folder, said, "file"):
            raise self._fault(wrong, "records")
        other = document(path, str(path))
        return _records(other, other.value)

    def _fault(self, message: str, *keys: Key) -> DataError:
        return self.document.fault(message, self.document.line(*keys))


def _records(document: Document, said: Any, *before: Key) -> Records:
    """Each is converted by itself, so that a fault has the line of its record."""
    named = converted(document, said, dict[str, Any], *before)
    return {name: converted(document, record, dict[str, Any], *before, name) for name, record in named.items()}


def _with_record(event: form.Event, records: Records) -> form.Event:
    return event if event.record is None else msgspec.structs.replace(event, record=None, json=records[event.record])
