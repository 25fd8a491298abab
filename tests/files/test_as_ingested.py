"""Files as nobody wishes them give the same as they lie as when they are ingested, faults and notes too."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.ingest.archive import CLOUDTRAIL
from minisplunk.ingest.notes import Notes
from minisplunk.ingest.skipped import Skipped
from minisplunk.peers import Head, Mountain, Where
from minisplunk.replay import Part
from minisplunk.times import ManualClock
from tests.pipelines.test_files import at_borders


def record(minute: int, **fields: Any) -> str:
    return json.dumps({"eventVersion": "1.08", "eventTime": f"2026-03-31T09:{minute:02}:00Z", **fields})


def delivered(*found: str) -> str:
    return '{"Records":[' + ",".join(found).replace('", "', '","').replace('": ', '":') + "]}"


ALFRED = [record(minute, user="Alfred" if minute % 3 == 1 else "bobby", n=minute) for minute in range(7)]
UNTIMED = '{"user": "Alfred", "n": 50}'
SOUND: dict[str, str | bytes] = {
    "nothing": "",
    "blank lines alone": "\n\r\n \n",
    "blank lines first": "\n\n" + "\n".join(ALFRED),
    "a byte order mark": "\ufeff" + "\n".join(ALFRED),
    "CRLF": "\r\n".join(ALFRED) + "\r\n",
    "a line that is longer than a block": "\n".join((ALFRED[0], record(1, user="Alfred", pad="x" * 5000), ALFRED[2])),
    "letters written by their numbers": "\n".join(
        (
            record(1, user="Alfred").replace("A", "\\u0041"),
            record(2, user="café"),
            record(3, user="CAFÉ"),
            record(4, user="café").replace("\\u00e9", "é"),
            record(5, user="CAFÉ").replace("\\u00c9", "É"),
            record(6, user="x\ud83d\ude00"),
        )
    ),
    "escapes": "\n".join(
        (record(1, user='a"b'), record(2, user="a\\b"), record(3, user='"},{"eventVersion":'), ALFRED[4])
    ),
    "records within records": delivered(
        record(1, n={"Records": [{"eventVersion": "1"}, {"eventVersion": "2"}]}, user="Alfred"), *ALFRED[2:]
    ),
    "no time in a line of several records": "\n".join(
        (*ALFRED[:2], f"[{ALFRED[2]}, {UNTIMED}, {UNTIMED}]", UNTIMED, *ALFRED[3:])
    ),
    "no time in the first record": "\n".join((ALFRED[0], UNTIMED, UNTIMED)),
    "no time in a document": delivered(UNTIMED, *ALFRED, UNTIMED),
    "two records in a line": "\n".join((*ALFRED[:3], "".join(ALFRED[3:5]), *ALFRED[5:])),
    "a time that is none": "\n".join((ALFRED[0], '{"eventTime": "yesterday", "user": "Alfred"}', ALFRED[1])),
    "several members": b"".join(gzip.compress(f"{line}\n".encode()) for line in ALFRED),
    "a document on each line": "\n".join(delivered(line) for line in ALFRED),
}
BROKEN: dict[str, str | bytes] = {
    "a line that is cut": "\n".join(ALFRED)[:-20],
    "a document that is cut": delivered(*ALFRED)[:-30],
    "a list that is cut": f"[{', '.join(ALFRED)}"[:-30],
    "gz that is cut": gzip.compress("\n".join(ALFRED * 50).encode(), 0)[:-3000],
    "not CloudTrail": "hello\nworld\n",
    "a line that is no record": "\n".join((*ALFRED, '"a text"')),
    "a line that is not UTF-8": "\n".join((*ALFRED[:5], record(6, user="Alfred"))).encode()[:-2] + b'\xe9"}',
    "UTF-16": "\n".join(ALFRED).encode("utf-16"),
    "packed twice": gzip.compress(gzip.compress(ALFRED[0].encode())),
}
ALL = "search index=main | table _time _raw"
SEARCHES = (
    "search index=main user=alfred | table _time _raw",
    'search index=main user="café" | table _raw',
    "search index=main CAFÉ | table _raw",
    'search index=main user="a\\"b" | table _raw',
    "search index=main 1.08 | stats count by user | sort user",
    "search index=main | stats count by user | sort user",
    "search index=main | timechart span=1d count(n)",
)


@pytest.fixture(scope="module")
def splunk() -> Iterator[Splunk]:
    with Splunk(clock=ManualClock(1_800_000_000)) as opened:
        opened.store.create_index("main")
        yield opened


@pytest.fixture
def lying(tmp_path: Path) -> Any:
    def write(content: str | bytes) -> Part:
        path = tmp_path / "x.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return Part(path, CLOUDTRAIL, "s", "h")

    return write


Told = tuple[list[Any], list[str], list[Skipped]]


def ingested(splunk: Splunk, part: Part) -> tuple[list[str], list[Skipped]]:
    splunk.store.clean_index("main")
    notes, skipped = Notes(), list[Skipped]()
    splunk.replay(part, index="main", notes=notes, skipped=skipped)
    return list(notes), skipped


def as_it_lies(splunk: Splunk, part: Part, spl: str) -> Told:
    head = Head(splunk, Mountain([part], "main"), Where(1))
    run = head.start(splunk.read(splunk.request(spl)))
    assert not isinstance(run, str)
    rows = list(run.rows())
    return rows, list(head.notes), head.skipped


@pytest.mark.parametrize("name", SOUND)
def test_sound(splunk: Splunk, lying: Any, name: str) -> None:
    part = lying(SOUND[name])
    notes, _ = ingested(splunk, part)
    expected = {spl: splunk.search(spl).results for spl in (ALL, *SEARCHES)}
    for size in (7, 60, 1 << 20):
        with at_borders(size):
            assert as_it_lies(splunk, part, ALL) == (expected[ALL], notes, [])
            for spl in SEARCHES:
                rows, _, skipped = as_it_lies(splunk, part, spl)
                assert (rows, skipped) == (expected[spl], [])


@pytest.mark.parametrize("name", BROKEN)
def test_broken(splunk: Splunk, lying: Any, name: str) -> None:
    part = lying(BROKEN[name])
    notes, skipped = ingested(splunk, part)
    assert len(skipped) == 1
    for spl in (ALL, *SEARCHES):
        assert as_it_lies(splunk, part, spl) == (splunk.search(spl).results, notes, skipped)
