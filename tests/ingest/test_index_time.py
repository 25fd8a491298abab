"""Index-time rules: bytes and props.conf in, events out, as the case files say; whatever the size of the chunks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.conf.parser import Setting, parse
from minisplunk.errors import ConfError, UnsupportedConf
from minisplunk.ingest.index_time import Event, events, index_time
from minisplunk.ingest.notes import Notes

FOLDER = Path(__file__).parent / "cases" / "index_time"
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
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


def settings(props: str) -> Mapping[str, Setting]:
    return parse(b"[t]\n" + props.encode(), "props.conf").stanzas["t"].settings


def run(case: dict[str, Any], chunks: Iterator[bytes], notes: Notes) -> list[Event]:
    rules = index_time(settings(case["props"]))
    modified = case.get("modified", MODIFIED)
    return list(events(chunks, rules, now=epoch(NOW), modified=modified and epoch(modified), notes=notes))


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
    for key, kind in (("wrong", ConfError), ("unsupported", UnsupportedConf)):
        if key in case:
            (fault,) = index_time(settings(case["props"])).faults
            assert str(fault).startswith(case[key])
            assert type(fault) is kind
            assert [raw for _, raw, _ in run(case, pieces(data(case), size), notes)] == [case["data"]]
            return
    found = run(case, pieces(data(case), size), notes)
    expected = {key: case[key] for key in ("events", "raw", "times", "sizes") if key in case}
    actual = {
        "events": [[iso(time), raw] for time, raw, _ in found],
        "raw": [raw for _, raw, _ in found],
        "times": [iso(time) for time, *_ in found],
        "sizes": [len(raw) for _, raw, _ in found],
    }
    assert {key: actual[key] for key in expected} == expected
    assert expected
    assert list(notes) == case.get("notes", [])


def test_the_servers_zone_counts_where_nothing_else_says():
    rules = index_time(settings("SHOULD_LINEMERGE = false"), timezone(timedelta(hours=5)))
    ((time, *_),) = events([b"2026-03-01 10:00:00"], rules, now=epoch(NOW), notes=Notes())
    assert iso(time) == "2026-03-01T05:00:00"
