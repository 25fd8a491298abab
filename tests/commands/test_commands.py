"""Runs the cases of cases/*.yaml: rows in, a pipeline over them, rows (or an error) out.

A case has: name; spl; rows (without them the pipeline begins with a generating command); and one of expect, error,
unsupported (the whole message). Further, where a case is about them: columns (all fields of the results, in order),
shown (the results as they are shown), messages ("KIND text"), now and zone and window ([earliest, latest], epoch
seconds), lookups ({name: rows}), saved_searches ({name: spl}), limits (settings of limits.conf [default]), confs (what
further stands in conf files: {transforms: text}), locations (the database of iplocation: {network: record}), files (the
CSV files that are there afterwards, and were not before or have changed: {path below $SPLUNK_HOME: text}), collected
(what is in the indexes afterwards: [{index, raw, and source, host, sourcetype where they matter}]), verified (the
Splunk version that it was checked on). In a case's rows, integers and decimals are numbers, lists are multivalue
fields, null is no field.
"""

from __future__ import annotations

from gzip import decompress
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from minisplunk.errors import MinisplunkError
from minisplunk.spl.fields import Fields
from minisplunk.store import Store
from minisplunk.times import TimeRange
from tests.case_files import LOADER

from .running import Outcome, Setting, over_rows, plain, run

NUMBERS = count(1)
OUTCOMES = {"expect", "error", "unsupported"}
SETTINGS = {"now", "zone", "window", "lookups", "saved_searches", "limits", "confs", "locations"}
KEYS = {"name", "spl", "rows", "columns", "shown", "messages", "collected", "verified", "files"} | OUTCOMES | SETTINGS


def read(file: Path) -> list[dict[str, Any]]:
    return yaml.load(file.read_text(encoding="utf-8"), LOADER)


FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = [pytest.param(case, id=f"{file.stem}: {case['name']}") for file in FILES for case in read(file)]
OVER_ROWS = [param for param in CASES if {"rows", "expect"} <= param.values[0].keys()]


def setting(case: dict[str, Any]) -> Setting:
    given = {key: case[key] for key in SETTINGS & case.keys()}
    if "window" in given:
        given["window"] = TimeRange.between(*given["window"])
    if "zone" in given:
        given["zone"] = ZoneInfo(given["zone"])
    return Setting(**given, number=next(NUMBERS) if "files" in case else 0)


def ran(case: dict[str, Any], rows: list[Any] | None = None, within: Setting | None = None) -> Outcome:
    spl = case["spl"].strip().removeprefix("|") if "rows" in case else case["spl"]
    return run(spl, case.get("rows") if rows is None else rows, within or setting(case))


def files(home: Path) -> dict[str, str]:
    """The CSV files of a Splunk, by their path below its folder."""
    found = {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*.csv*")}
    return {name: (decompress(data) if name.endswith(".gz") else data).decode() for name, data in found.items()}


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS
    assert len(case.keys() & OUTCOMES) == 1
    if "expect" not in case:
        with pytest.raises(MinisplunkError) as caught:
            ran(case)
        wrong = caught.value.exit_code == 2
        assert (caught.value.message, wrong) == (case.get("error", case.get("unsupported")), "error" in case)
        return
    within = setting(case)
    before = files(within.instance.home) if "files" in case else {}
    found = ran(case, within=within)
    assert plain(found.rows) == plain(case["expect"])
    if "columns" in case:
        assert list(dict.fromkeys(name for row in found.rows for name in row)) == case["columns"]
    assert plain(found.shown) == plain(case.get("shown", case["expect"]))
    assert found.messages == case.get("messages", [])
    if "files" in case:
        after = files(within.instance.home)
        changed = [path for path in before | after if before.get(path) != after.get(path)]
        assert {path: after.get(path) for path in changed} == case["files"]
    wanted = case.get("collected", [])
    stored = collected(found.store)
    assert len(stored) == len(wanted)
    for event, expected in zip(stored, wanted, strict=True):
        assert {key: event[key] for key in expected} == expected


def collected(store: Store) -> list[dict[str, str]]:
    """Oldest first."""
    kinds = {number: meta for number, (meta, _) in store.kinds().items()}
    events = store.events(TimeRange.ALL, list(kinds))
    return [{"raw": event.raw, **kinds[event.kind]._asdict()} for event in events][::-1]


@pytest.mark.parametrize("case", OVER_ROWS)
def test_needs(case: dict[str, Any]) -> None:
    """What a pipeline does not need makes no difference to its results."""
    needed = over_rows(case["spl"].strip().removeprefix("|")).needs(Fields.ALL)
    restricted = [{name: value for name, value in row.items() if name in needed} for row in case["rows"]]
    assert plain(ran(case, restricted).rows) == plain(case["expect"])
