"""The columns of a pipeline and its rows in, the names of their fields in splunkd's order out."""

from __future__ import annotations

from ..spl.columns import Columns, columns, in_order
from ..values import Row


def result_fields(declared: Columns | None, rows: list[Row]) -> list[str]:
    """The fields of a search's results, from the columns that its pipeline has; none without results."""
    return in_order(declared, columns(rows)) if rows else []


def groupby_ranks(declared: Columns | None) -> dict[str, int]:
    """The fields that the results are grouped by, and which of them comes first."""
    return {} if declared is None else {name: rank for rank, name in enumerate(declared.by)}
