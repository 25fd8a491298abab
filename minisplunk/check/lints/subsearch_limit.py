"""SPL108: a subsearch that may give more rows than are taken of it."""

from __future__ import annotations

from collections.abc import Iterator

from .flow import ReadSearch, Step
from .lint import Remark, SearchLint


def find(search: ReadSearch) -> Iterator[Remark]:
    for flow in search.flows():
        outer = flow.of
        if outer is None or flow.pipeline.over_results or not _limited(outer):
            continue
        first = flow.steps[0]
        if flow.pipeline.reads_events and not any(step.command.condenses for step in flow.steps):
            message = (
                f"What this subsearch of {outer.command.name} finds beyond its limits is left out without an error. "
                "Make it give fewer rows, with stats, dedup or head."
            )
            yield Remark(message, search.place(first.span))


def _limited(outer: Step) -> bool:
    """Searches that multisearch and union begin with are no subsearches, and map runs its own one by one."""
    command = outer.command
    return (command.base is not None or not command.kind.generating) and not command.unread


LINT = SearchLint("SPL108", "subsearch that may find too much", find)
