"""The order of fields, and how a search is divided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.jobs.columns import groupby_ranks
from minisplunk.jobs.outline import Outline
from minisplunk.spl.columns import columns

FOLDER = Path(__file__).parent / "cases"


def cases(file: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in yaml.safe_load((FOLDER / file).read_text())]


@pytest.mark.parametrize("case", cases("columns.yaml"))
def test_fields_of_results(splunk: Splunk, case: dict[str, Any]) -> None:
    assert splunk.search(case["search"]).fields == case["fields"]


@pytest.mark.parametrize("case", cases("outline.yaml"))
def test_outline(splunk: Splunk, case: dict[str, Any]) -> None:
    outline = Outline.of(splunk.run(splunk.request(case["search"])).pipeline)
    found = {name: getattr(outline, name) for name in case.keys() - {"name", "search"}}
    assert found == {name: case[name] for name in found}


def test_ranks_are_of_the_last_stats(splunk: Splunk) -> None:
    run = splunk.run(splunk.request("index=main | stats count by u n | stats count by n u | eval x=1"))
    assert groupby_ranks(run.pipeline.columns()) == {"n": 0, "u": 1}


@given(st.lists(st.lists(st.sampled_from("abcdef"), unique=True)))
def test_columns_hold_every_field_once(rows: list[list[str]]) -> None:
    found = columns([dict.fromkeys(row, "x") for row in rows])
    assert sorted(found) == sorted({name for row in rows for name in row})
