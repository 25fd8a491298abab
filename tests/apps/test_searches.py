"""Searches of data models in the forms that security content has them, over the samples."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.apps.shipped import plain

CASES = yaml.safe_load((Path(__file__).parent / "cases/searches.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_searches(sampled, case):
    rows = sampled.search(case["search"]).results
    assert [{name: plain(value) for name, value in row.items()} for row in rows] == case["rows"]
