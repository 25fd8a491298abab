"""The samples come into the models whose tags their event types have, with the fields that content asks for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from minisplunk.engine import Splunk
from minisplunk.times import ManualClock
from tests.apps import samples
from tests.apps.shipped import datasets, plain

CASES = yaml.safe_load((Path(__file__).parent / "cases/samples.yaml").read_text())
NOW = 1_772_528_460  # 2026-03-03 09:01:00 UTC


@pytest.fixture(scope="module")
def splunk() -> Iterator[Splunk]:
    with Splunk(clock=ManualClock(NOW)) as splunk:
        splunk.install_common_information_model()
        samples.load(splunk)
        yield splunk


@pytest.mark.parametrize("name", CASES)
def test_samples_are_in_the_model(splunk, name):
    wanted = CASES[name]
    fields = " ".join({field: None for row in wanted for field in row})
    rows = splunk.search(f"{datasets()[name].search} | sort 0 _time | table _time {fields}").results
    assert [{field: plain(row.get(field)) for field in want} for row, want in zip(rows, wanted, strict=True)] == wanted
