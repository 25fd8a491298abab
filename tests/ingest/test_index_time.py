"""Index-time rules: bytes and props.conf in, events out, as the case files say; whatever the size of the chunks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.conf.parser import parse
from minisplunk.errors import ConfError, UnsupportedConf
from minisplunk.ingest.context import IndexContext
from minisplunk.ingest.index_time import indexed
from minisplunk.ingest.notes import Notes
from minisplunk.ingest.rules import Rules
from minisplunk.sources import Fielded, Meta
from tests.case_files import LOADER

FOLDER = Path(__file__).parent / "cases" / "index_time"
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.load(file.read_text(encoding="utf-8"), LOADER)
]
KIND = Meta("main", "h", "s", "t")
MODIFIED = "2026-03-03T00:00:00"
NOW = "2026-03-03T12:00:00"


def epoch(iso: str) -> float:
    return datetime.fromisoformat(iso).replace(tzinfo=timezone.utc).timestamp()


def iso(time: int) -> str:
    return datetime.fromtimestamp(time / 1_000_000, timezone.utc).replace(tzinfo=None).isoformat()


def data(case: dict[str, Any]) -> bytes:
    if "data_hex" in case:
        return bytes.fromhex(case["data_hex"])
    text, times = case.get("data_repeat", [case.get("data"), 1])
    return (text * times + case.get("data_after", "")).encode()


def rules(case: dict[str, Any], zone: tzinfo = timezone.utc) -> Rules:
    """`props` without a stanza header is of the source type t."""
    props, transforms = case["props"], parse(case.get("transforms", "").encode(), "transforms.conf").stanzas
    text = props if props.startswith("[") else f"[t]\n{props}"
    return Rules(parse(text.encode(), "props.conf"), IndexContext(zone, transforms))


def run(case: dict[str, Any], chunks: Iterator[bytes], notes: Notes) -> list[tuple[Meta, Fielded]]:
    modified = case.get("modified", MODIFIED)
    seconds = modified and epoch(modified)
    return list(indexed(chunks, KIND, rules(case).of, now=epoch(NOW), modified=seconds, notes=notes))


def kind(meta: Meta, event: Fielded) -> dict[str, Any]:
    """What a case says of an event: its text, what it is now and was not, and its indexed fields."""
    changed = {name: value for name, value in meta._asdict().items() if value != getattr(KIND, name)}
    return {"raw": event[1], **changed, **(json.loads(event[2]) if event[2] else {})}


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@pytest.mark.parametrize("size", [1 << 20, 7, 1])
@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any], size: int):
    notes = Notes()
    if "error" in case:
        with pytest.raises(ConfError) as caught:
            run(case, pieces(data(case), size), notes)
        assert str(caught.value).startswith(case["error"])
        return
    for key, fault in (("wrong", ConfError), ("unsupported", UnsupportedConf)):
        if key in case:
            (found,) = rules(case).of(KIND).faults
            assert str(found).startswith(case[key])
            assert type(found) is fault
            assert [raw for _, (_, raw, _) in run(case, pieces(data(case), size), notes)] == [case["data"]]
            return
    found = run(case, pieces(data(case), size), notes)
    expected = {key: case[key] for key in ("events", "raw", "times", "sizes", "kinds", "faults") if key in case}
    actual = {
        "events": [[iso(time), raw] for _, (time, raw, _) in found],
        "raw": [raw for _, (_, raw, _) in found],
        "times": [iso(time) for _, (time, _, _) in found],
        "sizes": [len(raw) for _, (_, raw, _) in found],
        "kinds": [kind(*one) for one in found],
        "faults": [str(fault) for fault in rules(case).of(KIND).faults],
    }
    assert {key: actual[key] for key in expected} == expected
    assert expected
    assert list(notes) == case.get("notes", [])


def test_the_servers_zone_counts_where_nothing_else_says():
    made = rules({"props": "SHOULD_LINEMERGE = false"}, timezone(timedelta(hours=5)))
    ((_, (time, _, _)),) = indexed([b"2026-03-01 10:00:00"], KIND, made.of, now=epoch(NOW), notes=Notes())
    assert iso(time) == "2026-03-01T05:00:00"
