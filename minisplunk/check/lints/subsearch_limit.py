"""SPL108: a subsearch that may give more rows than are taken of it."""

from __future__ import annotations

from collections.abc import Iterator

from .flow import ReadSearch
from .lint import Remark, SearchLint


def find(search: ReadSearch) -> Iterator[Remark]:
    for flow in search.flows():
        bounded = any(step.command.condenses for step in flow.steps)
        if flow.of is not None and flow.most and flow.pipeline.reads_events and not bounded:
            what = f"Of this subsearch of {flow.of.command.name} {flow.most:,} rows are taken at most"
            message = (
                f"{what}, and others are left out without an error. Make it give fewer, with stats, dedup or head."
            )
            yield Remark(message, search.place(flow.steps[0].span))


LINT = SearchLint("SPL108", "subsearch that may find too much", find)
