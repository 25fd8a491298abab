"""The stages of field creation in Splunk's order; a kind of event and wanted fields in, the steps that make them out.

Knowledge Manager Manual, "The sequence of search-time operations".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..spl.fields import Fields
from . import alias, calculate, eventtype, extract, kv, lookup, report, tag
from .stage import Document, Rows, Situation, Stage, Step

_BEFORE_DOCUMENTS: tuple[Stage, ...] = (extract.plan, report.plan)
SEQUENCE: tuple[Stage, ...] = (
    *_BEFORE_DOCUMENTS,
    kv.plan,
    alias.plan,
    calculate.plan,
    lookup.plan,
    eventtype.plan,
    tag.plan,
)


class Work(NamedTuple):
    """All that is done to make the wanted fields: the steps before automatic extraction finds those of a document, or
    makes events of the rows of a table, and the steps after it. `needs`: all fields that one of them needs, and the
    wanted ones. `complete`: as of a Plan, for all steps after it."""

    before: Sequence[Step]
    document: Document | None
    rows: Rows | None
    after: Sequence[Step]
    needs: Fields
    complete: int | None = None


def planned(wanted: Fields, situation: Situation) -> Work:
    """The stages are planned from the last to the first, so that only what leads to a wanted field is done."""
    before: list[Step] = []
    after: list[Step] = []
    everything, document, rows = wanted, None, None
    complete: int | None = None
    for stage in reversed(SEQUENCE):
        plan = stage(wanted, situation)
        if stage in _BEFORE_DOCUMENTS:
            before = [*plan.steps, *before]
        elif plan.steps:
            complete = None if after else plan.complete
            after = [*plan.steps, *after]
        wanted, document, rows = plan.needs, document or plan.document, rows or plan.rows
        everything |= wanted | plan.inner
    return Work(tuple(before), document, rows, tuple(after), everything, complete)
