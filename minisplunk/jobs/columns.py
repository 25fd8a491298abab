"""Rows in, the names of their fields in splunkd's order out."""

from __future__ import annotations

from collections.abc import Iterable

from ..spl.pipeline import Pipeline
from ..values import Row


def columns(rows: Iterable[Row]) -> list[str]:
    """Every field name once; one that a later row brings stands behind the one before it in that row."""
    order: list[str] = []
    seen: set[str] = set()
    for row in rows:
        if row.keys() <= seen:
            continue
        place = 0
        for name in row:
            if name in seen:
                place = order.index(name) + 1
            else:
                order.insert(place, name)
                seen.add(name)
                place += 1
    return order


def result_fields(pipeline: Pipeline, rows: list[Row]) -> list[str]:
    """The fields of a search's results; none without results.

    In alphabetical order, unless a command has made the rows: then in the order that it gave them, with the fields that
    it names and no row has (measured on 10.4.2 by a third party).
    """
    return in_order(pipeline, columns(rows)) if rows else []


def in_order(pipeline: Pipeline, found: list[str]) -> list[str]:
    """The same of the columns that some results have."""
    declared = pipeline.columns()
    return sorted(found) if declared is None else list(dict.fromkeys((*declared.names, *found)))


def groupby_ranks(pipeline: Pipeline) -> dict[str, int]:
    """The fields that the results are grouped by, and which of them comes first."""
    declared = pipeline.columns()
    return {} if declared is None else {name: rank for rank, name in enumerate(declared.by)}
