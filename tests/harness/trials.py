"""A detection case in; whether it can be tried on this Splunk, and what is compared of what it finds, out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from minisplunk.conf.parser import read
from minisplunk.sources import Fielded
from minisplunk.targets.answers import Rows
from minisplunk.targets.searching import ALL_TIME, Window, search
from minisplunk.targets.target import Target
from tests.detection.records import FILES, Case, cases, events
from tests.detection.staging import FILTER, NOW

DEFAULT = Path(__file__).parents[2] / "default"
CASES = {name: cases(name) for name in ("fires", "silent", "coverage")}
SOURCETYPE = "aws:cloudtrail"
SAVED = Window("-70m@m", "-10m@m", f"{NOW:.0f}")
"""The saved search's own time range, at the time of the cases."""
MACRO = "cloudtrail"
UNFILTERED = "search *"

_NEEDS = {
    "apps": "other apps beside this one",
    "settings": "other settings of the app",
    "index": "an index of another name",
    "runs": "control of time",
    "remedy": "other settings of the app",
    "findings": "Enterprise Security",
}
"""Keys of a case -> what it needs that a Splunk in production does not let a test have; tests/detection has it all."""
_OF_THE_ZONE = frozenset({"firstTime", "lastTime"})
_OF_THE_WRITER = frozenset({"search_name", "annotations"})
"""Fields of risk events that name the copy of the search, or are escaped by who writes them."""


def shipped(conf: str, stanza: str, key: str) -> str:
    """A setting as the app brings it."""
    return read(DEFAULT / f"{conf}.conf").get(stanza, key)


def file_of(case: Case) -> Path:
    return next(FILES[name] for name, known in CASES.items() if any(one is case for one in known))


def needs(case: Case) -> str:
    """What keeps a case from being tried by events and a macro alone; empty for nothing."""
    wanted = [text for key, text in _NEEDS.items() if case.get(key)]
    if any("delivered" in event for event in case["events"]):
        wanted.append("control of time")
    return ", ".join(dict.fromkeys(wanted))


def timed(case: Case) -> Iterator[Fielded]:
    """The events of a case as they are sent."""
    return ((round(event.time * 1_000_000), event.raw, None) for event in events(case))


def filter_of(case: Case) -> tuple[str, str]:
    """The filter macro and what it is for this case: whatever it was tuned to there does not count."""
    return FILTER, case.get("macros", {}).get(FILTER, UNFILTERED)


def compared(rows: Rows, wanted: list[dict[str, Any]], *, utc: bool) -> tuple[Rows, Rows]:
    """Of each row, found and wanted, the fields that the case names; all there is when the numbers differ.

    Left out is what is printed in the searcher's time zone where that is not UTC, and what risk events have of their
    writer.
    """
    if len(rows) != len(wanted):
        return rows, wanted
    left_out = _OF_THE_WRITER | (frozenset() if utc else _OF_THE_ZONE)
    names = [want.keys() - left_out for want in wanted]
    found = [{name: row.get(name) for name in own} for row, own in zip(rows, names, strict=True)]
    return found, [{name: want[name] for name in own} for want, own in zip(wanted, names, strict=True)]


def is_utc(target: Target) -> bool:
    """Whether the user's searches print times in UTC."""
    return search(target, '| makeresults | eval zone=strftime(0, "%z")', ALL_TIME).rows[0]["zone"] == "+0000"
