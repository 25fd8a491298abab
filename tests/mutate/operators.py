"""The operators: the fixed list of what is changed in the app, one class of changes each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.mutate import fields, search, settings
from tests.mutate.mutant import App, Change, Mutant, named

Operator = Callable[[App], Iterator[tuple[str, tuple[Change, ...]]]]

OPERATORS: dict[str, Operator] = {
    "clause": search.clauses,
    "literal": search.literals,
    "by-field": search.by_fields,
    "aggregate": search.aggregates,
    "stage": search.stages,
    "field": fields.fields,
    "branch": fields.branches,
    "value": fields.values,
    "macro": settings.macros,
    "window": settings.window,
    "schedule": settings.schedule,
    "trigger": settings.trigger,
    "risk": settings.risk,
    "export": settings.exports,
}


def mutants(app: App) -> list[Mutant]:
    """All of them, each different from the app; no two are the same change."""
    found: dict[tuple[Change, ...], Mutant] = {}
    for operator, changes in OPERATORS.items():
        for mutant in named(operator, changes(app)):
            found.setdefault(mutant.changes, mutant)
    return list(found.values())
