"""Runs the cases of cases/table.yaml: rows and a `width` in, the table as it is `shown` out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk.cli.table import table

CASES = [
    pytest.param(case, id=case["name"])
    for case in yaml.safe_load((Path(__file__).parent / "cases" / "table.yaml").read_text())
]


@pytest.mark.parametrize("case", CASES)
def test_case(case, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(case["width"]))
    table(case["rows"], list(case["rows"][0]))
    lines = capsys.readouterr().out.splitlines()
    assert lines == [line.rstrip() for line in lines]
    assert "\n".join(lines).strip("\n") == case["shown"].strip("\n")
