"""The data models of the apps that minisplunk ships, read from their JSON files as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from minisplunk.engine import CIM_APP, ES_APP
from minisplunk.values import texts

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
    def search(self) -> str:
        """The SPL that it stands for: a child's constraints see what its ancestors calculate."""
        return " | ".join(part for dataset in self.lineage for part in dataset._stages())

    def _stages(self) -> Iterator[str]:
        searches = [each["search"] for each in self.json["constraints"]]
        yield f"search {self.json.get('baseSearch') or ' '.join(searches)}"
        yield from (spl(each) for each in self.json["calculations"])

    @property
    def own_fields(self) -> list[dict[str, Any]]:
        outputs = (output for each in self.json["calculations"] for output in each["outputFields"])
        return [*self.json["fields"], *outputs]

    @property
    def fields(self) -> list[str]:
        return [field["fieldName"] for dataset in self.lineage for field in dataset.own_fields]


def plain(value: Any) -> Any:
    """A value as a case file has it: a text, a list of several, or None."""
    found = texts(value)
    return found if len(found) > 1 else (found[0] if found else None)


def spl(calculation: dict[str, Any]) -> str:
    """The command that a calculation stands for."""
    output = calculation["outputFields"][0]
    match calculation["calculationType"]:
        case "Eval":
            return f"eval '{output['fieldName']}'={calculation['expression']}"
        case "Rex":
            return f'rex field={calculation["inputField"]} "{calculation["expression"]}"'
        case _:
            (pair,) = calculation["lookupInputs"]
            inputs = f"{pair['lookupField']} AS {pair['inputField']}"
            return f"lookup {calculation['lookupName']} {inputs} OUTPUT {output['fieldName']}"


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
