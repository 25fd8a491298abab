"""A data model as its JSON file says it: datasets in trees, with constraints, fields and calculations."""

from __future__ import annotations

from collections.abc import Iterator

from ..dataclass import dataclass
from ..lookups.enrichment import Pair

COMMON = ("_time", "host", "source", "sourcetype")
"""What a dataset inherits from BaseEvent; these fields never have a prefix."""


@dataclass(frozen=True, slots=True)
class Field:
    """`owner`: the lineage of the dataset that defines it; empty for what comes from BaseEvent. `required`: an event
    without it is none of the dataset."""

    name: str
    owner: str
    required: bool = False
    type: str = "string"

    @property
    def qualified(self) -> str:
        return f"{self.owner}.{self.name}" if self.owner else self.name


@dataclass(frozen=True, slots=True)
class Eval:
    """The value of an expression, in one field."""

    outputs: tuple[Field, ...]
    expression: str


@dataclass(frozen=True, slots=True)
class Rex:
    """The named groups of a regular expression over one field."""

    outputs: tuple[Field, ...]
    input: str
    expression: str


@dataclass(frozen=True, slots=True)
class Lookup:
    outputs: tuple[Field, ...]
    table: str
    inputs: tuple[Pair, ...]
    columns: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class GeoIp:
    """The place of an address, as iplocation finds it. `found`: its output -> the field."""

    outputs: tuple[Field, ...]
    input: str
    found: tuple[Pair, ...]


Calculation = Eval | Rex | Lookup | GeoIp


@dataclass(frozen=True, slots=True)
class Dataset:
    """`lineage`: the names from the root down, joined by dots. `search`: of a root that is a search, its text;
    otherwise events are chosen by `constraints` alone. `transaction`: the events are to be grouped."""

    name: str
    lineage: str
    constraints: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    children: tuple[Dataset, ...] = ()
    search: str = ""
    transaction: bool = False

    def all_fields(self) -> tuple[Field, ...]:
        """The fields that it defines, those of calculations last, each once."""
        calculated = (field for calculation in self.calculations for field in calculation.outputs)
        return tuple({field.name: field for field in (*self.fields, *calculated)}.values())

    def called(self, name: str) -> bool:
        return name in (self.name, self.lineage)

    def walk(self) -> Iterator[Dataset]:
        """Itself, and all datasets below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Model:
    """`faults`: what was passed over when its file was read."""

    name: str
    roots: tuple[Dataset, ...]
    faults: tuple[str, ...] = ()

    def chain(self, name: str) -> tuple[Dataset, ...]:
        """The datasets from a root down to the one of a name, or of a lineage; none when there is none."""
        return next((chain for chain in chains(self) if chain[-1].called(name)), ())


def chains(model: Model) -> Iterator[tuple[Dataset, ...]]:
    """Of each dataset those from its root down to it."""
    return (chain for root in model.roots for chain in _chains((root,)))


def _chains(above: tuple[Dataset, ...]) -> Iterator[tuple[Dataset, ...]]:
    yield above
    for child in above[-1].children:
        yield from _chains((*above, child))
