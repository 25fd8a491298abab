"""A case's events in, CloudTrail records with their times out.

Cases have the form of docs/case-files.md, or keys of their own beside; their events are records of records.yaml.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from minisplunk.replay.part import moved
from minisplunk.testing import form
from minisplunk.testing.changing import changed
from minisplunk.testing.moments import duration, moment
from minisplunk.testing.yaml_document import Document

HERE = Path(__file__).parent
Case = Mapping[str, Any]


def read(file: Path) -> Any:
    return Document.of(file.read_text(), str(file)).value


RECORDS = read(HERE / "records.yaml")
FILES: Mapping[str, Path] = {
    "fires": HERE / "cases" / "test_fires.splunk.yaml",
    "silent": HERE / "cases" / "test_silent.splunk.yaml",
    "coverage": HERE / "cases" / "coverage.yaml",
    "reports": HERE / "cases" / "reports.yaml",
}


@dataclass(frozen=True)
class Event:
    """`time`: epoch seconds, from the record's eventTime; `delivered`: when Splunk gets it, None for at once."""

    time: float
    raw: str
    delivered: float | None = None


def cases(name: str) -> list[Case]:
    """The cases of a file in cases/; each has a name of its own."""
    found = read(FILES[name])
    listed: list[Case] = found["cases"] if isinstance(found, dict) else found
    assert len({case["name"] for case in listed}) == len(listed)
    return listed


def events(case: Case) -> Iterator[Event]:
    """The events of a case, as minisplunk.testing makes them of the same words."""
    for said in case["events"]:
        event = msgspec.convert(said, form.Event)
        delivered = None if event.delivered is None else moment(event.delivered)
        for number in range(event.repeat):
            raw = moved(_text(record(said, number + 1)), int(number * duration(event.every)))
            yield Event(moment(json.loads(raw)["eventTime"]), raw, delivered)


def record(event: Case, number: int = 1) -> dict[str, Any]:
    """A record of records.yaml, changed as an event says. `number`: that of the copy."""
    said = msgspec.convert(event, form.Event)
    return changed(RECORDS[said.record], said, number)


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
