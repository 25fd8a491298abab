"""A pipeline and its rows in, the names of their fields in splunkd's order out."""

from __future__ import annotations

from ..spl.columns import columns, in_order
from ..spl.pipeline import Pipeline
from ..values import Row


def result_fields(pipeline: Pipeline, rows: list[Row]) -> list[str]:
    """The fields of a search's results; none without results."""
    return in_order(pipeline.columns(), columns(rows)) if rows else []


def groupby_ranks(pipeline: Pipeline) -> dict[str, int]:
    """The fields that the results are grouped by, and which of them comes first."""
    declared = pipeline.columns()
    return {} if declared is None else {name: rank for rank, name in enumerate(declared.by)}
