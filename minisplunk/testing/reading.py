"""A case file in; its cases, and what is wrong with it, each with file and line, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from .. import plain_files
from ..errors import DataError
from ..functions.regex import Regex, RegexError
from . import form
from .case import Case
from .moments import duration, moment
from .yaml_document import Document

ENDING = ".splunk.yaml"
_KINDS = ("raw", "json", "record", "file", "attack_data")
_EXPECTATIONS = ("fires", "results", "columns", "risk", "findings", "messages", "because", "reason", "error")
_AROUND = frozenset(form.Around.__struct_fields__)
_AT = re.compile(r" - at `(?P<path>\$.*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*)`$")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What could be read of a file: its cases, and a fault for each that could not."""

    cases: tuple[Case, ...] = ()
    faults: tuple[DataError, ...] = ()


def read(path: Path, shown: str = "") -> CaseFile:
    """Read a file; a case that is wrong costs itself. `shown`: what the file is called in errors."""
    shown = shown or str(path)
    try:
        text = plain_files.read(path).decode("utf-8")
        document = Document.of(text, shown)
        return _File(document, path.parent).read()
    except DataError as fault:
        return CaseFile(faults=(fault,))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return CaseFile(faults=(DataError(f"{shown}:{line}: not UTF-8"),))
    except OSError as error:
        return CaseFile(faults=(DataError(f"{shown}: {error.strerror or error}"),))


@dataclass(slots=True)
class _File:
    document: Document
    folder: Path
    faults: list[DataError] = field(default_factory=list)

    def read(self) -> CaseFile:
        whole = self.document.value
        if isinstance(whole, list):
            whole, before = {"cases": whole}, ()
        elif isinstance(whole, dict):
            before = ("cases",)
        else:
            raise self.fault("is no case file: neither a list of cases, nor a mapping with `cases`")
        listed = whole.get("cases")
        if not isinstance(listed, list):
            raise self.fault("has no `cases`: a list with a mapping for each case", *before)
        rest = self.converted({**whole, "cases": []}, form.CaseFile)
        around = {name: getattr(rest, name) for name in _AROUND if name in whole}
        records = self._records(rest.records)
        cases: dict[str, Case] = {}
        for number, one in enumerate(listed):
            try:
                case = self._case(one, (*before, number), around, records)
                if case.name in cases:
                    raise self.fault(
                        f"the name '{case.name}' is that of line {cases[case.name].line} too", *before, number
                    )
            except DataError as fault:
                self.faults.append(fault)
            else:
                cases[case.name] = case
        if not listed:
            raise self.fault("has no case", *before)
        return CaseFile(tuple(cases.values()), tuple(self.faults))

    def fault(self, message: str, *keys: str | int) -> DataError:
        return DataError(f"{self.document.file}:{self.document.line(*keys)}: {message}")

    def converted(self, value: Any, kind: type[Any], *before: str | int) -> Any:
        """A value as one of the form's types. Raises DataError at the place that is not."""
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            message = str(error)
            at = _AT.search(message)
            path = at["path"] if at else "$"
            what = message[: at.start()] if at else message
            unknown = _UNKNOWN.search(what)
            if unknown:
                keys = _keys(kind, path)
                known = f"; it knows {', '.join(keys)}" if keys else ""
                what, path = f"unknown key '{unknown['name']}'{known}", f"{path}.{unknown['name']}"
            where = self.document.line_of(path, *before)
            inside = "" if path == "$" else f" ({path.removeprefix('$.')})"
            raise DataError(f"{self.document.file}:{where}: {what}{'' if unknown else inside}") from error

    def _records(self, said: dict[str, dict[str, Any]] | str) -> Mapping[str, dict[str, Any]]:
        if not isinstance(said, str):
            return said
        path = self.folder / said
        try:
            other = Document.of(plain_files.read(path).decode("utf-8", "replace"), str(path))
        except OSError as error:
            raise self.fault(f"records: {said}: {error.strerror or error}", "records") from error
        return _File(other, path.parent).converted(other.value, dict[str, dict[str, Any]])  # type: ignore[no-any-return]

    def _case(
        self, one: Any, at: tuple[str | int, ...], around: Mapping[str, Any], records: Mapping[str, dict[str, Any]]
    ) -> Case:
        said: form.Case = self.converted(one, form.Case, *at)
        said = msgspec.structs.replace(said, **{name: value for name, value in around.items() if name not in one})
        events = []
        for number, event in enumerate(said.events):
            where = (*at, "events", number)
            for wrong in self._wrong_event(event, records, said.sourcetype):
                raise self.fault(wrong, *where)
            if event.record is not None:
                event = msgspec.structs.replace(event, record=None, json=records[event.record])  # noqa: PLW2901
            events.append(event)
        for key, wrong in self._wrong(said):
            raise self.fault(wrong, *at, key)
        return Case(
            msgspec.structs.replace(said, events=events), self.document.file, self.document.line(*at), self.folder
        )

    def _wrong(self, said: form.Case) -> Iterator[tuple[str, str]]:
        """What the types do not say of a case: the key, and a sentence."""
        if said.saved_search and said.search:
            yield "search", "it names a saved search and SPL: it is one or the other"
        if not any(getattr(said, name) not in (None, "") for name in _EXPECTATIONS):
            yield "name", f"it expects nothing; say one of {', '.join(_EXPECTATIONS)}"
        if said.error and any(getattr(said, name) not in (None, "") for name in _EXPECTATIONS if name != "error"):
            yield "error", "a search that ends with an error finds nothing else that could be expected"
        for path in said.apps:
            if not (self.folder / path).exists():
                yield "apps", f"there is no app at {path}, seen from the folder of this file"
        for key, times in (("now", [said.now]), ("runs", said.runs)):
            yield from ((key, wrong) for time in times if time is not None for wrong in _no(moment, time))
        for key in ("results", "risk", "findings"):
            yield from ((key, wrong) for wrong in _wrong_patterns(getattr(said, key)))

    def _wrong_event(self, event: form.Event, records: Mapping[str, Any], sourcetype: str) -> Iterator[str]:
        kinds = [kind for kind in _KINDS if getattr(event, kind) is not None]
        if len(kinds) != 1:
            yield f"an event has just one of {', '.join(_KINDS)}; this one has {' and '.join(kinds) or 'none'}"
        changed = [name for name in ("set", "remove", "lengthen") if getattr(event, name)]
        if event.raw is not None and changed:
            yield f"{changed[0]}: it changes JSON events, and this one is a text"
        if event.record is not None and event.record not in records:
            yield f"there is no record '{event.record}'; records has {', '.join(sorted(records)) or 'none'}"
        if event.repeat > 1 and (event.file or event.attack_data):
            yield "repeat: it makes copies of one event, and this is a whole file"
        if event.file is None and event.attack_data is None and not (event.sourcetype or sourcetype):
            yield "it has no sourcetype: say it with the event, with the case, or once for the file"
        if event.file is not None and not (self.folder / event.file).exists():
            yield f"there is no file {event.file}, seen from the folder of this file"
        for time in (event.time, event.delivered):
            yield from _no(moment, time) if time is not None else ()
        for text in (event.every, event.shift):
            yield from _no(duration, text) if text else ()


def _no(read: Any, text: Any) -> Iterator[str]:
    try:
        read(text)
    except (ValueError, OverflowError) as error:
        yield str(error)


def _keys(kind: type[Any], path: str) -> tuple[str, ...]:
    """The keys that are known where an unknown one stands, if that is at the top or in an event."""
    if path == "$":
        return tuple(sorted(kind.__struct_fields__))
    return tuple(sorted(form.Event.__struct_fields__)) if re.fullmatch(r"\$\.events\[\d+]", path) else ()


def _wrong_patterns(expected: list[form.Fields] | form.Rows | None) -> Iterator[str]:
    if isinstance(expected, form.Rows):
        rows = [*(expected.rows or ()), *expected.includes, *expected.excludes]
        if expected == form.Rows():
            yield "it says nothing of the rows: exactly, at_least, at_most, rows, includes or excludes"
    else:
        rows = expected or []
    for row in rows:
        for name, value in row.items():
            if isinstance(value, form.Pattern):
                try:
                    Regex(value.matches)
                except RegexError as error:
                    yield f"{name}: {error}"
