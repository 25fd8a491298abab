"""What passed on a real Splunk is marked, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from tests.harness.marking import CASE, Marking

TEXT = """# kept
- name: a
  events: []
- name: b  # of two tests
  events: []
- name: c
  events: []
"""


@dataclass
class Report:
    case: tuple[str, str]
    outcome: str
    when: str = "call"

    @property
    def user_properties(self) -> list[Any]:
        return [(CASE, self.case), ("other", 1)]

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"

    @property
    def failed(self) -> bool:
        return self.outcome == "failed"


@pytest.mark.parametrize(("real", "marked"), [(True, ["a"]), (False, [])])
def test_marks(real: bool, marked: list[str], tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(TEXT)
    marking = Marking()
    marking.splunk = SimpleNamespace(real=real, version="10.4.3")
    for name, outcome in (("a", "passed"), ("b", "passed"), ("b", "failed"), ("c", "skipped")):
        marking.pytest_runtest_logreport(Report((str(file), name), outcome))
    marking.pytest_runtest_logreport(Report((str(file), "c"), "passed", "setup"))
    marking.pytest_sessionfinish()
    assert [case["name"] for case in yaml.safe_load(file.read_text()) if case.get("verified") == "10.4.3"] == marked
    assert file.read_text().startswith("# kept\n")
    assert (file.read_text() == TEXT) == (not marked)
