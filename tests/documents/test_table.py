"""Runs the cases of table.yaml; and any text as a table."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.documents.table import Detection

CASES = yaml.safe_load((Path(__file__).parent / "table.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case):
    assert [row.cells for row in Detection(**case.get("how", {})).rows(case["text"])] == case["rows"]


WORDS = st.sampled_from(["A", "Bc", "x", "12", "a1", "%CPU", " ", "  ", "   ", "\t", ",", '"', "\n", "\n\n", "--", "é"])
DETECTIONS = st.builds(Detection, st.integers(0, 3), st.booleans(), st.booleans())


@given(text=st.lists(WORDS, max_size=30).map("".join), how=DETECTIONS)
def test_rows_are_lines_with_what_stands_in_them(text, how):
    rows = list(how.rows(text))

    lines = [line.rstrip() for line in text.split("\n")]
    assert all(row.text in lines for row in rows)
    for row in rows:
        for value in row.cells.values():
            assert value == value.strip() != ""
            assert value in row.text or '"' in row.text


@pytest.mark.parametrize(
    "text",
    [
        "A B\n" + "1 2\n" * 50_000,
        "A B\n" * 50_000,
        "A B C\n\n" * 20_000,
        "A " * 100_000 + "\n" + "1 " * 100_000,
        "a," * 100_000,
    ],
    ids=["rows", "headers", "tables", "columns", "commas"],
)
def test_long_tables_are_read_through(text):
    """They would take hours if time grew with the square of their length."""
    for how in (Detection(), Detection(headless=True), Detection(header=1)):
        assert sum(1 for _ in how.rows(text)) >= 0
