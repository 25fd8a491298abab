"""The records of the mountain are the same each time, and are what the figures beside them take them for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from tests.bench.mountain.contest import Contestant, held
from tests.bench.mountain.ours import DETECTION, ROOT, scan
from tests.bench.mountain.records import LITERAL, MENTIONS, ODD, Record, records

COUNT = 3_000


@pytest.fixture(scope="module")
def made() -> list[Record]:
    return [*records(COUNT)]


def test_they_are_the_same_each_time(made: list[Record]) -> None:
    assert [*records(COUNT)] == made


def test_the_detection_finds_those_that_say_so_and_no_other(made: list[Record]) -> None:
    with Splunk() as splunk:
        app = splunk.install(ROOT).id
        events = ((record.at * 1_000_000, record.line.decode()) for record in made)
        splunk.ingest(events, index="main", sourcetype="aws:cloudtrail", source="s", host="h")
        rows = splunk.search(f"search {splunk.saved_search(DETECTION, app).search.lstrip()}", app=app).results
    wanted = {row["eventID"]: row for record in made if (row := record.finding)}
    assert {str(row["eventID"]): {name: str(value) for name, value in row.items()} for row in rows} == wanted
    assert {(row["eventName"], row["errorMessage"]) for row in wanted.values()} >= {*ODD}


def test_they_have_what_makes_a_scan_wrong(made: list[Record], tmp_path: Path) -> None:
    assert [json.loads(record.line)["eventName"] for record in made] == [record.name for record in made]
    assert sum(b"ConsoleLogin" in record.line for record in made if not record.finding) == len(MENTIONS) * 3
    file = tmp_path / "day.json"
    file.write_bytes(b"\n".join(record.line for record in made))
    assert scan(file) == sum(LITERAL in record.line.lower() for record in made) > len(ODD)
    found = b"".join(record.line for record in made if record.finding)
    assert [escape in found for escape in (rb"\u0041na", rb"Ren\u00e9e", rb"\"name\"")] == [True] * 3
    sizes = [len(record.line) for record in made]
    assert max(sizes) > 5_000
    assert 1_400 < sum(sizes) / COUNT < 1_460


@pytest.mark.parametrize(
    "printed", ["", '{"a":"1"}\n{"a":"1"}', '{"a":"2"}', "50 %"], ids=["none", "twice", "other", "text"]
)
def test_a_wrong_answer_has_no_cost(printed: str) -> None:
    with pytest.raises(AssertionError, match="someone"):
        held([Contestant("someone", ["printf", "%s", printed], [{"a": "1"}])], rounds=0)
