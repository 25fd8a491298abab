"""The mutants of a search, all of them, with what becomes of its text or of a macro's: cases/*.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk.mutation import mutants
from tests.mutation.apps import mutated

CASES = [
    case
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text())
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_mutants(case) -> None:
    app = mutated(case.get("search", "index=main"), case.get("macros"), **case.get("settings", {}))
    found = {
        mutant.sentence: mutant.changes[0].value
        for one in mutants(app)
        for mutant in one.mutants
        if not case.get("settings") or not mutant.text_line
    }
    assert found == case["mutants"]
