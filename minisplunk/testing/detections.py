"""A detection as contentctl has it in; a case for each of its tests out.

github.com/splunk/contentctl, README: a detection in YAML has a `search`, `tests` with `attack_data`, and perhaps `rba`
and `drilldown_searches`. A test is passed when the search finds something over all time, and the risk events that `rba`
tells of are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .. import plain_files
from ..conf.app import App
from ..content import read_files
from ..content.library import YAML
from ..errors import DataError
from . import form
from .case import Case
from .detection_form import Data, Detection
from .library_lookups import with_lookups
from .reading import CaseFile, converted, document
from .yaml_document import Document

_HAS_BOTH = re.compile(r"^search\s*:.*^tests\s*:|^tests\s*:.*^search\s*:", re.MULTILINE | re.DOTALL)
_FOLDERS = ("macros", "lookups")


def is_detection(path: Path) -> bool:
    """Whether a file is YAML with a search and tests, even if it is faulty."""
    if path.suffix.lower() not in YAML or not path.is_file():
        return False
    try:
        text = plain_files.read(path).decode("utf-8", "replace")
    except OSError:  # where it is named itself, reading it as a case file says why
        return False
    return _HAS_BOTH.search(text) is not None


def cases_of(path: Path) -> CaseFile:
    """A fault costs the detection. What the YAML says beside is contentctl's affair."""
    try:
        written = document(path, str(path))
        return CaseFile(tuple(_cases(converted(written, written.value, Detection), written, path)))
    except DataError as fault:
        return CaseFile(faults=(fault,))


def root_of(path: Path) -> Path:
    """The folder of a detection's library: the nearest above with folders of macros or lookups; without, its file."""
    folders = path.resolve().parents
    return next((folder for folder in folders if any((folder / one).is_dir() for one in _FOLDERS)), path.resolve())


@cache
def library(root: Path) -> tuple[App, tuple[str, ...]]:
    """An app with a library's macros, those that contentctl makes of its detections, and its lookups; and what of it
    cannot be read."""
    if root.is_file():
        return read_files([root]).app(), ()
    files = sorted(file for file in root.rglob("*") if file.suffix.lower() in YAML and file.is_file())
    read = read_files(files)
    return with_lookups(read.app(), root / "lookups"), tuple(map(str, read.faults))


def _cases(detection: Detection, written: Document, path: Path) -> Iterator[Case]:
    settings = form.Setting("savedsearches", detection.name, dict(_settings(detection)))
    has_risk = any("risk_object_field" in entity for entity in detection.entities())
    drilldowns = tuple((one.name, one.search) for one in detection.drilldown_searches)
    if not detection.tests:
        said = form.Case(name=detection.name, saved_search=detection.name)
        yield Case(said, written.file, written.line("tests"), path.parent, skipped="It has no test.")
    for number, test in enumerate(detection.tests):
        said = form.Case(
            name=f"{detection.name}: {test.name}" if len(detection.tests) > 1 else detection.name,
            saved_search=detection.name,
            earliest="0",
            common_information_model=True,
            settings=[settings],
            events=[_event(data) for data in test.attack_data],
            results=form.Rows(at_least=1),
            risk=form.Rows(at_least=1) if has_risk else None,
        )
        line, skipped = written.line("tests", number), detection.tags.manual_test or ""
        yield Case(said, written.file, line, path.parent, root_of(path), skipped, drilldowns)


def _event(data: Data) -> form.Event:
    return form.Event(
        attack_data=data.data,
        sourcetype=data.sourcetype,
        source=data.source,
        host=data.host,
        index=data.custom_index or "",
    )


def _settings(detection: Detection) -> Iterator[tuple[str, str]]:
    """As a stanza of savedsearches.conf: Enterprise Security's risk and notable actions."""
    yield "search", detection.search
    yield "action.correlationsearch.enabled", "1"
    yield "action.correlationsearch.label", detection.name
    yield "action.correlationsearch.annotations", json.dumps({"mitre_attack": detection.techniques})
    if entities := list(detection.entities()):
        yield "action.risk", "1"
        yield "action.risk.param._risk_message", detection.message
        yield "action.risk.param._risk", json.dumps(entities)
    if detection.title:
        yield "action.notable", "1"
        yield "action.notable.param.rule_title", detection.title
