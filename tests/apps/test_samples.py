"""The samples come into the models whose tags their event types have, with the fields that content asks for."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.apps.shipped import datasets, plain

CASES = yaml.safe_load((Path(__file__).parent / "cases/samples.yaml").read_text())

WAYS = {
    "the SPL that it stands for": lambda name: datasets()[name].search,
    "from": lambda name: f"| from datamodel:{name}",
    "datamodel": lambda name: f"| datamodel {name.replace('.', ' ')} flat",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CASES)
def test_samples_are_in_the_model(sampled, name, way):
    wanted = CASES[name]
    fields = " ".join({field: None for row in wanted for field in row})
    rows = sampled.search(f"{WAYS[way](name)} | sort 0 _time | table _time {fields}").results
    assert [{field: plain(row.get(field)) for field in want} for row, want in zip(rows, wanted, strict=True)] == wanted
