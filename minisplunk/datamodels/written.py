"""A dataset in; the search in SPL that gives the same rows, out: what `datamodel M D search_string` shows."""

from __future__ import annotations

from collections.abc import Iterator

from ..spl.datasets import Naming
from ..spl.quoting import quoted
from .model import COMMON, Calculation, Dataset, Eval, GeoIp, Lookup, Rex


def written(chain: tuple[Dataset, ...], naming: Naming) -> str:
    """`chain`: from the root down. Macros stay as they are. [unverified]: Splunk's own text is another one."""
    root, *below = chain
    own = f"({root.search})" if root.search and "|" not in root.search else root.search
    parts = [" ".join(filter(None, (own, *(f"({text})" for text in root.constraints)))) or "*"]
    if root.search and "|" in root.search:
        parts = [root.search, *(f"search {text}" for text in root.constraints)]
    parts += map(_calculation, root.calculations)
    for dataset in below:
        parts += [f"search {text}" for text in dataset.constraints]
        parts += map(_calculation, dataset.calculations)
    parts += _named(chain, naming)
    return " | ".join(parts)


def _named(chain: tuple[Dataset, ...], naming: Naming) -> Iterator[str]:
    fields = [field for dataset in chain for field in dataset.all_fields() if field.owner]
    if naming is Naming.FLAT:
        yield "fields " + ", ".join((*COMMON, "_raw", *(_name(field.name) for field in fields)))
        return
    if fields:
        yield "rename " + ", ".join(f"{_name(field.name)} AS {_name(field.qualified)}" for field in fields)
    yield "fields " + ", ".join((*COMMON, "_raw", *(_name(field.qualified) for field in fields)))


def _name(field: str) -> str:
    return field if all(part.isidentifier() for part in field.split(".")) else quoted(field)


def _calculation(calculation: Calculation) -> str:
    match calculation:
        case Eval(outputs=(output,), expression=expression):
            return f"eval {_name(output.name)}={expression}"
        case Rex(input=field, expression=expression):
            return f"rex field={_name(field)} {quoted(expression)}"
        case Lookup(table=table, inputs=inputs, columns=columns):
            keys = ", ".join(f"{_name(pair.column)} AS {_name(pair.field)}" for pair in inputs)
            outputs = ", ".join(f"{_name(pair.column)} AS {_name(pair.field)}" for pair in columns)
            return f"lookup {_name(table)} {keys} OUTPUT {outputs}"
        case GeoIp(input=field):
            return f"iplocation {_name(field)}"
    raise AssertionError(calculation)
