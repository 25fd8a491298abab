"""Random searches over random files have the same results whether the files are read as they lie or ingested before."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError
from minisplunk.files import blocks, delivered, pieces, reading
from minisplunk.ingest.archive import CLOUDTRAIL
from minisplunk.peers import Head, Mountain, Where, head
from minisplunk.replay import Part
from minisplunk.times import TimeRange
from tests.profiles import one_in
from tests.search.test_properties import NOW

from .events import DOCUMENTS
from .grammar import SEARCHES
from .test_pipelines import Found, outcome

TIMES = st.sampled_from(
    ("2026-03-31T09:00:00Z", "2026-03-31T09:00:01Z", "2026-03-31T10:00:00Z", "2025-01-01T00:00:00Z")
)
NESTED = st.sampled_from(
    ({}, {}, {"n": {"Records": [{"eventVersion": "x"}, {"eventVersion": "y"}]}}, {"b": 'x"},{"eventVersion":'})
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A record, perhaps without a time, perhaps with what looks like the border of two."""
    version = {"eventVersion": "1.08"} if draw(st.booleans()) else {}
    time = {"eventTime": draw(TIMES)} if draw(st.integers(0, 7)) else {}
    return version | time | draw(DOCUMENTS.map(json.loads)) | draw(NESTED)


INDEXED = round(NOW * 1_000_000)
RECORDS = st.lists(records(), min_size=1, max_size=6)
compact = partial(json.dumps, separators=(",", ":"))
LAYOUTS = {
    "lines": lambda found: "\n".join(map(compact, found)) + "\n",
    "lines, the last without an end": lambda found: "\n".join(map(json.dumps, found)),
    "lines with blank ones between": lambda found: "\r\n\r\n".join(map(compact, found)),
    "delivered": lambda found: compact({"Records": found}),
    "delivered, one document after the other": lambda found: "".join(compact({"Records": [one]}) for one in found),
    "delivered, one document on each line": lambda found: "\n".join(compact({"Records": [one]}) for one in found),
    "of several lines": lambda found: json.dumps({"Records": found}, indent=1),
    "an array": json.dumps,
    "lines and a document": lambda found: "\n".join((*map(compact, found[:-1]), compact({"Records": found[-1:]}))),
}
FILES = st.lists(st.tuples(RECORDS, st.sampled_from(sorted(LAYOUTS)), st.booleans()), min_size=1, max_size=3)


@contextmanager
def at_borders(size: int) -> Iterator[None]:
    """Blocks and pieces of so few bytes."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (blocks, delivered, reading):
            patch.setattr(module, "SIZE", size)
        patch.setattr(head, "pieces", partial(pieces, size=3 * size))
        patch.setattr(head, "bundles", partial(head.bundles, size=5 * size))
        yield


def written(folder: Path, files: Any) -> list[Part]:
    parts = []
    for number, (found, layout, packed) in enumerate(files):
        path = folder / f"{number}.json"
        data = LAYOUTS[layout](found).encode()
        path.write_bytes(gzip.compress(data) if packed else data)
        parts.append(Part(path, CLOUDTRAIL, f"s{number % 2}", "h"))
    return parts


@given(FILES, SEARCHES, st.integers(20, 400))
@example([([{"eventTime": "2026-03-31T09:00:00Z", "a": "x"}, {"a": "y"}], "lines", False)], "search index=main y", 30)
@example([([{"a": "x"}, {"eventTime": "2026-03-31T09:00:00Z"}], "delivered", True)], "search index=main x", 30)
@example([([{}], "an array", False)], "search index=main | search [| multikv noheader=t]", 20)
def test_files_give_what_ingesting_them_gives(splunk: Splunk, tmp_path: Path, files: Any, spl: str, size: int) -> None:
    parts = written(tmp_path, files)
    stored_all(splunk, parts)
    stored = found(splunk, spl, None)
    with at_borders(size):
        assert found(splunk, spl, Head(splunk, Mountain(parts, "main"), Where(1))) == stored


@one_in(2)
@given(FILES, SEARCHES, SEARCHES, st.integers(20, 400))
def test_what_is_not_gathered_would_not_have_been_found(
    splunk: Splunk, tmp_path: Path, files: Any, spl: str, other: str, size: int
) -> None:
    """Where the events that several searches may find are put into a store, each finds what it finds among all."""
    parts = written(tmp_path, files)
    stored_all(splunk, parts)
    whole = [found(splunk, text, None) for text in (spl, other)]
    searches = []
    for text in (spl, other):
        with suppress(MinisplunkError):
            searches.append((splunk, splunk.read(splunk.request(text, app="any"))))
    splunk.store.clean_index("main")
    with at_borders(size):
        candidates = Head(splunk, Mountain(parts, "main"), Where(1)).candidates(searches, TimeRange.ALL)
        splunk.store.add_kinds(candidates, INDEXED)
    assert [found(splunk, text, None) for text in (spl, other)] == whole


def stored_all(splunk: Splunk, parts: list[Part]) -> None:
    splunk.store.create_index("main")
    splunk.store.clean_index("main")
    for part in parts:
        splunk.replay(part, index="main")


def found(splunk: Splunk, spl: str, over: Head | None) -> tuple[Found, list[str], list[tuple[int, int]]]:
    """Results, messages, and what went through each command."""
    try:
        prepared = splunk.read(splunk.request(spl, app="any"))
    except MinisplunkError as error:
        return error.message, [], []
    assume(not any(stage.writes for stage in prepared.pipeline.stages))  # what is there next time is another matter
    run = splunk.start(prepared) if over is None else over.start(prepared)
    if isinstance(run, str):  # it is for a store
        run = splunk.start(prepared)
    rows = outcome(run.rows)
    names = {stage.command.name for stage in prepared.pipeline.stages}
    early = names & {"format", "head", "return"}  # they take what they want
    counts = [] if early or isinstance(rows, str) else [(count.rows_in, count.rows_out) for count in run.stages]
    return rows, sorted(message.text for message in run.messages), counts
