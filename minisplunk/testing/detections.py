"""A detection as contentctl has it in; a case for each of its tests out.

github.com/splunk/contentctl, README: a detection in YAML has a `search`, `tests` with `attack_data`, and perhaps `rba`
and `drilldown_searches`. A test is passed when the search finds something over all time, and the risk events that `rba`
tells of are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from .. import plain_files
from ..conf.app import App
from ..content import read_files
from ..content.library import YAML
from ..errors import DataError
from . import form
from .case import Case
from .reading import CaseFile, converted, document
from .yaml_document import Document

_HAS_BOTH = re.compile(r"^search\s*:.*^tests\s*:|^tests\s*:.*^search\s*:", re.MULTILINE | re.DOTALL)
_FOLDERS = ("macros", "lookups")
_FINDINGS = frozenset({"TTP", "Correlation"})
"""The types of detections that are findings by themselves; others are risk alone."""


class _Data(Struct, frozen=True):
    data: str
    sourcetype: str
    source: str = ""
    host: str = ""
    custom_index: str | None = None


class _Test(Struct, frozen=True):
    attack_data: list[_Data]
    name: str = "test"


class _RiskObject(Struct, frozen=True):
    field: str
    type: str
    score: int = 0


class _ThreatObject(Struct, frozen=True):
    field: str
    type: str


class _Rba(Struct, frozen=True):
    message: str = ""
    risk_objects: list[_RiskObject] = []
    threat_objects: list[_ThreatObject] = []


class _Drilldown(Struct, frozen=True):
    name: str
    search: str
    earliest_offset: str | int = ""
    latest_offset: str | int = ""


class _Tags(Struct, frozen=True):
    manual_test: str | None = None
    mitre_attack_id: list[str] = []


class _Detection(Struct, frozen=True):
    name: str
    search: str
    tests: list[_Test]
    type: str = "TTP"
    rba: _Rba | None = None
    drilldown_searches: list[_Drilldown] = []
    tags: _Tags = _Tags()


def is_detection(path: Path) -> bool:
    """Whether a file is YAML with a search and tests, even if it is faulty."""
    if path.suffix.lower() not in YAML or not path.is_file():
        return False
    return _HAS_BOTH.search(plain_files.read(path).decode("utf-8", "replace")) is not None


def cases_of(path: Path) -> CaseFile:
    """A fault costs the detection. What the YAML says beside is contentctl's affair."""
    shown = str(path)
    try:
        written = document(path, shown)
        detection = converted(written, written.value, _Detection)
        return CaseFile(tuple(_cases(detection, written, path)))
    except DataError as fault:
        return CaseFile(faults=(fault,))


def root_of(path: Path) -> Path | None:
    """The folder of a detection's library: the nearest above with folders of macros or lookups; None without."""
    return next((folder for folder in path.resolve().parents if any((folder / one).is_dir() for one in _FOLDERS)), None)


@cache
def library(root: Path) -> App:
    """An app with the macros of a library, and those that contentctl makes of its detections."""
    files = sorted(file for file in root.rglob("*") if file.suffix.lower() in YAML and file.is_file())
    return read_files(files).app()


def _cases(detection: _Detection, document: Document, path: Path) -> Iterator[Case]:
    settings = form.Setting("savedsearches", detection.name, dict(_settings(detection)))
    for number, test in enumerate(detection.tests):
        several = len(detection.tests) > 1
        said = form.Case(
            name=f"{detection.name}: {test.name}" if several else detection.name,
            saved_search=detection.name,
            earliest="0",
            common_information_model=True,
            settings=[settings],
            events=[_event(data) for data in test.attack_data],
            results=form.Rows(at_least=1),
            risk=form.Rows(at_least=1) if detection.rba and detection.rba.risk_objects else None,
        )
        yield Case(
            said,
            document.file,
            document.line("tests", number),
            path.parent,
            root_of(path),
            detection.tags.manual_test or "",
        )


def _event(data: _Data) -> form.Event:
    return form.Event(
        attack_data=data.data,
        sourcetype=data.sourcetype,
        source=data.source,
        host=data.host,
        index=data.custom_index or "",
    )


def _settings(detection: _Detection) -> Iterator[tuple[str, str]]:
    """As a stanza of savedsearches.conf: Enterprise Security's risk and notable actions."""
    yield "search", detection.search
    annotations = {"mitre_attack": detection.tags.mitre_attack_id} if detection.tags.mitre_attack_id else {}
    yield "action.correlationsearch.enabled", "1"
    yield "action.correlationsearch.label", detection.name
    yield "action.correlationsearch.annotations", json.dumps(annotations)
    if detection.rba is not None:
        risk = detection.rba
        entities: list[Mapping[str, Any]] = [
            {"risk_object_field": one.field, "risk_object_type": one.type, "risk_score": one.score}
            for one in risk.risk_objects
        ]
        entities += [{"threat_object_field": one.field, "threat_object_type": one.type} for one in risk.threat_objects]
        yield "action.risk", "1"
        yield "action.risk.param._risk_message", risk.message
        yield "action.risk.param._risk", json.dumps(entities)
    if detection.type in _FINDINGS:
        yield "action.notable", "1"
        yield "action.notable.param.rule_title", detection.name
        drilldowns = [msgspec.structs.asdict(one) for one in detection.drilldown_searches]
        yield "action.notable.param.drilldown_searches", json.dumps(drilldowns)
