"""Golden documents of each output mode, and splunk-sdk's readers of them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import splunklib.results
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.rest.http import HttpError
from minisplunk.rest.search.result_formats import FORMATS, rendered
from minisplunk.rest.search.result_page import ResultPage
from minisplunk.search import Message

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "formats.yaml").read_text(encoding="utf-8"))
DOCUMENTS = [
    pytest.param(case["page"], mode, case[mode], id=f"{case['name']}: {mode}")
    for case in CASES
    for mode in FORMATS
    if mode in case
]


def page_of(given: dict[str, Any]) -> ResultPage:
    messages = [Message(kind, text) for kind, text in given.get("messages", ())]
    return ResultPage(**{**given, "messages": messages})


@pytest.mark.parametrize(("page", "mode", "document"), DOCUMENTS)
def test_document(page: dict[str, Any], mode: str, document: str) -> None:
    answer = rendered(page_of(page), mode)
    assert answer.body.decode() == document
    assert answer.status == 200


@pytest.mark.parametrize("mode", ["atom", "JSON", "", "yaml"])
def test_unknown_mode(mode: str) -> None:
    with pytest.raises(HttpError) as caught:
        rendered(ResultPage((), ()), mode)
    assert (caught.value.status, caught.value.kind) == (400, "FATAL")


VALUES = st.text() | st.lists(st.text(), min_size=2, max_size=3)
ROWS = st.lists(st.dictionaries(st.text(min_size=1), VALUES, max_size=4), max_size=4)


def page(rows: list[dict[str, Any]]) -> ResultPage:
    return ResultPage(sorted({name for row in rows for name in row}), rows, total=len(rows))


@given(ROWS)
def test_json_reads_back(rows: list[dict[str, Any]]) -> None:
    body = rendered(page(rows), "json").body
    assert json.loads(body)["results"] == rows
    assert b"\n" not in body, "splunk-sdk reads line by line"


@given(ROWS)
def test_rows_and_columns_agree(rows: list[dict[str, Any]]) -> None:
    by_row = json.loads(rendered(page(rows), "json_rows").body)
    by_column = json.loads(rendered(page(rows), "json_cols").body)
    assert by_row["fields"] == by_column["fields"]
    if rows:
        assert [list(row) for row in zip(*by_column["columns"], strict=True)] in (by_row["rows"], [])


@pytest.mark.parametrize("mode", ["json_rows", "json_cols"])
def test_with_metadata_fields_are_objects_as_in_json(mode: str) -> None:
    found = ResultPage(("a", "count"), [{"a": "x", "count": "1"}], total=1, ranks={"a": 0}, metadata=True)
    fields = json.loads(rendered(found, mode).body)["fields"]
    assert fields == json.loads(rendered(found, "json").body)["fields"]
    assert fields == [{"name": "a", "groupby_rank": "0"}, {"name": "count"}]


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "b_c": st.text()}), min_size=1, max_size=4))
def test_csv_reads_back(rows: list[dict[str, Any]]) -> None:
    body = rendered(page(rows), "csv").body.decode()
    assert list(csv.DictReader(io.StringIO(body, newline=""))) == rows


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_sdk_reads_xml() -> None:
    rows = [{"a": "<1>", "mv": ["x", "y"]}, {"_raw": 'it\'s "raw" & <more>'}]
    reader = splunklib.results.ResultsReader(io.BytesIO(rendered(page(rows), "xml").body))
    assert [dict(row) for row in reader] == rows
    assert reader.is_preview is False


def test_the_sdk_reads_json() -> None:
    rows = [{"a": "1", "mv": ["x", "y"]}]
    found = ResultPage(("a", "mv"), rows, preview=True, messages=[Message("WARN", "careful")])
    reader = splunklib.results.JSONResultsReader(io.BytesIO(rendered(found, "json").body))
    assert list(reader) == [splunklib.results.Message("WARN", "careful"), *rows]
    assert reader.is_preview is True
