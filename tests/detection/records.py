"""A case's events in, CloudTrail records with their times out."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
RECORDS = yaml.safe_load((HERE / "records.yaml").read_text())

Case = Mapping[str, Any]


@dataclass(frozen=True)
class Event:
    """`time`: epoch seconds, from the record's eventTime; `delivered`: when Splunk gets it, None for at once."""

    time: float
    raw: str
    delivered: float | None = None


def cases(name: str) -> list[Case]:
    """The cases of a file in cases/; each has a name of its own."""
    found = yaml.safe_load((HERE / "cases" / f"{name}.yaml").read_text())
    assert len({case["name"] for case in found}) == len(found)
    return found


def events(case: Case) -> Iterator[Event]:
    """The events of a case; `repeat: n` makes n of one, a second apart, with eventIDs that end in -1, -2, ..."""
    for event in case["events"]:
        made = record(event)
        delivered = moment(event["delivered"]) if "delivered" in event else None
        for number in range(event.get("repeat", 1)):
            one = repeated(made, number) if "repeat" in event else made
            yield Event(moment(one["eventTime"]), json.dumps(one, separators=(",", ":")), delivered)


def record(event: Case) -> dict[str, Any]:
    """A record of records.yaml with single values changed.

    `set`: `a.b` reaches into an object, null takes the key away; `lengthen`: so many characters added to a text.
    """
    found = {key: value for key, value in copy.deepcopy(RECORDS[event["record"]]).items() if value is not None}
    for path, value in event.get("set", {}).items():
        place, key = inside(found, path)
        if value is None:
            place.pop(key)
        else:
            place[key] = value
    for path, characters in event.get("lengthen", {}).items():
        place, key = inside(found, path)
        place[key] += "x" * characters
    return found


def inside(found: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """The object that holds the last key of a path, made where missing, and that key."""
    *parents, key = path.split(".")
    for parent in parents:
        found = found.setdefault(parent, {})
    return found, key


def repeated(made: dict[str, Any], number: int) -> dict[str, Any]:
    time = datetime.fromisoformat(made["eventTime"].replace("Z", "+00:00")) + timedelta(seconds=number)
    return {**made, "eventTime": f"{time:%Y-%m-%dT%H:%M:%SZ}", "eventID": f"{made['eventID']}-{number + 1}"}


def moment(time: str) -> float:
    return datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()
