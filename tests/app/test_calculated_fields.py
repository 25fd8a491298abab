"""The app's calculated fields over the shapes of record that AWS documents; the cases are in cases/."""

from __future__ import annotations

from datetime import timezone
from pathlib import Path

import pytest
import yaml

from minisplunk.conf.parser import read
from minisplunk.functions import Environment, compile_expr
from minisplunk.spl.parser import parse_expression

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((Path(__file__).parent / "cases/calculated_fields.yaml").read_text())
SETTINGS = read(ROOT / "default/props.conf").stanzas["aws:cloudtrail"].settings.values()
FIELDS = {s.key.removeprefix("EVAL-"): s.value for s in SETTINGS}


@pytest.fixture(scope="module")
def calculate():
    """Record -> all calculated fields, each computed from the record alone."""
    env = Environment(now=0.0, zone=timezone.utc)
    compiled = {field: compile_expr(parse_expression(text), env) for field, text in FIELDS.items()}
    return lambda record: {field: value(record) for field, value in compiled.items()}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_case(calculate, case):
    record = {field: value for field, value in case["record"].items() if value is not None}

    assert calculate(record) == case["gives"]
