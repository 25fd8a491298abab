"""A metric data point: what was sent as its fields in, the fields that the store keeps out; and its measurements.

Metrics manual, "Get metrics in from other sources", "Metrics data format": a point has a `metric_name` with its
`_value`, or several measurements, each as `metric_name:<name>`; all other fields are its dimensions. Both forms are
kept as the second. Dimensions whose names are reserved begin with `extracted_` ("Search and monitor metrics").

[unverified]: a point is dropped as a whole for one measurement that is no number; a text that says a number counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from ..values import Row, Value, number, text
from .default import DEFAULT

NAME, VALUE = "metric_name", "_value"
PREFIX = f"{NAME}:"
"""What the field of a measurement begins with; its name follows."""


def point(fields: Mapping[str, Value]) -> dict[str, Value] | None:
    """None for what is no point: without a measurement, or with a name or a value that none can have."""
    measured: dict[str, Value] = {}
    dimensions: dict[str, Value] = {}
    for name, value in fields.items():
        if name.startswith(PREFIX):
            measured[name] = value
        elif name not in (NAME, VALUE):
            dimensions[f"extracted_{name}" if name in DEFAULT else name] = value
    if NAME in fields or VALUE in fields:
        measured[f"{PREFIX}{fields.get(NAME, '')}"] = fields.get(VALUE)
    numbers = {name: read for name, value in measured.items() if (read := _read(value)) is not None}
    good = len(numbers) == len(measured) and all(_is_name(name.removeprefix(PREFIX)) for name in measured)
    return {**numbers, **dimensions} if numbers and good else None


def measurements(row: Row) -> Iterator[tuple[str, Value]]:
    """The names and values of what a point, as a search reads it, has measured."""
    return ((name[len(PREFIX) :], value) for name, value in row.items() if name.startswith(PREFIX))


def dimensions(row: Row) -> list[str]:
    """The names of its own dimensions: host, source and source type, which all points have, are not among them."""
    return sorted(name for name in row if name not in DEFAULT and not name.startswith(PREFIX))


def _is_name(name: str) -> bool:
    """Search Reference, mstats, "Usage": names that are empty, or hold blanks, are never found."""
    return bool(name) and not any(character.isspace() for character in name)


def _read(value: Value) -> str | None:
    """Values are doubles, however they were written; None for what is none."""
    found = number(value)
    return None if found is None or not math.isfinite(found) else text(float(found))
