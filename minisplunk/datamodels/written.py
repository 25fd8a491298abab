"""A dataset in; the search in SPL that gives the same rows, out: what `datamodel M D search_string` shows."""

from __future__ import annotations

from collections.abc import Iterator

from ..spl.datasets import Naming
from ..spl.quoting import quoted
from .model import COMMON, Calculation, Dataset, Eval, Field, GeoIp, Lookup, Rex

Chain = tuple[Dataset, ...]
"""Datasets from the root down."""


def written(chain: Chain, naming: Naming) -> str:
    """Macros stay as they are. [unverified]: Splunk's own text is another one."""
    return " | ".join((*found(chain[:1]), *calculated(chain), *named(chain, naming)))


def found(chain: Chain) -> list[str]:
    """What finds the events, as commands."""
    root, *below = chain
    own = f"({root.search})" if root.search and "|" not in root.search else root.search
    parts = [" ".join(filter(None, (own, *(f"({text})" for text in root.constraints)))) or "*"]
    if root.search and "|" in root.search:
        parts = [root.search, *(f"search {text}" for text in root.constraints)]
    return [*parts, *(f"search {text}" for dataset in below for text in dataset.constraints)]


def calculated(chain: Chain) -> list[str]:
    """What is done to the events of the root, up to the last of its calculations."""
    root, *below = chain
    parts = [*map(_calculation, root.calculations)]
    for dataset in below:
        parts += [f"search {text}" for text in dataset.constraints]
        parts += map(_calculation, dataset.calculations)
    return parts


def renamed(chain: Chain) -> list[str]:
    """What gives the fields the names of LINEAGE."""
    fields = _fields(chain)
    pairs = ", ".join(f"{name(field.name)} AS {name(field.qualified)}" for field in fields)
    return [f"rename {pairs}"] if fields else []


def named(chain: Chain, naming: Naming) -> Iterator[str]:
    fields = _fields(chain)
    if naming is Naming.FLAT:
        yield "fields " + ", ".join((*COMMON, "_raw", *(name(field.name) for field in fields)))
        return
    yield from renamed(chain)
    yield "fields " + ", ".join((*COMMON, "_raw", *(name(field.qualified) for field in fields)))


def _fields(chain: Chain) -> list[Field]:
    return [field for dataset in chain for field in dataset.all_fields() if field.owner]


def name(field: str) -> str:
    """The name of a field as it is written in SPL."""
    return field if all(part.isidentifier() for part in field.split(".")) else quoted(field)


def _calculation(calculation: Calculation) -> str:
    match calculation:
        case Eval(outputs=(output,), expression=expression):
            return f"eval {name(output.name)}={expression}"
        case Rex(input=field, expression=expression):
            return f"rex field={name(field)} {quoted(expression)}"
        case Lookup(table=table, inputs=inputs, columns=columns):
            keys = ", ".join(f"{name(pair.column)} AS {name(pair.field)}" for pair in inputs)
            outputs = ", ".join(f"{name(pair.column)} AS {name(pair.field)}" for pair in columns)
            return f"lookup {name(table)} {keys} OUTPUT {outputs}"
        case GeoIp(input=field):
            return f"iplocation {name(field)}"
    raise AssertionError(calculation)
