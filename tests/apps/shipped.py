"""The data models of the apps that minisplunk ships, read from their JSON files as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from minisplunk.engine import CIM_APP, ES_APP

BASES = ("BaseEvent", "BaseSearch")
FILES = [path for app in (CIM_APP, ES_APP) for path in sorted((app / "default/data/models").glob("*.json"))]


@dataclass(frozen=True)
class Dataset:
    """A dataset of a model: what it defines itself, and what it inherits."""

    model: str
    json: dict[str, Any]
    parent: Dataset | None

    def __str__(self) -> str:
        return f"{self.model}.{self.json['objectName']}"

    @property
    def lineage(self) -> tuple[Dataset, ...]:
        """From the root to this."""
        return (*(self.parent.lineage if self.parent else ()), self)

    @property
    def calculations(self) -> list[dict[str, Any]]:
        """In the order in which they are made."""
        return [each for dataset in self.lineage for each in dataset.json["calculations"]]

    @property
    def own_fields(self) -> list[dict[str, Any]]:
        outputs = (output for each in self.json["calculations"] for output in each["outputFields"])
        return [*self.json["fields"], *outputs]

    @property
    def fields(self) -> list[str]:
        return [field["fieldName"] for dataset in self.lineage for field in dataset.own_fields]


@cache
def datasets() -> dict[str, Dataset]:
    """All datasets by `Model.Dataset`; a parent stands before its children."""
    return {str(dataset): dataset for path in FILES for dataset in _of(path)}


def _of(path: Path) -> Iterator[Dataset]:
    model = json.loads(path.read_text())
    made: dict[str, Dataset] = {}
    for each in model["objects"]:
        parent = None if each["parentName"] in BASES else made[each["parentName"]]
        made[each["objectName"]] = Dataset(model["modelName"], each, parent)
    yield from made.values()
