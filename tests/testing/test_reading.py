"""Texts of case files in; their cases, and each fault with its line, out."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import DataError
from minisplunk.testing.detections import cases_of
from minisplunk.testing.finding import plan
from minisplunk.testing.form import schema
from minisplunk.testing.reading import CaseFile, read
from minisplunk.testing.yaml_document import Document

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "reading.yaml").read_text())
KEYS = sorted(schema()["$defs"]["Case"]["properties"] | schema()["$defs"]["Event"]["properties"])
PLACE = re.compile(r"(?P<file>.*?\.yaml)(?::(?P<line>\d+))?: (?P<what>.+)", re.DOTALL)


def read_text(text: str, folder: Path) -> CaseFile:
    file = folder / "case.splunk.yaml"
    file.write_bytes(text.encode())
    return read(file, "case.yaml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_reading(case: dict[str, Any], tmp_path: Path) -> None:
    found = read_text(case["text"], tmp_path)
    assert [one.name for one in found.cases] == case.get("cases", [])
    told = [PLACE.fullmatch(str(fault)) for fault in found.faults]
    expected = [next(iter(fault.items())) for fault in case.get("faults", ())]
    assert [int(match["line"] or 0) for match in told] == [line for line, _ in expected], found.faults
    for match, (_, what) in zip(told, expected, strict=True):
        assert what in match["what"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([*KEYS, "5m", "2026-03-03"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=5),
    max_leaves=6,
)
CASE = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6)
FILES = st.lists(st.builds(lambda case, name: {**case, "name": name}, CASE, st.text(min_size=1)), max_size=3)


def holds(found: CaseFile, text: str) -> None:
    """It is cases and faults, and the line of each is one of the text."""
    lines = len(text.splitlines())
    for fault in found.faults:
        match = PLACE.fullmatch(str(fault))
        assert match, str(fault)
        assert match["line"] is None or 1 <= int(match["line"]) <= max(lines, 1)
    assert all(1 <= case.line <= lines for case in found.cases)


@given(value=st.one_of(VALUES, FILES, FILES.map(lambda cases: {"cases": cases})))
def test_no_value_makes_anything_but_a_case_file(value: Any, tmp_path: Path) -> None:
    text = json.dumps(value, indent=1)
    holds(read_text(text, tmp_path), text)
    cases_of(tmp_path / "case.splunk.yaml")


@given(text=st.text(st.sampled_from("-:{}[]&*!|>'\"%@`#,? \n\tanb01.e<=~\0\x85\u2028\U0001f600")) | st.text())
def test_no_text_makes_anything_but_a_case_file(text: str, tmp_path: Path) -> None:
    holds(read_text(text, tmp_path), text)


@given(data=st.binary())
def test_no_bytes_make_anything_but_a_case_file(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "case.splunk.yaml"
    file.write_bytes(data)
    read(file)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"]) | st.sampled_from("\n\t"))
"""YAML 1.1, as libyaml reads it, knows no surrogates, and breaks lines where JSON does not."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
)


@given(JSON)
def test_json_means_what_it_means(value: Any) -> None:
    assert Document.of(json.dumps(value, ensure_ascii=False), "f").value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("2026-03-03", "2026-03-03"),
        ("012", "012"),
        ("0x1f", "0x1f"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        (".", "."),
        ("+.e5", "+.e5"),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-0", 0),
        ("~", None),
        ("", None),
        ("TRUE", True),
        ("=", "="),
        ("{1: a, ~: b}", {"1": "a", "~": "b"}),
    ],
)
def test_words_are_those_of_yaml_1_2(text: str, value: Any) -> None:
    found = Document.of(text, "f").value
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[&a {x: 1, y: 1}, {<<: *a, x: 2}]", {"x": 2, "y": 1}),
        ("[&a {x: 1}, {x: 2, <<: *a}]", {"x": 2}),
        ("[{a: &a {<<: {x: 1}, x: 2}}, {<<: *a}]", {"x": 2}),
        ("[&a {x: 1}, &b {x: 2, y: 2}, {<<: [*a, *b]}]", {"x": 1, "y": 2}),
    ],
)
def test_merged_keys(text: str, value: Any) -> None:
    """yaml.org/type/merge.html: a mapping's own keys count first, then those of the first that is merged."""
    assert Document.of(text, "f").value[-1] == value


def test_what_is_nested_without_end_is_refused() -> None:
    for text in ("[" * 100_000, "[" * 900 + "]" * 900, "".join(f"{' ' * n}a:\n" for n in range(3000))):
        with pytest.raises(DataError, match=r"^f:\d+: "):
            Document.of(text, "f")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path, says in ((tmp_path, "Is a directory"), (tmp_path / "x.yaml", "No such file or directory")):
        (fault,) = read(path).faults
        assert str(fault) == f"{path}: {says}"
    (tmp_path / "latin.yaml").write_bytes(b"- name: a\n  search: \xe4\n")
    (fault,) = read(tmp_path / "latin.yaml").faults
    assert str(fault) == f"{tmp_path / 'latin.yaml'}:2: not UTF-8"


def test_records_of_another_file(tmp_path: Path) -> None:
    (tmp_path / "records.yaml").write_text("one:\n  a: 1\ntwo: 5\n")
    text = "records: records.yaml\nsourcetype: s\ncases: [{name: a, search: x, fires: true, events: [{record: one}]}]\n"
    (fault,) = read_text(text, tmp_path).faults
    assert str(fault) == f"{tmp_path / 'records.yaml'}:3: expected a mapping, not a whole number"
    (tmp_path / "records.yaml").write_text("one:\n  a: 1\n")
    (case,) = read_text(text, tmp_path).cases
    assert case.said.events[0].json == {"a": 1}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
@pytest.mark.parametrize(
    "text",
    [
        "{records: fifo, cases: [{name: a, search: x, fires: true}]}",
        "[{name: a, search: x, fires: true, events: [{file: fifo}]}]",
        "[{name: a, search: x, fires: true, apps: [fifo]}]",
    ],
)
def test_a_fifo_is_told_of_and_not_waited_for(text: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    found = read_text(text, tmp_path)
    assert [str(fault) for fault in found.faults] == [
        "case.yaml:1: fifo is a FIFO: a plain file is wanted, or a folder"
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_a_file_of_cases_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "test_fifo.splunk.yaml")
    (tmp_path / "test_gone.splunk.yaml").symlink_to("nowhere")
    (tmp_path / "test_round.splunk.yaml").symlink_to("test_round.splunk.yaml")
    (tmp_path / "test_folder.splunk.yaml").mkdir()
    (tmp_path / "test_folder.splunk.yaml" / "up").symlink_to("..")
    found = plan([tmp_path])
    told = [str(fault).removeprefix(f"{tmp_path}{os.sep}") for fault in found.faults]
    assert told == [
        "test_fifo.splunk.yaml: it is a FIFO, not a plain file",
        "test_gone.splunk.yaml: No such file or directory",
        "test_round.splunk.yaml: Too many levels of symbolic links",
    ]
