"""SPL107: a search for events that says neither by name nor through a macro which indexes it means."""

from __future__ import annotations

from collections.abc import Iterator

from ...spl.ast import Comparison, SearchTerm, subsearches, walk
from .flow import ReadSearch, Step
from .lint import Remark, SearchLint

_SAYS = frozenset({"index", "eventtype", "tag"})
"""Fields by which a search says where its events are: event types have searches of their own, and tags stand for event
types."""


def find(search: ReadSearch) -> Iterator[Remark]:
    for flow in search.flows():
        step = flow.steps[0]
        term = step.command.base
        if flow.pipeline.base is None or term is None or not step.command.only_base or step.command.indexed:
            continue
        if not (_names_indexes(term) or any(subsearches(term)) or _calls_macro(search, step)):
            yield Remark(
                "The search names no index, so it reads the default indexes of whoever runs it; add index=<name>.",
                search.place(step.span),
            )


def _names_indexes(term: SearchTerm) -> bool:
    fields = (found.field for found in walk(term) if isinstance(found, Comparison))
    return any(field in _SAYS or field.startswith("tag::") for field in fields)


def _calls_macro(search: ReadSearch, step: Step) -> bool:
    """Macros are where apps say it, or let others say it: what one is at present matters little."""
    span = step.span
    return any(
        piece.expansion is not None and piece.start <= span.end and span.start <= piece.end
        for piece in search.text.pieces
    )


LINT = SearchLint("SPL107", "search without an index", find)
