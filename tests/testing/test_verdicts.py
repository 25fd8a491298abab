"""Cases in; what becomes of each, as a person reads it, out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.testing.case import Case
from minisplunk.testing.pool import Worker
from minisplunk.testing.reading import read
from minisplunk.testing.report import lines

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=f"{name}: {case['name']}")
    for name in ("events", "running")
    for case in yaml.safe_load((HERE / "cases" / f"{name}.yaml").read_text())
]


def case_of(said: dict[str, Any], folder: Path) -> Case:
    """As the one case of a file; `TESTS` stands for the folder of all tests."""
    file = folder / "case.splunk.yaml"
    text = json.dumps([{"name": "it", "sourcetype": "demo:log", **said}])
    file.write_text(text.replace("TESTS", str(HERE.parent)))
    found = read(file)
    assert not found.faults, str(found.faults[0])
    return found.cases[0]


@pytest.mark.parametrize("case", CASES)
def test_verdict(case: dict[str, Any], worker: Worker, tmp_path: Path) -> None:
    verdict = worker(case_of(case["case"], tmp_path))
    assert (verdict.outcome, lines(verdict)) == (case.get("outcome", "passed"), case.get("lines", lines(verdict)))
    assert verdict.notes == case.get("notes", verdict.notes)
