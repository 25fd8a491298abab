"""What CI does: its form, and the facts that no schema knows; each fact sees a workflow that is broken there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.workflows.facts import FACTS
from tests.workflows.workflow import CI, Workflow, read

BROKEN = yaml.safe_load(Path(__file__).with_name("broken.yaml").read_text())
BY_NAME = {fact.__name__: fact for fact in FACTS}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_ci(fact: Callable[[Workflow], Iterator[str]]) -> None:
    assert list(fact(read(CI.read_text()))) == []


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case['fact']}: {case['name']}")
def test_a_broken_workflow_is_seen(case: Mapping[str, Any]) -> None:
    text = CI.read_text()
    assert case["old"] in text
    assert list(BY_NAME[case["fact"]](read(text.replace(case["old"], case["new"])))) == case["says"]


def test_every_fact_is_broken_once() -> None:
    assert {case["fact"] for case in BROKEN} == set(BY_NAME)


def test_there_is_no_other_workflow() -> None:
    # the facts are held against this one only
    assert sorted(CI.parent.iterdir()) == [CI]
