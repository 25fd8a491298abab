"""Structured data: bytes and props.conf in, events with indexed fields out, as the case files say; in chunks of any
size the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf import system
from minisplunk.conf.parser import Setting, parse
from minisplunk.errors import ConfError, UnsupportedConf
from minisplunk.ingest import objects, tables
from minisplunk.ingest.index_time import events, index_time
from minisplunk.ingest.notes import Notes

from .test_index_time import MODIFIED, NOW, data, epoch, iso, pieces

FOLDER = Path(__file__).parent / "cases" / "structured"
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


def settings(props: str) -> Mapping[str, Setting]:
    return parse(b"[t]\n" + props.encode(), "props.conf").stanzas["t"].settings


def run(props: str, chunks: Iterable[bytes], notes: Notes) -> list[tuple[int, str, Any]]:
    found = events(chunks, index_time(settings(props)), now=epoch(NOW), modified=epoch(MODIFIED), notes=notes)
    return [(time, raw, json.loads(fields) if fields else None) for time, raw, fields in found]


@pytest.mark.parametrize("size", [1 << 20, 7, 1])
@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any], size: int):
    notes = Notes()
    if "error" in case:
        with pytest.raises(ConfError) as caught:
            run(case["props"], pieces(data(case), size), notes)
        assert str(caught.value) == case["error"]
        return
    for key, kind in (("wrong", ConfError), ("unsupported", UnsupportedConf)):
        if key in case:
            (fault,) = index_time(settings(case["props"])).faults
            assert str(fault) == case[key]
            assert type(fault) is kind
            return
    found = run(case["props"], pieces(data(case), size), notes)
    actual = {
        "events": [[raw, fields] for _, raw, fields in found],
        "raw": [raw for _, raw, _ in found],
        "fields": [fields for *_, fields in found],
        "times": [iso(time) for time, *_ in found],
        "count": len(found),
    }
    expected = {key: case[key] for key in actual if key in case}
    assert {key: actual[key] for key in expected} == expected
    assert expected
    assert list(notes) == case.get("notes", [])


@pytest.mark.parametrize(
    ("sourcetype", "body"),
    {
        "csv": "a,b\n1,2\n",
        "tsv": "a\tb\n1\t2\n",
        "psv": "a|b\n1|2\n",
        "iis": "#Fields: a b\n1 2\n",
        "_json": '{"a": 1, "b": 2}',
        "stash_hec": '{"event": "x", "fields": {"a": 1, "b": "2"}}',
    }.items(),
)
def test_source_types_that_splunk_brings(sourcetype: str, body: str):
    rules = index_time(system().default["props"].stanzas[sourcetype].settings)
    ((*_, fields),) = events([body.encode()], rules, now=epoch(NOW), notes=Notes())
    assert rules.faults == ()
    assert json.loads(fields or "") == {"a": "1", "b": "2"}


def test_json_without_timestamps_is_not_structured_data():
    rules = index_time(system().default["props"].stanzas["json_no_timestamp"].settings)
    body = b'{\n "t": "2020-01-01"\n}\n{"a": 1}\n'
    found = list(events([body], rules, now=epoch(NOW), notes=Notes()))
    assert found == [(round(epoch(NOW) * 1e6), raw, None) for raw in ('{\n "t": "2020-01-01"\n}', '{"a": 1}')]


LINES = (
    "a,b",
    '1,"2',
    '"',
    '3"',
    "",
    ",",
    'x","y',
    '""""',
    "\t",
    "#Fields: date time x",
    "# c",
    "2026-01-01 10:00:00 -",
)
OBJECTS = (
    *('{"a": 1}', '{"a": [1, {"b": "}"}]}', "{", "}", "[", "]", ",", '"', "\\", '  "x": {', "  }", "text", "null"),
    *('{"a": "\\x"}', '{"a": {"b": 1}', "  ", '{\n "a": [\n  1\n ]\n}', '{"é": "☃"}'),
)
KINDS = ("csv", "tsv", "w3c", "json", "hec", "csv\nHEADER_FIELD_LINE_NUMBER = 3", "csv\nPREAMBLE_REGEX = ^#")


@contextmanager
def little_reach(size: int) -> Iterator[None]:
    """What is read ahead is bounded by this, in place of megabytes."""
    with ExitStack() as stack:
        for module in (tables, objects):
            stack.enter_context(patch.object(module, "MAX_VALUE", size))
            stack.enter_context(patch.object(module, "_MOST_IN_VAIN", 3 * size))
        yield


def assert_the_same(kind: str, body: bytes, cut: Iterable[bytes]) -> None:
    props, of_whole, of_cut = f"INDEXED_EXTRACTIONS = {kind}", Notes(), Notes()
    assert run(props, [body], of_whole) == run(props, cut, of_cut)
    assert list(of_whole) == list(of_cut)


@given(
    st.sampled_from(KINDS),
    st.lists(st.tuples(st.sampled_from(LINES + OBJECTS), st.sampled_from(["\n", "\r\n", "\r", "", "\n\n"]))),
    st.lists(st.integers(1, 30), min_size=1),
    st.sampled_from([20, 1_000_000]),
)
def test_where_chunks_end_does_not_matter(kind: str, parts: list[tuple[str, str]], sizes: list[int], reach: int):
    body = "".join(part for pair in parts for part in pair).encode()

    def chunks() -> Iterator[bytes]:
        start = number = 0
        while start < len(body):
            size = sizes[number % len(sizes)]
            yield body[start : start + size]
            start, number = start + size, number + 1

    with little_reach(reach):
        assert_the_same(kind, body, chunks())


@given(st.sampled_from(KINDS), st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_are_read(kind: str, body: bytes, size: int):
    assert_the_same(kind, body, pieces(body, size))


@given(st.sampled_from(["csv", "tsv", "w3c", "json"]), st.lists(st.sampled_from(LINES + OBJECTS)))
def test_nothing_is_lost(kind: str, lines: list[str]):
    """Every letter and digit below the header is in an event, in its order."""
    found = run(f"INDEXED_EXTRACTIONS = {kind}", ["\n".join(["h", *lines]).encode()], Notes())
    kept = [line for line in lines if kind != "w3c" or not line.startswith("#")]
    header = "" if kind in ("csv", "tsv") else "h"
    assert letters("".join(raw for _, raw, _ in found)) == letters(header + "".join(kept))


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def test_a_long_value_is_indexed_in_part_and_stays_in_its_event():
    notes = Notes()
    row = "x" * 1001 + ",y"
    found = run("INDEXED_EXTRACTIONS = csv\nTRUNCATE = 0", [f"a,b\n{row}\n".encode()], notes)
    assert [event[1:] for event in found] == [(row, {"a": "x" * 1000, "b": "y"})]
    document = json.dumps({"a": ["x", "y" * 2000], "b": "z" * 1000})
    found = run("INDEXED_EXTRACTIONS = json\nTRUNCATE = 0", [document.encode()], notes)
    assert [event[1:] for event in found] == [(document, {"a{}": ["x", "y" * 1000], "b": "z" * 1000})]
    message = next(note for note in notes if note.startswith("A value of 1,001 characters"))
    assert message.endswith("(1 more like this)")


@pytest.mark.parametrize("document", ['{"a":' * 20_000 + "1" + "}" * 20_000, "[" * 20_000 + "]" * 20_000])
def test_a_document_of_great_depth(document: str):
    found = run("INDEXED_EXTRACTIONS = json\nTRUNCATE = 0", [document.encode(), b'\n{"a": 1}'], Notes())
    assert found[-1][1:] == ('{"a": 1}', {"a": "1"})
    assert all(fields is None for *_, fields in found[:-1])
    assert "".join(raw for _, raw, _ in found[:-1]).strip("[]") == document.strip("[]")


def test_names_that_would_take_the_memory():
    depth, leaves, key = 400, 4000, "k" * 1000
    innermost = ",".join(f'"{number}":1' for number in range(leaves))
    document = f'{{"{key}":' * depth + "{" + innermost + "}" + "}" * depth
    notes = Notes()
    ((_, raw, fields),) = run("INDEXED_EXTRACTIONS = json\nTRUNCATE = 0", [document.encode()], notes)
    assert (raw, fields) == (document, None)
    assert "too deep, or too many and too long names of fields" in next(iter(notes))


@pytest.mark.parametrize("size", [1 << 20, 100, 1])
@pytest.mark.parametrize(
    ("kind", "head", "line"),
    [("csv", "a,b\n", 'x","y'), ("csv", "a,b\n", '1"'), ("json", "", '{"a":1,'), ("json", "", '{"a":[{"b":1},')],
)
def test_what_never_ends_is_its_lines(kind: str, head: str, line: str, size: int):
    """Each would take all that follows: that is looked for within reach, and not again and again."""
    body = head + f"{line}\n" * 2001
    with little_reach(500):
        found = run(f"INDEXED_EXTRACTIONS = {kind}", pieces(body.encode(), size), Notes())
    assert letters("".join(raw for _, raw, _ in found)) == letters(line) * 2001
    assert len(found) > 1000


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_line_without_end_is_cut_and_read_in_constant_memory(kind: str):
    def chunks() -> Iterator[bytes]:
        yield b"a\n" if kind == "csv" else b""
        for _ in range(100):
            yield b"x" * 1000
        yield b"\ny\n"

    with little_reach(2000):
        found = run(f"INDEXED_EXTRACTIONS = {kind}\nTRUNCATE = 5", chunks(), Notes())
    assert [raw for _, raw, _ in found] == ["xxxxx", "y"]


def test_a_line_is_whole_where_truncate_is_0():
    with little_reach(2000):
        found = run("INDEXED_EXTRACTIONS = json\nTRUNCATE = 0", [b"x" * 1000] * 9, Notes())
    assert [len(raw) for _, raw, _ in found] == [9000]
