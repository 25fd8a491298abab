"""Rows in, the names of their fields in splunkd's order out."""

from __future__ import annotations

from collections.abc import Iterable

from ..commands.fields import Fields
from ..commands.rename import Rename
from ..commands.stats import Stats
from ..commands.table import Table
from ..spl.ast import Command, Pipeline
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
    if not rows:
        return []
    found = columns(rows)
    fixing = [number for number, stage in enumerate(pipeline.stages) if _fixes(stage.command)]
    if not fixing:
        return sorted(found)
    declared = _declared(pipeline, fixing[-1])
    if any("*" in name for name in declared):
        return found
    return list(dict.fromkeys((*declared, *found)))


def _fixes(command: Command) -> bool:
    return isinstance(command, (Stats, Table)) or (isinstance(command, Fields) and not command.remove)


def _declared(pipeline: Pipeline, number: int) -> tuple[str, ...]:
    """What a command names that fixes the order; nothing when names have changed since."""
    if any(isinstance(stage.command, (Rename, Fields)) for stage in pipeline.stages[number + 1 :]):
        return ()
    match pipeline.stages[number].command:
        case Stats() as stats:
            return stats.columns
        case Table(patterns):
            return patterns
    return ()


def groupby_ranks(pipeline: Pipeline) -> dict[str, int]:
    """The fields that the last stats groups by, and which of them comes first."""
    for stage in reversed(pipeline.stages):
        if isinstance(stage.command, Stats):
            return {name: rank for rank, name in enumerate(stage.command.by)}
    return {}
